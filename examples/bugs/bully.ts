import { everything, node, nodesOf, safety, scenario, sometimes, violation, type World } from 'backstep';

/**
 * The bully algorithm: the live node with the highest name leads. It takes who does not answer in time for dead, which is right where
 * delays are bounded and nobody pauses, as its paper assumes; elsewhere two nodes lead at once. `invitation` leads with a majority's
 * consent for a term instead, and by one vote a term never two do.
 *
 * Garcia-Molina, "Elections in a Distributed Computing System" (IEEE Transactions on Computers C-31, 1982).
 */
type Message =
  | { type: 'election' }
  | { type: 'answer' }
  | { type: 'leads'; term: number }
  | { type: 'ask'; term: number }
  | { type: 'consent'; term: number };

interface State {
  role: 'follows' | 'waits' | 'leads';
  term: number;
  consents: readonly string[];
}

const member = node<Message, Message, { by: 'bully' | 'majority' }>()({
  init(self): State {
    self.setTimer('suspect', self.randomInteger(100, 300));
    return { role: 'follows', term: self.disk.read<number>('term') ?? 0, consents: [] };
  },
  on: {
    election(state, _message, self, from) {
      self.send(from, { type: 'answer' });
      if (state.role === 'leads') self.send(from, { type: 'leads', term: state.term });
    },
    answer(state, _message, self) {
      if (state.role !== 'waits') return;
      state.role = 'follows';
      self.cancelTimer('win');
    },
    leads(state, { term }, self) {
      if (self.settings.by === 'majority' && term < state.term) return;
      state.role = 'follows';
      state.term = Math.max(term, state.term);
      self.cancelTimer('win');
      self.setTimer('suspect', self.randomInteger(200, 400));
    },
    ask(state, { term }, self, from) {
      if (term <= state.term) return;
      Object.assign(state, { term, role: 'follows' });
      self.disk.write('term', term);
      self.disk.sync();
      self.send(from, { type: 'consent', term });
    },
    consent(state, { term }, self, from) {
      if (term !== state.term || state.role !== 'waits') return;
      state.consents = [...new Set([...state.consents, from])];
      if (state.consents.length >= 2) lead(state, self);
    },
  },
  timers: {
    suspect(state, self) {
      self.setTimer('suspect', self.randomInteger(200, 400));
      if (state.role === 'leads') return;
      state.role = 'waits';
      if (self.settings.by === 'majority') {
        state.term += 1;
        state.consents = [self.id];
        self.disk.write('term', state.term);
        self.disk.sync();
        self.broadcast({ type: 'ask', term: state.term });
        return;
      }
      self.broadcast(
        { type: 'election' },
        self.peers.filter((name) => name > self.id),
      );
      self.setTimer('win', 60);
    },
    win(state, self) {
      state.term += 1;
      lead(state, self);
    },
    beat(state, self) {
      if (state.role !== 'leads') return;
      self.broadcast({ type: 'leads', term: state.term });
      self.setTimer('beat', 80);
    },
  },
});

function lead(state: State, self: { setTimer(name: 'beat', after: number): void }): void {
  state.role = 'leads';
  self.setTimer('beat', 1);
}

const clusterOf = (by: 'bully' | 'majority') => nodesOf(3, 'node', member.with({ by }));
type Cluster = World<ReturnType<typeof clusterOf>>;

class ElectionProperties {
  @safety static atMostOneLeadsATerm({ nodes, isUp }: Cluster) {
    const leaders = Object.entries(nodes).filter(([name, { role }]) => role === 'leads' && isUp(name as 'node1'));
    const twice = leaders.find(([, { term }], index) => leaders.findIndex(([, other]) => other.term === term) !== index);
    return twice === undefined || violation(`${leaders.map(([name]) => name).join(' and ')} lead at once, in term ${twice[1].term}.`);
  }
  @sometimes static somebodyLeads({ nodes }: Cluster) {
    return Object.values(nodes).some(({ role }) => role === 'leads');
  }
}

export const election = scenario.matrix({ by: ['bully', 'majority'] }, ({ by }) =>
  scenario({
    name: `an election by ${by}`,
    nodes: clusterOf(by),
    network: { latency: { min: 1, max: 20 } },
    disk: { syncLatency: 1 },
    nemesis: everything({ intensity: 3 }),
    duration: '4s',
    stabilisesAt: '3s',
    properties: [ElectionProperties],
  }),
);
