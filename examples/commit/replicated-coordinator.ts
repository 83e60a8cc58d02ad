import { majority, node, nodesOf, scenario, sometimes, type Request, type Self, type World } from 'backstep';
import {
  announce,
  begin,
  CommitProperties,
  disk,
  nemesis,
  network,
  participant,
  participants,
  type AskDecision,
  type CoordinatorState,
  type Decision,
  type Prepare,
} from './participant.ts';

/**
 * The cure for `two-phase.ts`: a coordinator of three machines, of which one may be lost.
 *
 * The coordinator proposes what it would have decided, and it is decided when a majority of the three has accepted it:
 * one instance of Paxos for each transaction. Participants in doubt ask one after the other. A backup that is asked
 * proposes to abort, since it knows of no votes; but first it asks a majority what they have accepted, and if the
 * coordinator may have got its commit through, that is what the backup proposes. So whoever is asked comes to the same.
 *
 * Find a seed in which `two-phase.ts` blocks, and look at what the same crash does here: `lead` at a backup, and
 * soon after it `decided`. It holds as long as two of the three are there: with f machines to lose it takes 2f + 1.
 *
 * Gray and Lamport, "Consensus on transaction commit" (ACM TODS, 2006), which saves some of these messages; Lamport,
 * "Paxos made simple" (2001).
 */

interface Accepted {
  ballot: number;
  decision: Decision;
}

/** Promise me to listen to no smaller ballot, and tell me what you have accepted. */
type Lead = Request<
  { type: 'lead'; transaction: number; ballot: number },
  { type: 'promised'; accepted: Accepted | null } | { type: 'outbid' }
>;
type Accept = Request<
  { type: 'accept'; transaction: number; ballot: number; decision: Decision },
  { type: 'accepted' } | { type: 'outbid' }
>;

/** What a replica tries to have decided. Of each transaction it tries one ballot at a time. */
interface Proposal {
  ballot: number;
  decision: Decision;
  promises: number;
  /** The ballot of what it proposes, if somebody had accepted that. */
  from: number;
  accepts: number;
}

interface ReplicaState extends CoordinatorState {
  proposals: Record<number, Proposal>;
  /** How often it has found that a decision had been proposed before by another one. */
  takenOver: number;
}

type Sends = Prepare | Lead | Accept;

const replica = node<AskDecision | Lead | Accept, Sends, { readonly begins: boolean }>()({
  init(self): ReplicaState {
    if (self.settings.begins) self.setTimer('begin', '10ms');
    return { voting: null, votes: [], decisions: {}, waiting: [], proposals: {}, takenOver: 0 };
  },
  on: {
    whatWasDecided(state, { transaction, request }, self) {
      const decision = state.decisions[transaction];
      if (decision !== undefined) return self.reply(request, { type: 'decided', decision });
      state.waiting.push({ transaction, request });
      if (state.voting !== transaction) propose(state, self, transaction, 'abort');
    },
    lead(_state, { transaction, ballot, request }, self) {
      if (!promise(self, transaction, ballot)) return self.reply(request, { type: 'outbid' });
      self.reply(request, { type: 'promised', accepted: accepted(self, transaction) });
    },
    accept(_state, { transaction, ballot, decision, request }, self) {
      self.reply(request, { type: accept(self, transaction, { ballot, decision }) ? 'accepted' : 'outbid' });
    },
  },
  timers: {
    begin(state, self) {
      begin(state, self);
    },
  },
  requests: {
    prepare: {
      timeout: '200ms',
      attempts: 3,
      answered(state, { yes }, self, { to, message: { transaction } }) {
        if (state.voting !== transaction) return;
        if (yes) state.votes.push(to);
        if (!yes) votesAreIn(state, self, 'abort');
        else if (state.votes.length === participants.length) votesAreIn(state, self, 'commit');
      },
      gaveUp(state, self, { message: { transaction } }) {
        if (state.voting === transaction) votesAreIn(state, self, 'abort');
      },
    },
    lead: {
      timeout: '100ms',
      attempts: 2,
      answered(state, reply, self, { message: { transaction, ballot } }) {
        const proposal = state.proposals[transaction];
        if (reply.type === 'promised' && proposal?.ballot === ballot) isPromised(state, self, transaction, reply.accepted);
      },
      // Who is in doubt asks again, and then there is another ballot.
      gaveUp() {},
    },
    accept: {
      timeout: '100ms',
      attempts: 2,
      answered(state, { type }, self, { message: { transaction, ballot } }) {
        const proposal = state.proposals[transaction];
        if (type !== 'accepted' || proposal?.ballot !== ballot) return;
        proposal.accepts += 1;
        if (proposal.accepts === majority(replicasOf(self))) announce(state, self, transaction, proposal.decision);
      },
      gaveUp() {},
    },
  },
});

