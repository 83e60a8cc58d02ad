import { node, type NodeDefinition, type Self, type Signed } from 'backstep';

/**
 * What the two examples of Practical Byzantine Fault Tolerance share: the replica, with view change. They differ in
 * how many replicas there are.
 *
 * The primary of a view gives each request a place (pre-prepare). A replica that has accepted one proposal for a place
 * tells all others (prepare); when a quorum stands behind the same value, that is *prepared*, and no other value can be in
 * this view. Then it says so (commit), and a quorum of commits lets it execute. Who waits for too long calls for the next
 * view, with proofs of all that it has prepared (view change); the new primary puts a quorum of such calls together (new
 * view), and everybody computes from them which values go on to their old places.
 *
 * A quorum is all replicas but f, since f may never answer. With n = 3f + 1 any two quorums share f + 1 replicas,
 * and one of those is honest. With fewer they may share liars alone.
 *
 * Left out: checkpoints with the collection of old messages, digests in place of requests, and the signatures of
 * clients, so that a primary may invent a request: what is at stake here is that all execute the same.
 *
 * Castro and Liskov, "Practical Byzantine Fault Tolerance" (OSDI 1999), sections 4.2 to 4.4.
 */
export type Request = { type: 'request'; value: number };
export type Executed = { type: 'executed'; value: number; place: number };

/** A value for a place in a view, in the words of one replica. */
type Proposal = Signed<{ type: 'prePrepare'; view: number; place: number; value: number }>;
type Prepare = Signed<{ type: 'prepare'; view: number; place: number; value: number }>;
type Commit = Signed<{ type: 'commit'; view: number; place: number; value: number }>;

/** Proves that a value was prepared: the proposal, and prepares by name. */
interface Certificate {
  proposal: Proposal;
  prepares: Record<string, Prepare>;
}

type ViewChange = Signed<{ type: 'viewChange'; view: number; prepared: Certificate[] }>;
type NewView = Signed<{ type: 'newView'; view: number; calls: Record<string, ViewChange>; proposals: Proposal[] }>;

type Protocol = Proposal | Prepare | Commit | ViewChange | NewView;
type Timer = 'impatient';
type ReplicaSelf = Self<Protocol | Executed, Timer, { faulty: number }>;

/** Takes the place of a request that nobody knows any more. */
const NOTHING = 0;
/** No honest replica is so far ahead. */
const MOST_PLACES = 1_000;
/** How long a request may wait in the first view; each further view gets twice as much. */
const PATIENCE = 400;

export interface ReplicaState {
  view: number;
  /** Whether the new view has begun, so that proposals count. */
  isActive: boolean;
  proposals: Record<string, Proposal>;
  prepares: Record<string, Record<string, Prepare>>;
  commits: Record<string, Record<string, Commit>>;
  /** By place, the certificate of the latest view. */
  prepared: Record<number, Certificate>;
  committed: Record<number, number>;
  /** What was executed, in the order of places. */
  log: number[];
  /** Requests that clients wait for, by value, with the client. */
  waiting: Record<number, string>;
  calls: Record<number, Record<string, ViewChange>>;
}

const replicas = (self: ReplicaSelf): string[] => self.nodes.filter((name) => name === self.id || self.peers.includes(name));
const quorum = (self: ReplicaSelf): number => replicas(self).length - self.settings.faulty;

function primaryOf(view: number, self: ReplicaSelf): string {
  const all = replicas(self);
  return all[view % all.length] ?? '';
}

const isSane = (view: number, place: number): boolean =>
  Number.isSafeInteger(view) && view >= 0 && Number.isInteger(place) && place >= 1 && place <= MOST_PLACES;

