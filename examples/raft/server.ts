import { majority, node, type Duration, type Request, type RequestId, type Self } from 'backstep';

/**
 * A Raft server, complete as in figure 2 of Ongaro and Ousterhout, "In Search of an Understandable
 * Consensus Algorithm" (USENIX ATC 2014): leader election, log replication, commitment, and what must
 * be on disk before a server answers. The names are those of the figure. The replicated state machine
 * is a counter, and executes each request once however often it comes (section 8 of the extended
 * version of the paper): each attempt of a client carries the same name.
 */

/** A client's request as it stands in the log, with the term of the leader that put it there. */
export interface Entry {
  readonly term: number;
  readonly request: RequestId<Reply>;
}

export type Reply = { type: 'response'; count: number } | { type: 'redirect'; leader: string | null };
export type Increment = Request<{ type: 'increment' }, Reply>;

type Rpc =
  | { type: 'requestVote'; term: number; lastLogIndex: number; lastLogTerm: number }
  | { type: 'vote'; term: number; voteGranted: boolean }
  | { type: 'appendEntries'; term: number; prevLogIndex: number; prevLogTerm: number; entries: Entry[]; leaderCommit: number }
  /** `lastIndex` is how far the follower's log agrees with the leader's or, without success, how far it goes at most. */
  | { type: 'appended'; term: number; success: boolean; lastIndex: number };

export interface RaftState {
  role: 'follower' | 'candidate' | 'leader';

  // Persistent state on all servers.
  currentTerm: number;
  votedFor: string | null;
  /** The entry of index 1 comes first. */
  log: Entry[];

  // Volatile state on all servers.
  commitIndex: number;
  lastApplied: number;
  /** The leader of the current term, as far as it is known: where clients are sent. */
  leader: string | null;

  // Volatile state on candidates and on leaders.
  votes: string[];
  nextIndex: Record<string, number>;
  matchIndex: Record<string, number>;

  /** The state machine: the requests that it has counted, in order. */
  counted: RequestId<Reply>[];

  /** The persistent state has changed since it was last saved. */
  unsaved: boolean;
}

export type RaftSelf = Self<Rpc, 'election' | 'heartbeat'>;

/** What the broken variants of the protocol do differently. */
export interface Rules {
  /** How long to wait for a leader before standing for election. */
  electionTimeout(self: RaftSelf): Duration;
  /** Brings the persistent state to disk. */
  save(state: RaftState, self: RaftSelf): void;
  /** Ends the handling of a leader's entries: they must be saved and they must be answered. */
  acknowledge(save: () => void, answer: () => void): void;
}

/** The rules of the paper. */
export const figure2: Rules = {
  electionTimeout: (self) => self.randomInteger(300, 600),
  save(state, self) {
    self.disk.write('currentTerm', state.currentTerm);
    self.disk.write('votedFor', state.votedFor);
    self.disk.write('log', state.log);
    self.disk.sync();
  },
  acknowledge(save, answer) {
    save();
    answer();
  },
};

const HEARTBEAT = '100ms';

/** The term of the entry at an index; 0 where there is none. */
export function termAt(log: readonly Entry[], index: number): number {
  return log[index - 1]?.term ?? 0;
}

