import { majority, node, nodesOf, safety, scenario, sometimes, violation, type World } from 'backstep';
import { weather } from './weather.ts';

/**
 * Raft that changes its set of servers by one at a time, as Ongaro's dissertation had it (2014, section 4.1): a leader may append
 * the next configuration once the one before it is committed, and each server counts majorities by the newest configuration in its
 * log, committed or not. Two configurations that differ by one server from the same one need not have a server in common that knows
 * of both: a leader appends its own and is cut off; the next leader, which has never seen it, appends another, and commits it
 * with a majority of that; then the first is elected by a majority of its own configuration, none of whom have the other, and
 * overwrites what is committed.
 *
 * Look for two entries at one index that are both configurations, of different terms, and at who counts by which of them.
 *
 * Ongaro, "bug in single-server membership changes" (raft-dev, 10 July 2015; found by Huanchen Zhang). The cure,
 * `changesAfter: 'own entry'`, is the one of that letter: a leader appends an empty entry when it is elected, and no
 * configuration before an entry of its own term is committed. Whoever has an older configuration is then behind a majority.
 */
type ChangesAfter = 'configuration' | 'own entry';

interface Entry {
  readonly term: number;
  readonly what: string;
  /** Who the servers are from this entry on. */
  readonly servers: readonly string[];
}

type Message =
  | { type: 'requestVote'; term: number; lastTerm: number; length: number }
  | { type: 'vote'; term: number }
  | { type: 'append'; term: number; after: number; afterTerm: number; entries: readonly Entry[]; committed: number }
  | { type: 'ack'; term: number; length: number }
  | { type: 'behind'; term: number; length: number };

interface State {
  term: number;
  votedFor: string | null;
  role: 'follower' | 'candidate' | 'leader';
  votes: readonly string[];
  log: readonly Entry[];
  committed: number;
  /** Of each server what it is to be sent next, and what it has for certain. */
  next: Record<string, number>;
  has: Record<string, number>;
  /** Who has answered the leader since it last looked. */
  heard: readonly string[];
}

const FIRST = ['s1', 's2', 's3', 's4'];
const FEWEST = 3;

const serversOf = (log: readonly Entry[]): readonly string[] => log.at(-1)?.servers ?? FIRST;
const termAt = (log: readonly Entry[], index: number): number => log[index - 1]?.term ?? 0;

interface Disk {
  write(key: string, value: unknown): void;
  sync(): void;
}

function keep(disk: Disk, { term, votedFor, log }: State): void {
  disk.write('kept', { term, votedFor, log });
  disk.sync();
}

/** Whoever hears of a later term follows. */
function hears(state: State, term: number): void {
  if (term > state.term) Object.assign(state, { term, votedFor: null, role: 'follower' });
}

