import { node, scenario } from 'backstep';
import { nemesis, network, ResolverProperties, upstream, type Answer, type Query, type ResolverState } from './resolver.ts';

/**
 * A leap second: the time of day goes back, and a duration that was measured with it is negative.
 *
 * A resolver asks a name server, and takes the time before and after, by the time of day, to know how fast that
 * server is. In a leap second 23:59:59 comes twice. A query that is under way then took less than no time, and what
 * the resolver does with a negative number is anybody's guess: at midnight UTC of 1 January 2017 Cloudflare's
 * resolver drew a random number below it, which panics, and names did not resolve.
 *
 * `noRoundTripIsNegative` catches it. Look at the leap second on the resolver's lane, between a `query` and its
 * `answer`. `monotonic.ts` is the cure, and differs in two words.
 *
 * Graham-Cumming, "How and why the leap second affected Cloudflare DNS" (2017); Kleppmann, Designing Data-Intensive
 * Applications (2017), chapter 8, "Monotonic Versus Time-of-Day Clocks".
 */

const resolver = node<Answer, Query>()({
  init(self): ResolverState {
    self.setTimer('ask', '10ms');
    return { number: 0, sentAt: 0, sentOn: 0, roundTrip: 0, wentBack: false };
  },
  on: {
    answer(state, { number }, self) {
      if (number !== state.number) return;
      state.roundTrip = self.now() - state.sentAt;
      state.wentBack ||= self.now() < state.sentOn;
    },
  },
  timers: {
    ask(state, self) {
      state.number += 1;
      state.sentAt = self.now();
      state.sentOn = self.now();
      self.send('upstream', { type: 'query', number: state.number });
      self.setTimer('ask', '100ms');
    },
  },
});

export default scenario({
  name: 'leap second',
  nodes: { resolver, upstream },
  network,
  nemesis,
  duration: '30s',
  stabilisesAt: '25s',
  properties: [ResolverProperties],
});