export const replica = node<Request | Protocol, Protocol | Executed, { faulty: number }>()({
  init: (): ReplicaState => ({
    view: 0,
    isActive: true,
    proposals: {},
    prepares: {},
    commits: {},
    prepared: {},
    committed: {},
    log: [],
    waiting: {},
    calls: {},
  }),
  on: {
    request(state, { value }, self, from) {
      const place = state.log.indexOf(value) + 1;
      if (place > 0) return self.send(from, { type: 'executed', value, place });
      if (Object.keys(state.waiting).length === 0) self.setTimer('impatient', PATIENCE * 2 ** state.view);
      state.waiting[value] = from;
      if (state.isActive && primaryOf(state.view, self) === self.id) propose(state, value, self);
    },
    prePrepare(state, proposal, self, from) {
      if (proposal.view === state.view && state.isActive && from === primaryOf(state.view, self)) accept(state, proposal, self);
    },
    prepare(state, prepare, self, from) {
      if (!isSane(prepare.view, prepare.place) || !self.verify(prepare, from)) return;
      (state.prepares[key(prepare)] ??= {})[from] ??= prepare;
      makeProgress(state, prepare, self);
    },
    commit(state, commit, self, from) {
      if (!isSane(commit.view, commit.place) || !self.verify(commit, from)) return;
      (state.commits[key(commit)] ??= {})[from] ??= commit;
      makeProgress(state, commit, self);
    },
    viewChange(state, call, self, from) {
      if (!isSane(call.view, 1) || call.view > state.view + 10 || !isProven(call, self, from)) return;
      (state.calls[call.view] ??= {})[from] ??= call;
      // One more than the liars: an honest replica wants it, so that it is time to go along.
      if (call.view > state.view && Object.keys(state.calls[call.view]!).length > self.settings.faulty) callFor(state, call.view, self);
      beginView(state, call.view, self);
    },
    newView(state, news, self, from) {
      if (!isSane(news.view, 1) || news.view < state.view || (news.view === state.view && state.isActive)) return;
      if (from !== primaryOf(news.view, self) || !self.verify(news, from)) return;
      const calls = Object.entries(news.calls).filter(([name]) => replicas(self).includes(name));
      if (calls.length < quorum(self) || !calls.every(([name, call]) => call.view === news.view && isProven(call, self, name))) return;
      const due = valuesOf(calls.map(([, call]) => call));
      if (due.length !== news.proposals.length) return;
      if (!due.every((value, index) => news.proposals[index]!.place === index + 1 && news.proposals[index]!.value === value)) return;
      enter(state, news.view, self);
      for (const proposal of news.proposals) accept(state, proposal, self);
    },
  },
  timers: {
    impatient: (state, self) => callFor(state, state.view + 1, self),
  },
});

/** The kind of a replica, for those who list some. */
export type Replica = NodeDefinition<ReplicaState>;

const key = ({ view, place, value }: Pick<Proposal, 'view' | 'place' | 'value'>): string => `${view}/${place}/${value}`;

// The normal case.

function propose(state: ReplicaState, value: number, self: ReplicaSelf): void {
  const taken = Object.values(state.proposals).filter(({ view }) => view === state.view);
  if (taken.some((proposal) => proposal.value === value)) return;
  const place = 1 + Math.max(0, state.log.length, ...taken.map((proposal) => proposal.place), ...Object.keys(state.prepared).map(Number));
  const proposal = self.sign({ type: 'prePrepare' as const, view: state.view, place, value });
  self.broadcast(proposal);
  accept(state, proposal, self);
}

/** The first proposal for a place in this view is accepted, and never another. */
function accept(state: ReplicaState, proposal: Proposal, self: ReplicaSelf): void {
  const { view, place, value } = proposal;
  const at = `${view}/${place}`;
  if (!isSane(view, place) || view !== state.view || state.proposals[at] || !self.verify(proposal, primaryOf(view, self))) return;
  state.proposals[at] = proposal;
  if (primaryOf(view, self) !== self.id) {
    const prepare = self.sign({ type: 'prepare' as const, view, place, value });
    (state.prepares[key(prepare)] ??= {})[self.id] = prepare;
    self.broadcast(prepare);
  }
  makeProgress(state, proposal, self);
}

