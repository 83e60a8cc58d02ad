import { majority, node, safety, scenario, sometimes, violation, type World } from 'backstep';
import { weather } from './weather.ts';

/**
 * Raft in a page, with one of its rules left out: each is a mistake that was published, because somebody made it. A leader sends
 * its whole log each time, and changes the set of servers by one server at a time, with an entry of the log.
 *
 * - `older-term`: an entry of an older term counts as committed once a majority has it (Ongaro and Ousterhout 2014, figure 8).
 * - `truncates`: a follower takes the log of any message for its own, also where a late message is a beginning of what it has
 *   (Ongaro and Ousterhout 2014, section 5.3: only an entry that conflicts is deleted).
 * - `any-log`: a server votes for whoever asks first, whatever its log (section 5.4.1).
 */
type Rule = 'none' | 'older-term' | 'truncates' | 'any-log';

interface Entry {
  readonly term: number;
  readonly value: string;
  /** Who the servers are from this entry on. */
  readonly servers: readonly string[];
}

type Message =
  | { type: 'requestVote'; term: number; lastTerm: number; length: number }
  | { type: 'vote'; term: number }
  | { type: 'append'; term: number; log: readonly Entry[]; committed: number }
  | { type: 'ack'; term: number; length: number };

interface State {
  term: number;
  votedFor: string | null;
  role: 'follower' | 'candidate' | 'leader';
  votes: readonly string[];
  log: readonly Entry[];
  committed: number;
  has: Record<string, number>;
  proposed: number;
}

const FIRST = ['s1', 's2', 's3'];

function serversOf({ log }: Pick<State, 'log'>): readonly string[] {
  return log.at(-1)?.servers ?? FIRST;
}

const server = node<Message, Message, { rule: Rule }>()({
  init(self): State {
    self.setTimer('elect', self.randomInteger(150, 300));
    const { term, votedFor } = self.disk.read<Pick<State, 'term' | 'votedFor'>>('vote') ?? { term: 0, votedFor: null };
    const log = self.disk.read<readonly Entry[]>('log') ?? [];
    return { term, votedFor, role: 'follower', votes: [], log, committed: 0, has: {}, proposed: 0 };
  },
  on: {
    requestVote(state, { term, lastTerm, length }, self, from) {
      if (term < state.term) return;
      if (term > state.term) Object.assign(state, { term, votedFor: null, role: 'follower' });
      const last = state.log.at(-1)?.term ?? 0;
      const isBehind = lastTerm < last || (lastTerm === last && length < state.log.length);
      if ((isBehind && self.settings.rule !== 'any-log') || (state.votedFor !== null && state.votedFor !== from)) return;
      state.votedFor = from;
      self.disk.write('vote', { term: state.term, votedFor: from });
      self.disk.sync();
      self.setTimer('elect', self.randomInteger(150, 300));
      self.send(from, { type: 'vote', term });
    },
    vote(state, { term }, self, from) {
      if (term !== state.term || state.role !== 'candidate') return;
      state.votes = [...new Set([...state.votes, from])];
      const servers = serversOf(state);
      if (state.votes.filter((voter) => servers.includes(voter)).length < majority(servers)) return;
      state.role = 'leader';
      state.has = {};
      // With an entry of its own term a leader commits all that is before it.
      if (self.settings.rule !== 'older-term') state.log = [...state.log, { term, value: `leader ${term}`, servers }];
      self.disk.write('log', state.log);
      self.disk.sync();
      self.setTimer('beat', 1);
      self.setTimer('propose', self.randomInteger(20, 200));
    },
    append(state, { term, log, committed }, self, from) {
      if (term < state.term) return;
      if (term > state.term) state.votedFor = null;
      Object.assign(state, { term, role: 'follower' });
      const conflict = state.log.findIndex((entry, index) => index < log.length && log[index]!.term !== entry.term);
      if (conflict >= 0 || log.length > state.log.length || self.settings.rule === 'truncates') state.log = log;
      state.committed = Math.max(state.committed, Math.min(committed, log.length));
      self.disk.write('vote', { term, votedFor: state.votedFor });
      self.disk.write('log', state.log);
      self.disk.sync();
      self.setTimer('elect', self.randomInteger(150, 300));
      self.send(from, { type: 'ack', term, length: log.length });
    },
    ack(state, { term, length }, self, from) {
      if (term !== state.term || state.role !== 'leader') return;
      state.has[from] = Math.max(state.has[from] ?? 0, length);
      state.has[self.id] = state.log.length;
      for (let next = state.log.length; next > state.committed; next--) {
        const { term: of, servers } = state.log[next - 1]!;
        const count = servers.filter((name) => (state.has[name] ?? 0) >= next).length;
        if (count >= majority(servers) && (of === term || self.settings.rule === 'older-term')) state.committed = next;
      }
    },
  },
  timers: {
    elect(state, self) {
      self.setTimer('elect', self.randomInteger(150, 300));
      const servers = serversOf(state);
      if (state.role === 'leader' || !servers.includes(self.id)) return;
      Object.assign(state, { term: state.term + 1, votedFor: self.id, role: 'candidate', votes: [self.id] });
      self.disk.write('vote', { term: state.term, votedFor: self.id });
      self.disk.sync();
      const { term, log } = state;
      self.broadcast({ type: 'requestVote', term, lastTerm: log.at(-1)?.term ?? 0, length: log.length });
    },
    beat(state, self) {
      if (state.role !== 'leader') return;
      const { term, log, committed } = state;
      self.broadcast({ type: 'append', term, log, committed });
      self.setTimer('beat', 60);
    },
    propose(state, self) {
      if (state.role !== 'leader') return;
      self.setTimer('propose', self.randomInteger(20, 200));
      const servers = serversOf(state);
      const { term, log, committed } = state;
      if (log.length >= 8) return;
      const isSettled = log.slice(committed).every((entry) => String(entry.servers) === String(log[committed - 1]?.servers ?? FIRST));
      const hasCommitted = log[committed - 1]?.term === term;
      let next = servers;
      if (isSettled && hasCommitted && self.random() < 0.5) {
        const other = self.pick(self.nodes);
        next = servers.includes(other) ? servers.filter((name) => name !== other) : [...servers, other];
        if (next.length < 2) next = servers;
      }
      state.proposed += 1;
      state.log = [...log, { term, value: `${self.id}/${term}/${state.proposed}`, servers: next }];
      self.disk.write('log', state.log);
      self.disk.sync();
    },
  },
});