export function raftServer(rules: Rules) {
  return node<Rpc | Increment, Rpc>()({
    init(self): RaftState {
      self.setTimer('election', rules.electionTimeout(self));
      return {
        role: 'follower',
        currentTerm: self.disk.read<number>('currentTerm') ?? 0,
        votedFor: self.disk.read<string>('votedFor') ?? null,
        log: self.disk.read<Entry[]>('log') ?? [],
        commitIndex: 0,
        lastApplied: 0,
        leader: null,
        votes: [],
        nextIndex: {},
        matchIndex: {},
        counted: [],
        unsaved: false,
      };
    },

    on: {
      requestVote(state, { term, lastLogIndex, lastLogTerm }, self, candidate) {
        observeTerm(state, self, term);
        const free = state.votedFor === null || state.votedFor === candidate;
        const voteGranted = term === state.currentTerm && free && isUpToDate(state.log, lastLogTerm, lastLogIndex);
        if (voteGranted) {
          state.votedFor = candidate;
          state.unsaved = true;
          self.setTimer('election', rules.electionTimeout(self));
        }
        save(state, self);
        self.send(candidate, { type: 'vote', term: state.currentTerm, voteGranted });
      },

      vote(state, { term, voteGranted }, self, voter) {
        observeTerm(state, self, term);
        save(state, self);
        if (state.role !== 'candidate' || term !== state.currentTerm || !voteGranted) return;
        if (!state.votes.includes(voter)) state.votes.push(voter);
        if (state.votes.length >= majority(self.peers.length + 1)) becomeLeader(state, self);
      },

      appendEntries(state, { term, prevLogIndex, prevLogTerm, entries, leaderCommit }, self, leader) {
        observeTerm(state, self, term);
        if (term === state.currentTerm) {
          // A candidate that hears from the leader of its term has lost the election.
          state.role = 'follower';
          state.leader = leader;
          self.setTimer('election', rules.electionTimeout(self));
        }
        const { log } = state;
        const success = term === state.currentTerm && prevLogIndex <= log.length && termAt(log, prevLogIndex) === prevLogTerm;
        if (success) {
          append(state, prevLogIndex, entries);
          state.commitIndex = Math.max(state.commitIndex, Math.min(leaderCommit, prevLogIndex + entries.length));
          apply(state, self);
        }
        const lastIndex = success ? prevLogIndex + entries.length : Math.min(log.length, prevLogIndex - 1);
        rules.acknowledge(
          () => save(state, self),
          () => self.send(leader, { type: 'appended', term: state.currentTerm, success, lastIndex }),
        );
      },

      appended(state, { term, success, lastIndex }, self, follower) {
        observeTerm(state, self, term);
        save(state, self);
        if (state.role !== 'leader' || term !== state.currentTerm) return;
        // Answers may come late or twice, so that what a follower once had is never taken back.
        const known = state.matchIndex[follower] ?? 0;
        if (success) {
          state.matchIndex[follower] = Math.max(known, lastIndex);
          state.nextIndex[follower] = Math.max(state.nextIndex[follower] ?? 1, lastIndex + 1);
          commit(state, self);
        } else {
          const next = Math.max(known, lastIndex) + 1;
          if (next >= (state.nextIndex[follower] ?? 1)) return;
          state.nextIndex[follower] = next;
          sendEntries(state, self, follower);
        }
      },

      increment(state, { request }, self) {
        if (state.role !== 'leader') {
          self.reply(request, { type: 'redirect', leader: state.leader });
        } else if (state.counted.includes(request)) {
          answer(state, self, request);
        } else {
          state.log.push({ term: state.currentTerm, request });
          state.unsaved = true;
          // The leader counts itself among those who have the entry, so it saves it as they do.
          save(state, self);
          for (const peer of self.peers) sendEntries(state, self, peer);
        }
      },
    },

    timers: {
      election(state, self) {
        state.role = 'candidate';
        state.currentTerm += 1;
        state.votedFor = self.id;
        state.votes = [self.id];
        state.leader = null;
        state.unsaved = true;
        save(state, self);
        self.setTimer('election', rules.electionTimeout(self));
        const lastLogIndex = state.log.length;
        const lastLogTerm = termAt(state.log, lastLogIndex);
        self.broadcast({ type: 'requestVote', term: state.currentTerm, lastLogIndex, lastLogTerm });
      },

      heartbeat(state, self) {
        if (state.role !== 'leader') return;
        for (const peer of self.peers) sendEntries(state, self, peer);
        self.setTimer('heartbeat', HEARTBEAT);
      },
    },
  });

  function save(state: RaftState, self: RaftSelf): void {
    if (!state.unsaved) return;
    rules.save(state, self);
    state.unsaved = false;
  }

  /** "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower." */
  function observeTerm(state: RaftState, self: RaftSelf, term: number): void {
    if (term <= state.currentTerm) return;
    if (state.role === 'leader') self.setTimer('election', rules.electionTimeout(self));
    state.role = 'follower';
    state.currentTerm = term;
    state.votedFor = null;
    state.leader = null;
    state.unsaved = true;
  }
}

export type RaftServer = ReturnType<typeof raftServer>;

/** Whether a candidate's log is at least as up-to-date as this one (section 5.4.1). */
function isUpToDate(log: readonly Entry[], lastLogTerm: number, lastLogIndex: number): boolean {
  const ownTerm = termAt(log, log.length);
  return lastLogTerm > ownTerm || (lastLogTerm === ownTerm && lastLogIndex >= log.length);
}

/** Takes over what is new. Only a conflict deletes: a message that was overtaken must not shorten the log. */
function append(state: RaftState, prevLogIndex: number, entries: readonly Entry[]): void {
  const fresh = entries.findIndex(({ term }, offset) => termAt(state.log, prevLogIndex + 1 + offset) !== term);
  if (fresh === -1) return;
  state.log.length = prevLogIndex + fresh;
  state.log.push(...entries.slice(fresh));
  state.unsaved = true;
}

function becomeLeader(state: RaftState, self: RaftSelf): void {
  state.role = 'leader';
  state.leader = self.id;
  state.nextIndex = Object.fromEntries(self.peers.map((peer) => [peer, state.log.length + 1]));
  state.matchIndex = Object.fromEntries(self.peers.map((peer) => [peer, 0]));
  self.cancelTimer('election');
  self.setTimer('heartbeat', HEARTBEAT);
  for (const peer of self.peers) sendEntries(state, self, peer);
}

/** Everything from `nextIndex` on; nothing of it is a heartbeat. */
function sendEntries(state: RaftState, self: RaftSelf, follower: string): void {
  const prevLogIndex = (state.nextIndex[follower] ?? 1) - 1;
  self.send(follower, {
    type: 'appendEntries',
    term: state.currentTerm,
    prevLogIndex,
    prevLogTerm: termAt(state.log, prevLogIndex),
    entries: state.log.slice(prevLogIndex),
    leaderCommit: state.commitIndex,
  });
}

/**
 * An entry that a majority has is committed, if it is of the current term. Those of earlier terms are
 * committed along with it and never by counting (section 5.4.2 and figure 8).
 */
function commit(state: RaftState, self: RaftSelf): void {
  for (let index = state.log.length; index > state.commitIndex && termAt(state.log, index) === state.currentTerm; index--) {
    const others = self.peers.filter((peer) => (state.matchIndex[peer] ?? 0) >= index).length;
    if (others + 1 >= majority(self.peers.length + 1)) {
      state.commitIndex = index;
      apply(state, self);
      return;
    }
  }
}

function apply(state: RaftState, self: RaftSelf): void {
  for (const { request } of state.log.slice(state.lastApplied, state.commitIndex)) {
    state.lastApplied += 1;
    // A request that was retried may stand in the log twice.
    if (!state.counted.includes(request)) state.counted.push(request);
    if (state.role === 'leader') answer(state, self, request);
  }
}

function answer({ counted }: RaftState, self: RaftSelf, request: RequestId<Reply>): void {
  self.reply(request, { type: 'response', count: counted.indexOf(request) + 1 });
}
