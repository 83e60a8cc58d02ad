import { node, scenario, sometimes, type World } from 'backstep';
import { client, clocks, CommitProperties, nemesis, network, type Commit, type Committed } from './commit.ts';

/**
 * The cure for `no-commit-wait.ts`: a server waits until its timestamp is over.
 *
 * It commits at the latest time that it may be, and answers when even the earliest time that it may be is later than
 * that. Whoever hears of it hears of it after that time, and so any timestamp that is chosen from then on is
 * greater. The wait is twice the uncertainty: good clocks are fast commits.
 *
 * Look at how long a `commit` waits for its `committed`, and how that grows from one synchronisation to the next. What
 * the wait relies on is that intervals are true: add `{ at: '5s', falseInterval: 'server1', forward: '1s', for: '5s' }`.
 *
 * Corbett et al., "Spanner: Google's Globally-Distributed Database" (OSDI 2012), sections 3 and 4.1.2.
 */

interface ServerState {
  waiting: { number: number; timestamp: number; client: string }[];
  /** How often a timestamp was not over yet when it was chosen. */
  waits: number;
}

const server = node<Commit, Committed>()({
  init: (): ServerState => ({ waiting: [], waits: 0 }),
  on: {
    commit(state, { number }, self, from) {
      const { earliest, latest } = self.timeInterval();
      state.waiting.push({ number, timestamp: latest, client: from });
      state.waits += 1;
      self.setTimer('look', latest - earliest);
    },
  },
  timers: {
    look(state, self) {
      const { earliest, latest } = self.timeInterval();
      for (const { number, timestamp, client: to } of state.waiting) {
        if (timestamp < earliest) self.send(to, { type: 'committed', number, timestamp });
      }
      state.waiting = state.waiting.filter(({ timestamp }) => timestamp >= earliest);
      if (state.waiting.length > 0) self.setTimer('look', Math.max(0.1, latest - earliest));
    },
  },
});

const cluster = { server1: server, server2: server, client };

class WaitProperties {
  /** Without the wait, the next transaction would have begun before this timestamp was over. */
  @sometimes
  static aCommitWaits({ nodes }: World<typeof cluster>) {
    return nodes.server1.waits > 0 && nodes.server2.waits > 0 && nodes.client.timestamps.length > 1;
  }
}

export default scenario({
  name: 'commit wait',
  nodes: cluster,
  network,
  clocks,
  nemesis,
  duration: '20s',
  stabilisesAt: '15s',
  properties: [CommitProperties, WaitProperties],
});