/** Prepared, committed, executed: whatever has a quorum by now. */
function makeProgress(state: ReplicaState, about: Pick<Proposal, 'view' | 'place' | 'value'>, self: ReplicaSelf): void {
  const { view, place, value } = about;
  const proposal = state.proposals[`${view}/${place}`];
  if (proposal?.value !== value) return;
  const { [primaryOf(view, self)]: _own, ...prepares } = state.prepares[key(about)] ?? {};
  const commits = (state.commits[key(about)] ??= {});
  // The proposal stands for the primary's prepare.
  if (view === state.view && !commits[self.id] && Object.keys(prepares).length + 1 >= quorum(self)) {
    state.prepared[place] = { proposal, prepares };
    const commit = self.sign({ type: 'commit' as const, view, place, value });
    commits[self.id] = commit;
    self.broadcast(commit);
  }
  if (commits[self.id] && Object.keys(commits).length >= quorum(self)) {
    state.committed[place] ??= value;
    execute(state, self);
  }
}

function execute(state: ReplicaState, self: ReplicaSelf): void {
  for (;;) {
    const place = state.log.length + 1;
    const value = state.committed[place];
    if (value === undefined) return;
    state.log.push(value);
    const client = state.waiting[value];
    if (client === undefined) continue;
    delete state.waiting[value];
    self.send(client, { type: 'executed', value, place });
    if (Object.keys(state.waiting).length === 0) self.cancelTimer('impatient');
    else self.setTimer('impatient', PATIENCE * 2 ** state.view);
  }
}

// The change of view.

function callFor(state: ReplicaState, view: number, self: ReplicaSelf): void {
  state.view = view;
  state.isActive = false;
  self.setTimer('impatient', PATIENCE * 2 ** view);
  const call = self.sign({ type: 'viewChange' as const, view, prepared: Object.values(state.prepared) });
  (state.calls[view] ??= {})[self.id] = call;
  self.broadcast(call);
  beginView(state, view, self);
}

/** The primary of a view begins it when a quorum has called for it. */
function beginView(state: ReplicaState, view: number, self: ReplicaSelf): void {
  const calls = state.calls[view] ?? {};
  if (view !== state.view || state.isActive || primaryOf(view, self) !== self.id || Object.keys(calls).length < quorum(self)) return;
  const proposals = valuesOf(Object.values(calls)).map((value, index) =>
    self.sign({ type: 'prePrepare' as const, view, place: index + 1, value }),
  );
  self.broadcast(self.sign({ type: 'newView' as const, view, calls, proposals }));
  enter(state, view, self);
  for (const proposal of proposals) accept(state, proposal, self);
  for (const value of Object.keys(state.waiting)) propose(state, Number(value), self);
}

function enter(state: ReplicaState, view: number, self: ReplicaSelf): void {
  state.view = view;
  state.isActive = true;
  if (Object.keys(state.waiting).length > 0) self.setTimer('impatient', PATIENCE * 2 ** view);
  else self.cancelTimer('impatient');
}

/** For each place, in order, the value that was prepared last, by whatever was proven. */
function valuesOf(calls: readonly ViewChange[]): number[] {
  const latest = new Map<number, Proposal>();
  for (const { proposal } of calls.flatMap(({ prepared }) => prepared)) {
    const known = latest.get(proposal.place);
    if (!known || known.view < proposal.view) latest.set(proposal.place, proposal);
  }
  return Array.from({ length: Math.max(0, ...latest.keys()) }, (_, index) => latest.get(index + 1)?.value ?? NOTHING);
}

/** Whether a call is signed, and so is everything that it says was prepared, in earlier views and by a quorum. */
function isProven(call: ViewChange, self: ReplicaSelf, from: string): boolean {
  return self.verify(call, from) && call.prepared.every((certificate) => isCertificate(certificate, call.view, self));
}

function isCertificate({ proposal, prepares }: Certificate, before: number, self: ReplicaSelf): boolean {
  const { view, place } = proposal;
  if (!isSane(view, place) || view >= before || !self.verify(proposal, primaryOf(view, self))) return false;
  const backups = replicas(self).filter((name) => name !== primaryOf(view, self));
  const isGood = (name: string): boolean => {
    const prepare = prepares[name];
    return prepare !== undefined && prepare.type === 'prepare' && key(prepare) === key(proposal) && self.verify(prepare, name);
  };
  return backups.filter(isGood).length + 1 >= quorum(self);
}