const server = node<Message, Message, { changesAfter: ChangesAfter }>()({
  init(self): State {
    self.setTimer('elect', self.randomInteger(100, 250));
    const { term, votedFor, log } = self.disk.read<Pick<State, 'term' | 'votedFor' | 'log'>>('kept') ?? {
      term: 0,
      votedFor: null,
      log: [],
    };
    return { term, votedFor, role: 'follower', votes: [], log, committed: 0, next: {}, has: {}, heard: [] };
  },
  on: {
    requestVote(state, { term, lastTerm, length }, self, from) {
      hears(state, term);
      const last = termAt(state.log, state.log.length);
      const isBehind = lastTerm < last || (lastTerm === last && length < state.log.length);
      if (term < state.term || isBehind || (state.votedFor !== null && state.votedFor !== from)) return;
      state.votedFor = from;
      keep(self.disk, state);
      self.setTimer('elect', self.randomInteger(100, 250));
      self.send(from, { type: 'vote', term });
    },
    vote(state, { term }, self, from) {
      if (term !== state.term || state.role !== 'candidate') return;
      state.votes = [...new Set([...state.votes, from])];
      const servers = serversOf(state.log);
      if (state.votes.filter((voter) => servers.includes(voter)).length < majority(servers)) return;
      Object.assign(state, { role: 'leader', has: {}, next: {}, heard: servers });
      if (self.settings.changesAfter === 'own entry') {
        state.log = [...state.log, { term, what: 'empty', servers }];
        keep(self.disk, state);
      }
      self.setTimer('beat', 0);
      self.setTimer('command', self.randomInteger(100, 300));
      self.setTimer('change', 1);
    },
    append(state, { term, after, afterTerm, entries, committed }, self, from) {
      hears(state, term);
      if (term < state.term) {
        self.send(from, { type: 'behind', term: state.term, length: 0 });
        return;
      }
      state.role = 'follower';
      self.setTimer('elect', self.randomInteger(100, 250));
      if (termAt(state.log, after) !== afterTerm || after > state.log.length) {
        self.send(from, { type: 'behind', term, length: Math.min(state.log.length, after - 1) });
        return;
      }
      const conflict = entries.findIndex((entry, index) => termAt(state.log, after + index + 1) !== entry.term);
      if (conflict >= 0) {
        state.log = [...state.log.slice(0, after + conflict), ...entries.slice(conflict)];
        keep(self.disk, state);
      }
      const length = after + entries.length;
      state.committed = Math.max(state.committed, Math.min(committed, length));
      self.send(from, { type: 'ack', term, length });
    },
    behind(state, { term, length }, _self, from) {
      hears(state, term);
      if (term !== state.term || state.role !== 'leader') return;
      state.next[from] = length;
      state.heard = [...new Set([...state.heard, from])];
    },
    ack(state, { term, length }, self, from) {
      if (term !== state.term || state.role !== 'leader') return;
      state.has[from] = Math.max(state.has[from] ?? 0, length);
      state.next[from] = state.has[from];
      state.heard = [...new Set([...state.heard, from])];
      const { committed } = state;
      state.has[self.id] = state.log.length;
      for (let next = state.log.length; next > state.committed && termAt(state.log, next) === term; next--) {
        const { servers } = state.log[next - 1]!;
        if (servers.filter((name) => (state.has[name] ?? 0) >= next).length >= majority(servers)) state.committed = next;
      }
      if (state.committed > committed) self.setTimer('beat', 0);
    },
  },
  timers: {
    elect(state, self) {
      self.setTimer('elect', self.randomInteger(100, 250));
      const servers = serversOf(state.log);
      // A leader whom no majority answers leads no longer (section 6.2).
      if (state.role === 'leader' && [self.id, ...state.heard].filter((name) => servers.includes(name)).length < majority(servers))
        state.role = 'follower';
      state.heard = [];
      if (state.role === 'leader' || !servers.includes(self.id)) return;
      Object.assign(state, { term: state.term + 1, votedFor: self.id, role: 'candidate', votes: [self.id] });
      keep(self.disk, state);
      const { term, log } = state;
      self.broadcast({ type: 'requestVote', term, lastTerm: termAt(log, log.length), length: log.length }, servers);
    },
    beat(state, self) {
      if (state.role !== 'leader') return;
      self.setTimer('beat', 60);
      const { term, log, committed } = state;
      for (const to of serversOf(log)) {
        if (to === self.id) continue;
        const after = state.next[to] ?? log.length;
        self.send(to, { type: 'append', term, after, afterTerm: termAt(log, after), entries: log.slice(after), committed });
      }
    },
    command(state, self) {
      if (state.role !== 'leader') return;
      self.setTimer('command', self.randomInteger(100, 300));
      state.log = [...state.log, { term: state.term, what: `command ${self.id}`, servers: serversOf(state.log) }];
      keep(self.disk, state);
    },
    /** Administrators never rest: as soon as a change is possible, another server is added or removed. */
    change(state, self) {
      if (state.role !== 'leader') return;
      self.setTimer('change', self.randomInteger(40, 120));
      const { term, log, committed } = state;
      const servers = serversOf(log);
      if (String(serversOf(log.slice(0, committed))) !== String(servers)) return;
      if (self.settings.changesAfter === 'own entry' && termAt(log, committed) !== term) return;
      const other = self.pick(self.nodes.filter((name) => name !== self.id));
      const next = servers.includes(other) ? servers.filter((name) => name !== other) : [...servers, other].sort();
      if (next.length < FEWEST) return;
      state.log = [...log, { term, what: `servers ${next.join(' ')}`, servers: next }];
      keep(self.disk, state);
    },
  },
});

const clusterOf = (changesAfter: ChangesAfter) => nodesOf(5, 's', server.with({ changesAfter }));
type Cluster = World<ReturnType<typeof clusterOf>>;

interface Known {
  readonly entries: string[];
  readonly upTo: Record<string, number>;
}

class MembershipProperties {
  @safety({ memory: (): Known => ({ entries: [], upTo: {} }) })
  static whatIsCommittedStays({ nodes }: Cluster, memory: Known) {
    for (const [name, { log, committed }] of Object.entries(nodes)) {
      for (let index = memory.upTo[name] ?? 0; index < committed; index++) {
        const { term, what } = log[index]!;
        const known = (memory.entries[index] ??= `${what}' of term ${term}`);
        if (known !== `${what}' of term ${term}`)
          return violation(`${name} commits '${what}' of term ${term} as entry ${index + 1}, where '${known} was committed.`, {
            nodes: [name],
          });
      }
      memory.upTo[name] = committed;
    }
    return true;
  }

  @sometimes static serversChangeInTwoTerms({ nodes }: Cluster) {
    return Object.values(nodes).some(({ log, committed }) => {
      const changes = log.slice(0, committed).filter(({ servers }, index) => String(servers) !== String(serversOf(log.slice(0, index))));
      return new Set(changes.map(({ term }) => term)).size > 1;
    });
  }
}

export const membership = scenario.matrix({ changesAfter: ['configuration', 'own entry'] }, ({ changesAfter }) =>
  scenario({
    name: `Raft that changes its servers after: ${changesAfter}`,
    nodes: clusterOf(changesAfter),
    network: { latency: { min: 1, max: 30 } },
    disk: { syncLatency: { min: 0, max: 2 } },
    nemesis: weather,
    duration: '6s',
    stabilisesAt: '5500ms',
    properties: [MembershipProperties],
  }),
);
