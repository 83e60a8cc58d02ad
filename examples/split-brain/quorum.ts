import { majority, node, scenario, sometimes, type Request, type RequestId, type Self, type World } from 'backstep';
import {
  BEAT,
  client,
  hears,
  hearsNobody,
  nemesis,
  network,
  numberAfter,
  SILENT,
  startsToHear,
  WriteProperties,
  type Hearing,
  type Write,
  type WriteReply,
} from './heads.ts';

/**
 * The cure for `hour-45.ts`: whatever a head believes, it writes nothing without a majority.
 *
 * A head that hears no primary asks the others for their votes for a new term. Each votes once in a term, and stores
 * nothing of an older one from then on. A write is acknowledged when two of the three have stored it, and whoever wins a
 * vote learns from two of the three what that was. So there may be two heads that each believe to be the primary, and
 * one of them gets nothing through.
 *
 * The heartbeats are as bad as before: at hour 45 their numbers begin anew, and a primary that lives is taken for dead.
 * That is an election now, and no damage: a failure detector may be wrong, as long as nothing but progress hangs on it.
 * Look for `ignored` going up, then `stand`, and what becomes of the old primary when the new one's `store` arrives.
 *
 * Nothing crashes here, so that memory is enough; a term and what was stored in it have to be on disk, as in `raft/`.
 *
 * Oki and Liskov, "Viewstamped replication" (PODC 1988); Chandra and Toueg, "Unreliable failure detectors for reliable
 * distributed systems" (JACM 1996).
 */

/** What a node has stored: all the texts by number, and the term of the primary that it has them from. */
interface Stored {
  term: number;
  texts: readonly string[];
}

type Alive = { type: 'alive'; number: number };
type Store = { type: 'store'; term: number; from: number; texts: readonly string[] };
type Result = { type: 'stored'; term: number; count: number } | { type: 'outdated'; term: number };
type Stand = Request<{ type: 'stand'; term: number }, { type: 'voted'; stored: Stored } | { type: 'refused'; term: number }>;

interface ReplicaState {
  role: 'primary' | 'standby';
  /** The greatest term that it has heard of, and the only one that it listens to. */
  term: number;
  stored: Stored;
  beat: number;
  hearing: Hearing;
  /** In the term for which it stands: who has voted for it, and the newest that they have stored. */
  votes: { count: number; newest: Stored };
  /** Of a primary: how many texts others are known to have stored in its term. */
  counts: Record<string, number>;
  waiting: { number: number; request: RequestId<WriteReply> }[];
}

type Sends = Alive | Store | Result | Stand;

const nothing: Stored = { term: 0, texts: [] };

