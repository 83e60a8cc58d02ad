import { everything, node, nodesOf, safety, scenario, sometimes, violation, type World } from 'backstep';

/**
 * Reads and writes of two of three replicas, where any two nodes that answer will do when one of the three does not, and hold what
 * is meant for it until it is back (a hint). R + W > N then promises nothing: a read may ask two that never saw a write that
 * was acknowledged. A strict quorum asks the three alone, and waits.
 *
 * DeCandia et al., "Dynamo: Amazon's Highly Available Key-value Store" (SOSP 2007), section 4.6; Bailis et al., "Probabilistically
 * Bounded Staleness" (VLDB 2012).
 */
type Ask = { type: 'write'; version: number; round: number } | { type: 'read'; round: number };
type Answer = { type: 'written'; round: number } | { type: 'value'; version: number; round: number };

const store = node<Ask, Answer>()({
  init: (self) => ({ version: self.disk.read<number>('version') ?? 0 }),
  on: {
    write(state, { version, round }, self, from) {
      if (version > state.version) {
        state.version = version;
        self.disk.write('version', version);
        self.disk.sync();
      }
      self.send(from, { type: 'written', round });
    },
    read: (state, { round }, self, from) => self.send(from, { type: 'value', version: state.version, round }),
  },
});

const HOME = ['store1', 'store2', 'store3'];
const ALL = [...HOME, 'store4', 'store5'];

interface State {
  round: number;
  doing: 'write' | 'read' | null;
  answers: Record<string, number>;
  /** What was acknowledged when the read began, and what it returned. */
  acknowledged: number;
  atLeast: number;
  stale: string | null;
  reads: number;
}

const client = node<Answer, Ask, { quorum: 'sloppy' | 'strict' }>()({
  init(self): State {
    self.setTimer('next', 20);
    return { round: 0, doing: null, answers: {}, acknowledged: 0, atLeast: 0, stale: null, reads: 0 };
  },
  on: {
    written(state, { round }, self, from) {
      if (round !== state.round || state.doing !== 'write') return;
      state.answers[from] = round;
      if (Object.keys(state.answers).length < 2) return;
      state.acknowledged = round;
      rest(state, self);
    },
    value(state, { round, version }, self, from) {
      if (round !== state.round || state.doing !== 'read') return;
      state.answers[from] = version;
      const versions = Object.values(state.answers);
      if (versions.length < 2) return;
      const newest = Math.max(...versions);
      state.reads += 1;
      if (newest < state.atLeast)
        state.stale = `A read returned version ${newest}, and version ${state.atLeast} was acknowledged before it began.`;
      rest(state, self);
    },
  },
  timers: {
    next(state, self) {
      state.round += 1;
      state.doing = self.random() < 0.5 ? 'write' : 'read';
      state.answers = {};
      state.atLeast = state.acknowledged;
      ask(state, self, HOME);
      self.setTimer('hurry', 60);
    },
    hurry(state, self) {
      if (state.doing === null) return;
      ask(state, self, self.settings.quorum === 'sloppy' ? ALL : HOME);
      self.setTimer('hurry', 60);
    },
  },
});

function rest(state: State, self: { setTimer(name: 'next', after: number): void }): void {
  state.doing = null;
  self.setTimer('next', 20);
}

function ask({ doing, round }: State, self: { broadcast(message: Ask, to: readonly string[]): void }, whom: readonly string[]): void {
  self.broadcast(doing === 'write' ? { type: 'write', version: round, round } : { type: 'read', round }, whom);
}

const clusterOf = (quorum: 'sloppy' | 'strict') => ({ ...nodesOf(5, 'store', store), client: client.with({ quorum }) });
type Cluster = World<ReturnType<typeof clusterOf>>;

class QuorumProperties {
  @safety static aReadSeesWhatWasAcknowledged({ nodes }: Cluster) {
    const { stale } = nodes.client;
    return stale === null || violation(stale, { nodes: ['client'] });
  }
  @sometimes static somethingIsRead({ nodes }: Cluster) {
    return nodes.client.reads > 0;
  }
}

export const quorum = scenario.matrix({ quorum: ['sloppy', 'strict'] }, ({ quorum: kind }) =>
  scenario({
    name: `a ${kind} quorum`,
    nodes: clusterOf(kind),
    network: { latency: { min: 1, max: 20 } },
    disk: { syncLatency: 1 },
    nemesis: everything({ intensity: 3, nodes: ALL as 'store1'[] }),
    duration: '5s',
    stabilisesAt: '4500ms',
    properties: [QuorumProperties],
  }),
);