const clusterOf = (rule: Rule) => {
  const one = server.with({ rule });
  return { s1: one, s2: one, s3: one, s4: one, s5: one };
};
type Cluster = World<ReturnType<typeof clusterOf>>;

class SmallRaftProperties {
  @safety({ memory: (): Record<number, string> => ({}) })
  static whatIsCommittedStays({ nodes }: Cluster, memory: Record<number, string>) {
    for (const [name, { log, committed }] of Object.entries(nodes)) {
      for (let index = 0; index < committed; index++) {
        if (index >= log.length)
          return violation(`${name} has committed ${committed} entries, and has only ${log.length} of them.`, { nodes: [name] });
        const { term, value } = log[index]!;
        const known = (memory[index] ??= `${term} ${value}`);
        if (known !== `${term} ${value}`)
          return violation(`As entry ${index}, '${value}' of term ${term} is committed at ${name}, and before that '${known}' was.`, {
            nodes: [name],
          });
      }
    }
    return true;
  }

  @sometimes static serversChange({ nodes }: Cluster) {
    return Object.values(nodes).some(
      ({ log, committed }) => new Set(log.slice(0, committed).map(({ servers }) => String(servers))).size > 1,
    );
  }
}

export const smallRaft = scenario.matrix({ without: ['none', 'older-term', 'truncates', 'any-log'] }, ({ without }) =>
  scenario({
    name: `small Raft without: ${without}`,
    nodes: clusterOf(without),
    network: { latency: { min: 1, max: 60 }, reorder: 1 },
    disk: { syncLatency: { min: 0, max: 2 } },
    nemesis: weather,
    duration: '6s',
    stabilisesAt: '5500ms',
    properties: [SmallRaftProperties],
  }),
);
