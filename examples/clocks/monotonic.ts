import { node, scenario, sometimes, type World } from 'backstep';
import { nemesis, network, ResolverProperties, upstream, type Answer, type Query, type ResolverState } from './resolver.ts';

/**
 * The cure for `leap-second.ts`: durations are measured with the monotonic clock.
 *
 * It counts from when the machine was switched on, and nobody sets it. It may run a little fast or slow, but it never
 * goes back, whatever becomes of the time of day. What it reads means nothing on another machine: send a duration,
 * and never a reading.
 *
 * Look at the same leap second between a `query` and its `answer`: `wentBack` turns true, and `roundTrip` is right.
 *
 * Kleppmann, Designing Data-Intensive Applications (2017), chapter 8, "Monotonic Versus Time-of-Day Clocks".
 */

const resolver = node<Answer, Query>()({
  init(self): ResolverState {
    self.setTimer('ask', '10ms');
    return { number: 0, sentAt: 0, sentOn: 0, roundTrip: 0, wentBack: false };
  },
  on: {
    answer(state, { number }, self) {
      if (number !== state.number) return;
      state.roundTrip = self.monotonic() - state.sentAt;
      state.wentBack ||= self.now() < state.sentOn;
    },
  },
  timers: {
    ask(state, self) {
      state.number += 1;
      state.sentAt = self.monotonic();
      state.sentOn = self.now();
      self.send('upstream', { type: 'query', number: state.number });
      self.setTimer('ask', '100ms');
    },
  },
});

const cluster = { resolver, upstream };

class ClockProperties {
  /** Where the time of day never goes back, either clock will do. */
  @sometimes
  static theTimeOfDayGoesBackDuringAQuery({ nodes }: World<typeof cluster>) {
    return nodes.resolver.wentBack;
  }
}

export default scenario({
  name: 'monotonic durations',
  nodes: cluster,
  network,
  nemesis,
  duration: '30s',
  stabilisesAt: '25s',
  properties: [ResolverProperties, ClockProperties],
});