function replicasOf(self: Self): readonly string[] {
  return [self.id, ...self.peers].sort();
}

function votesAreIn(state: ReplicaState, self: Self<Sends, 'begin'>, decision: Decision): void {
  const transaction = state.voting!;
  state.voting = null;
  propose(state, self, transaction, decision);
  self.setTimer('begin', self.randomInteger(100, 500));
}

/** Opens a ballot, greater than all that this replica has heard of, and of which no other has the number. */
function propose(state: ReplicaState, self: Self<Sends>, transaction: number, decision: Decision): void {
  const replicas = replicasOf(self);
  const round = Math.floor(promised(self, transaction) / replicas.length) + 1;
  const ballot = round * replicas.length + replicas.indexOf(self.id);
  promise(self, transaction, ballot);
  state.proposals[transaction] = { ballot, decision, promises: 0, from: 0, accepts: 0 };
  for (const name of self.peers) self.request(name, { type: 'lead', transaction, ballot });
  isPromised(state, self, transaction, accepted(self, transaction));
}

function isPromised(state: ReplicaState, self: Self<Sends>, transaction: number, before: Accepted | null): void {
  const proposal = state.proposals[transaction]!;
  // Once a majority has promised it is settled what is proposed.
  if (proposal.promises >= majority(replicasOf(self))) return;
  proposal.promises += 1;
  if (before !== null && before.ballot > proposal.from) {
    proposal.from = before.ballot;
    proposal.decision = before.decision;
  }
  if (proposal.promises < majority(replicasOf(self))) return;
  if (proposal.from > 0) state.takenOver += 1;
  const { ballot, decision } = proposal;
  // Somebody may have outbid it since.
  if (accept(self, transaction, { ballot, decision })) proposal.accepts += 1;
  for (const name of self.peers) self.request(name, { type: 'accept', transaction, ballot, decision });
}

// What an acceptor must not forget stands on its disk before it answers.

function promised(self: Self, transaction: number): number {
  return self.disk.read<number>(`promised ${transaction}`) ?? 0;
}

function accepted(self: Self, transaction: number): Accepted | null {
  return self.disk.read<Accepted>(`accepted ${transaction}`) ?? null;
}

function promise(self: Self, transaction: number, ballot: number): boolean {
  if (ballot < promised(self, transaction)) return false;
  self.disk.write(`promised ${transaction}`, ballot);
  self.disk.sync();
  return true;
}

function accept(self: Self, transaction: number, proposed: Accepted): boolean {
  if (proposed.ballot < promised(self, transaction)) return false;
  self.disk.write(`promised ${transaction}`, proposed.ballot);
  self.disk.write(`accepted ${transaction}`, proposed);
  self.disk.sync();
  return true;
}

const asking = participant.with({ coordinators: ['coordinator', 'backup1', 'backup2'] });
const cluster = {
  coordinator: replica.with({ begins: true }),
  ...nodesOf(2, 'backup', replica.with({ begins: false })),
  alpha: asking,
  beta: asking,
};

class ReplicatedProperties {
  /** Without it nobody needed the backups. */
  @sometimes
  static aBackupDecidesWhatTheCoordinatorCannot({ nodes: { backup1, backup2, ...nodes }, status }: World<typeof cluster>) {
    if (status('coordinator') !== 'down') return false;
    const { decisions } = nodes.coordinator;
    return [backup1, backup2].some((backup) =>
      Object.keys(backup.decisions).some((transaction) => decisions[Number(transaction)] === undefined),
    );
  }

  /** A commit that the coordinator had proposed, and a backup must not abort. */
  @sometimes
  static aBackupFindsADecision({ nodes: { backup1, backup2 } }: World<typeof cluster>) {
    return backup1.takenOver > 0 || backup2.takenOver > 0;
  }
}

export default scenario({
  name: 'replicated coordinator',
  nodes: cluster,
  network,
  disk,
  nemesis,
  duration: '12s',
  stabilisesAt: '6s',
  properties: [CommitProperties, ReplicatedProperties],
});
