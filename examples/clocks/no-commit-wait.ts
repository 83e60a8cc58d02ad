import { node, scenario } from 'backstep';
import { client, clocks, CommitProperties, nemesis, network, type Commit, type Committed } from './commit.ts';

/**
 * Commit timestamps from an interval clock, without the wait: the order of timestamps is not that of transactions.
 *
 * A server commits at the latest time that it may be, and says so at once. A client that has heard of it commits
 * at another server, whose clock runs a few milliseconds behind: the later transaction gets the smaller timestamp,
 * and who reads as of a time between the two sees the second without the first.
 *
 * `timestampsFollowTheOrderOfTransactions` catches it. The intervals of both servers were right, and they overlapped.
 * `commit-wait.ts` is the cure.
 *
 * Corbett et al., "Spanner: Google's Globally-Distributed Database" (OSDI 2012), sections 3 and 4.1.2.
 */
const server = node<Commit, Committed>()({
  init: () => ({}),
  on: {
    commit(_state, { number }, self, from) {
      self.send(from, { type: 'committed', number, timestamp: self.timeInterval().latest });
    },
  },
});

export default scenario({
  name: 'no commit wait',
  nodes: { server1: server, server2: server, client },
  network,
  clocks,
  nemesis,
  duration: '20s',
  stabilisesAt: '15s',
  properties: [CommitProperties],
});
