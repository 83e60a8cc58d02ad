import { node, safety, violation, type Nemesis, type NodeDefinition, type World } from 'backstep';

/**
 * What the two examples of commit timestamps share: a client that commits one transaction after the other, now at
 * one server and now at the other, what happens to clocks and machines, and the property. They differ in what a
 * server does between choosing a timestamp and saying so.
 */

export type Commit = { type: 'commit'; number: number };
export type Committed = { type: 'committed'; number: number; timestamp: number };

interface ClientState {
  number: number;
  /** The timestamps of its transactions, in the order in which they were made. */
  timestamps: number[];
}

export const client = node<Committed, Commit>()({
  init(self): ClientState {
    self.setTimer('next', '10ms');
    return { number: 0, timestamps: [] };
  },
  on: {
    committed(state, { number, timestamp }, self) {
      if (number !== state.number) return;
      state.timestamps.push(timestamp);
      self.setTimer('next', self.randomInteger(0, 100));
    },
  },
  timers: {
    next(state, self) {
      state.number += 1;
      self.send(state.number % 2 === 0 ? 'server1' : 'server2', { type: 'commit', number: state.number });
      // The question or the answer may be lost, and then there is another transaction.
      self.setTimer('next', '1s');
    },
  },
});

/** Machines in one building, each with a quartz of its own and an interval clock as Spanner has them. */
export const network = { latency: { min: '200us', max: '2ms' } } as const;
export const clocks = { offset: '10ms', drift: 100, interval: { every: '30s', uncertainty: '1ms', drift: 200 } } as const;

/** No quartz exceeds the drift that intervals allow for. */
export const nemesis = {
  clock: { every: '20s', by: ['1ms', '1s'] },
  drift: { every: '20s', for: ['1s', '10s'], ppm: 200 },
  pause: { every: '20s', for: ['10ms', '2s'] },
  crash: { every: '30s', for: ['10ms', '2s'], nodes: ['server1', 'server2'] },
  loss: { every: '20s', for: ['1s', '5s'], probability: 0.3 },
} as const satisfies Nemesis<'server1' | 'server2' | 'client'>;

export interface CommitCluster {
  readonly [node: string]: NodeDefinition;
  readonly client: typeof client;
}

export class CommitProperties {
  /** External consistency: a transaction that begins when another has been acknowledged has the greater timestamp. */
  @safety
  static timestampsFollowTheOrderOfTransactions({ nodes }: World<CommitCluster>) {
    const [before = -Infinity, after = Infinity] = nodes.client.timestamps.slice(-2);
    return (
      after > before ||
      violation(`A transaction committed at ${after} began after one at ${before} was acknowledged.`, { nodes: ['client'] })
    );
  }
}
