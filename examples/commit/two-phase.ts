import { node, scenario, sometimes, type Self, type World } from 'backstep';
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
 * Two-phase commit: it blocks, and does nothing worse.
 *
 * When all participants have voted yes the coordinator decides, writes the decision to its disk, and tells everybody who
 * asks. Nobody else knows it. Nobody ever disagrees, whatever fails. What fails is progress: between its vote and the
 * decision a participant is blocked for as long as the coordinator is away, with its locks held, and so is everybody
 * who needs them. When that machine does not come back, that is for ever.
 *
 * `nobodyStaysInDoubt` catches it, and it is the only property that is violated: only liveness. Look at the crash of
 * the coordinator that has no end, between the votes and the answer to `whatWasDecided`. When a participant is lost
 * instead, the coordinator aborts after a while, and nothing blocks. `replicated-coordinator.ts` is the cure.
 *
 * Gray, "Notes on Data Base Operating Systems" (1978); that no protocol of this kind can do without blocking: Skeen,
 * "Nonblocking Commit Protocols" (SIGMOD 1981).
 */

const coordinator = node<AskDecision, Prepare>()({
  init(self): CoordinatorState {
    const decisions: Record<number, Decision> = {};
    const begun = self.disk.read<number>('begun') ?? 0;
    // What it has begun and not decided in an earlier life is aborted.
    for (let transaction = 1; transaction <= begun; transaction++)
      decisions[transaction] = self.disk.read<Decision>(`decision ${transaction}`) ?? 'abort';
    self.setTimer('begin', '10ms');
    return { voting: null, votes: [], decisions, waiting: [] };
  },
  on: {
    whatWasDecided(state, { transaction, request }, self) {
      const decision = state.decisions[transaction];
      if (decision !== undefined) self.reply(request, { type: 'decided', decision });
      else state.waiting.push({ transaction, request });
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
        if (!yes) decide(state, self, 'abort');
        else if (state.votes.length === participants.length) decide(state, self, 'commit');
      },
      gaveUp(state, self, { message: { transaction } }) {
        if (state.voting === transaction) decide(state, self, 'abort');
      },
    },
  },
});

function decide(state: CoordinatorState, self: Self<Prepare, 'begin'>, decision: Decision): void {
  const transaction = state.voting!;
  state.voting = null;
  self.disk.write(`decision ${transaction}`, decision);
  self.disk.sync();
  announce(state, self, transaction, decision);
  self.setTimer('begin', self.randomInteger(100, 500));
}

/** One coordinator, and participants who ask nobody else. */
const asking = participant.with({ coordinators: ['coordinator'] });
export const cluster = { coordinator, alpha: asking, beta: asking };

export class TwoPhaseProperties {
  @sometimes
  static everybodyIsPrepared({ nodes: { alpha, beta } }: World<typeof cluster>) {
    return [alpha, beta].every(({ outcomes }) => Object.values(outcomes).includes('prepared'));
  }
}

export default scenario({
  name: 'two-phase commit',
  nodes: cluster,
  network,
  disk,
  nemesis,
  duration: '12s',
  stabilisesAt: '6s',
  properties: [CommitProperties, TwoPhaseProperties],
});