const replica = node<Alive | Store | Result | Stand | Write, Sends, { readonly stands: boolean }>()({
  init(self): ReplicaState {
    if (self.settings.stands) self.setTimer('beat', BEAT);
    const hearing = startsToHear(self.monotonic());
    const votes = { count: 0, newest: nothing };
    return { role: 'standby', term: 0, stored: nothing, beat: -1, hearing, votes, counts: {}, waiting: [] };
  },
  on: {
    alive(state, { number }, self, from) {
      hears(state.hearing, from, number, self.monotonic());
    },
    store(state, { term, from, texts }, self, sender) {
      if (term < state.term) return self.send(sender, { type: 'outdated', term: state.term });
      listenTo(state, term);
      const before = state.stored.term === term ? state.stored.texts : [];
      // What comes late may hold less than is stored already.
      if (from <= before.length && from + texts.length >= before.length)
        state.stored = { term, texts: [...before.slice(0, from), ...texts] };
      self.send(sender, { type: 'stored', term, count: state.stored.texts.length });
    },
    stored(state, { term, count }, self, from) {
      if (state.role !== 'primary' || term !== state.term) return;
      state.counts[from] = Math.max(state.counts[from] ?? 0, count);
      const counts = [state.stored.texts.length, ...Object.values(state.counts)].sort((a, b) => b - a);
      const safe = counts[majority(self.peers.length + 1) - 1] ?? 0;
      for (const { number, request } of state.waiting.filter(({ number }) => number < safe))
        self.reply(request, { type: 'written', number });
      state.waiting = state.waiting.filter(({ number }) => number >= safe);
    },
    outdated(state, { term }) {
      if (term > state.term) listenTo(state, term);
    },
    stand(state, { term, request }, self) {
      if (term <= state.term) return self.reply(request, { type: 'refused', term: state.term });
      listenTo(state, term);
      // Whoever stands is given time to win.
      hearsNobody(state.hearing, self.monotonic());
      self.reply(request, { type: 'voted', stored: state.stored });
    },
    write(state, { text, request }, self) {
      if (state.role === 'standby') return self.reply(request, { type: 'notPrimary', ask: state.hearing.from });
      state.waiting.push({ number: state.stored.texts.length, request });
      state.stored = { term: state.term, texts: [...state.stored.texts, text] };
      spread(state, self);
    },
  },
  timers: {
    beat(state, self) {
      self.setTimer('beat', BEAT);
      if (state.role === 'primary') {
        state.beat = numberAfter(state.beat);
        self.broadcast({ type: 'alive', number: state.beat });
        spread(state, self);
      } else if (self.monotonic() - state.hearing.at > SILENT || state.term === 0) {
        listenTo(state, state.term + 1);
        state.votes = { count: 1, newest: state.stored };
        for (const name of self.peers) self.request(name, { type: 'stand', term: state.term });
      }
    },
  },
  requests: {
    stand: {
      timeout: '1m',
      attempts: 1,
      answered(state, reply, self, { message: { term } }) {
        if (reply.type === 'refused') return listenTo(state, Math.max(state.term, reply.term));
        if (term !== state.term || state.role === 'primary') return;
        const { votes } = state;
        votes.count += 1;
        if (isNewer(reply.stored, votes.newest)) votes.newest = reply.stored;
        if (votes.count < majority(self.peers.length + 1)) return;
        state.role = 'primary';
        state.stored = { term, texts: votes.newest.texts };
        state.counts = {};
        spread(state, self);
      },
      gaveUp() {},
    },
  },
});

/** From now on no older term counts, not even the one in which this is the primary. */
function listenTo(state: ReplicaState, term: number): void {
  if (term === state.term) return;
  state.term = term;
  state.role = 'standby';
  state.waiting = [];
}

function isNewer(one: Stored, other: Stored): boolean {
  return one.term > other.term || (one.term === other.term && one.texts.length > other.texts.length);
}

/** Sends to each of the others what it is not known to have. */
function spread({ term, stored: { texts }, counts }: ReplicaState, self: Self<Sends>): void {
  for (const name of self.peers) {
    const from = counts[name] ?? 0;
    if (counts[name] === undefined || from < texts.length) self.send(name, { type: 'store', term, from, texts: texts.slice(from) });
  }
}

const head = replica.with({ stands: true });
const cluster = { head1: head, head2: head, witness: replica.with({ stands: false }), client1: client, client2: client };

class QuorumProperties {
  /** Until the numbers begin anew there is nothing to be cured of. */
  @sometimes
  static aPrimaryThatLivesIsIgnored({ nodes: { head1, head2, witness } }: World<typeof cluster>) {
    return [head1, head2, witness].some(({ hearing }) => hearing.ignored > 0);
  }

  @sometimes
  static twoHeadsBelieveToBeThePrimary({ nodes: { head1, head2 } }: World<typeof cluster>) {
    return head1.role === 'primary' && head2.role === 'primary';
  }
}

export default scenario({
  name: 'quorum of two heads and a witness',
  nodes: cluster,
  network,
  nemesis,
  duration: '50h',
  stabilisesAt: '47h',
  properties: [WriteProperties, QuorumProperties],
});
