import { majority, node, nodesOf, safety, scenario, sometimes, violation, type World } from 'backstep';
import { weather } from './weather.ts';

/**
 * Paxos for one value (Lamport, "Paxos Made Simple", 2001), with one of its rules left out.
 *
 * - `persists-accepted`: an acceptor forgets in a crash what it has accepted (section 2.2: "it must remember").
 * - `checks-accept`: it accepts what it has promised not to (P1a, the check in phase 2b).
 * - `takes-highest`: a proposer keeps to its own value whatever it is told in phase 1 (P2c).
 */
type Rule = 'none' | 'persists-accepted' | 'checks-accept' | 'takes-highest';

interface Accepted {
  readonly ballot: number;
  readonly value: string;
}

type Ask = { type: 'prepare'; ballot: number } | { type: 'accept'; ballot: number; value: string };
type Answer = { type: 'promise'; ballot: number; accepted: Accepted | null } | { type: 'accepted'; ballot: number; value: string };

const acceptor = node<Ask, Answer, { rule: Rule }>()({
  init: (self) => ({ promised: self.disk.read<number>('promised') ?? 0, accepted: self.disk.read<Accepted>('accepted') ?? null }),
  on: {
    prepare(state, { ballot }, self, from) {
      if (ballot <= state.promised) return;
      state.promised = ballot;
      self.disk.write('promised', ballot);
      self.disk.sync();
      self.send(from, { type: 'promise', ballot, accepted: state.accepted });
    },
    accept(state, { ballot, value }, self, from) {
      if (ballot < state.promised && self.settings.rule !== 'checks-accept') return;
      state.promised = Math.max(state.promised, ballot);
      state.accepted = { ballot, value };
      self.disk.write('promised', state.promised);
      if (self.settings.rule !== 'persists-accepted') self.disk.write('accepted', state.accepted);
      self.disk.sync();
      self.send(from, { type: 'accepted', ballot, value });
    },
  },
});

interface Proposing {
  round: number;
  ballot: number;
  promises: Record<string, Accepted | null>;
  acceptedBy: readonly string[];
  chosen: string | null;
}

const ACCEPTORS = ['acceptor1', 'acceptor2', 'acceptor3'];

const proposer = node<Answer, Ask, { rule: Rule }>()({
  init(self): Proposing {
    self.setTimer('propose', self.randomInteger(1, 200));
    return { round: self.disk.read<number>('round') ?? 0, ballot: 0, promises: {}, acceptedBy: [], chosen: null };
  },
  on: {
    promise(state, { ballot, accepted }, self, from) {
      if (ballot !== state.ballot || from in state.promises) return;
      state.promises[from] = accepted;
      if (Object.keys(state.promises).length !== majority(ACCEPTORS)) return;
      const highest = Object.values(state.promises).reduce((a, b) => ((b?.ballot ?? 0) > (a?.ballot ?? 0) ? b : a), null);
      const value = self.settings.rule === 'takes-highest' ? self.id : (highest?.value ?? self.id);
      self.broadcast({ type: 'accept', ballot, value }, ACCEPTORS);
    },
    accepted(state, { ballot, value }, _self, from) {
      if (ballot !== state.ballot || state.acceptedBy.includes(from)) return;
      state.acceptedBy = [...state.acceptedBy, from];
      if (state.acceptedBy.length >= majority(ACCEPTORS)) state.chosen = value;
    },
  },
  timers: {
    propose(state, self) {
      self.setTimer('propose', self.randomInteger(50, 400));
      state.round += 1;
      self.disk.write('round', state.round);
      self.disk.sync();
      // No two proposers have the same ballot.
      const ballot = state.round * self.nodes.length + self.nodes.indexOf(self.id);
      Object.assign(state, { ballot, promises: {}, acceptedBy: [] });
      self.broadcast({ type: 'prepare', ballot }, ACCEPTORS);
    },
  },
});

const clusterOf = (rule: Rule) => ({
  ...nodesOf(3, 'acceptor', acceptor.with({ rule })),
  ...nodesOf(3, 'proposer', proposer.with({ rule })),
});
type Cluster = World<ReturnType<typeof clusterOf>>;

class PaxosProperties {
  @safety({ memory: (): { chosen?: string } => ({}) })
  static oneValueIsChosen({ nodes: { proposer1, proposer2, proposer3 } }: Cluster, memory: { chosen?: string }) {
    for (const { chosen } of [proposer1, proposer2, proposer3]) {
      if (chosen === null) continue;
      memory.chosen ??= chosen;
      if (chosen !== memory.chosen) return violation(`The value of ${memory.chosen} was chosen, and then that of ${chosen}.`);
    }
    return true;
  }
  @sometimes static aValueIsChosen({ nodes: { proposer1, proposer2, proposer3 } }: Cluster) {
    return [proposer1, proposer2, proposer3].some(({ chosen }) => chosen !== null);
  }
}

export const paxos = scenario.matrix({ without: ['none', 'persists-accepted', 'checks-accept', 'takes-highest'] }, ({ without }) =>
  scenario({
    name: `Paxos without: ${without}`,
    nodes: clusterOf(without),
    network: { latency: { min: 1, max: 60 } },
    disk: { syncLatency: 1 },
    nemesis: weather,
    duration: '4s',
    stabilisesAt: '3500ms',
    properties: [PaxosProperties],
  }),
);
