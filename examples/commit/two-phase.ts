import { liveness, node, safety, sometimes, violation, type FaultLength, type Self, type World } from 'backstep';

/**
 * Two-phase commit: the coordinator asks all participants to prepare, and when all have voted yes it
 * decides, writes the decision to its disk and tells them. Whoever has voted yes has given its word: it
 * holds its locks and waits for the decision, which only the coordinator knows.
 *
 * Nobody ever disagrees, whatever fails. What fails is progress: between its vote and the decision a
 * participant is blocked for as long as the coordinator is away.
 *
 * Gray, Notes on Data Base Operating Systems (1978); that no protocol of this kind can do without
 * blocking: Skeen, Nonblocking Commit Protocols (SIGMOD 1981).
 */
type Decision = 'commit' | 'abort';

type ToParticipant = { type: 'prepare' } | { type: 'decided'; decision: Decision };
type ToCoordinator = { type: 'yes' } | { type: 'whatWasDecided' };

const participants = ['alpha', 'beta'] as const;

const coordinator = node<ToCoordinator, ToParticipant>()({
  init(self): { votes: string[]; decision: Decision | null } {
    const decision = self.disk.read<Decision>('decision');
    if (decision !== undefined) return { votes: [], decision };
    // It has been here before and had not decided: what was under way is aborted.
    if (self.disk.read('begun') === true) return { votes: [], decision: 'abort' };
    self.setTimer('begin', '10ms');
    return { votes: [], decision: null };
  },
  on: {
    yes(state, _message, self, from) {
      if (!state.votes.includes(from)) state.votes.push(from);
      if (state.decision !== null || state.votes.length < participants.length) return;
      state.decision = 'commit';
      self.disk.write('decision', state.decision);
      self.disk.sync();
      tellAll(self, { type: 'decided', decision: state.decision });
    },
    whatWasDecided(state, _message, self, from) {
      if (state.decision !== null) self.send(from, { type: 'decided', decision: state.decision });
    },
  },
  timers: {
    begin(_state, self) {
      self.disk.write('begun', true);
      self.disk.sync();
      tellAll(self, { type: 'prepare' });
    },
  },
});

function tellAll(self: Self<ToParticipant, 'begin'>, message: ToParticipant): void {
  for (const participant of participants) self.send(participant, message);
}

const participant = node<ToParticipant, ToCoordinator>()({
  init: (): { prepared: boolean; decision: Decision | null } => ({ prepared: false, decision: null }),
  on: {
    prepare(state, _message, self) {
      state.prepared = true;
      self.send('coordinator', { type: 'yes' });
      self.setTimer('ask', '500ms');
    },
    decided(state, { decision }, self) {
      state.decision = decision;
      self.cancelTimer('ask');
    },
  },
  timers: {
    /** It must not decide by itself: the other one may have heard the opposite. */
    ask(_state, self) {
      self.send('coordinator', { type: 'whatWasDecided' });
      self.setTimer('ask', '500ms');
    },
  },
});

const cluster = { coordinator, alpha: participant, beta: participant };

class CommitProperties {
  @safety
  static allDecideAlike({ nodes: { alpha, beta } }: World<typeof cluster>) {
    const decided = [alpha, beta].map(({ decision }) => decision).filter((decision) => decision !== null);
    return new Set(decided).size < 2 || violation('One participant has committed and the other aborted.', { nodes: ['alpha', 'beta'] });
  }

  @liveness({ within: '2s' })
  static nobodyStaysInDoubt({ nodes }: World<typeof cluster>) {
    const inDoubt = participants.filter((name) => nodes[name].prepared && nodes[name].decision === null);
    return inDoubt.length === 0 || violation(`${inDoubt.join(' and ')} voted yes and wait for a decision.`, { nodes: inDoubt });
  }

  @sometimes
  static everybodyIsPrepared({ nodes: { alpha, beta } }: World<typeof cluster>) {
    return alpha.prepared && beta.prepared;
  }
}

/** The coordinator crashes when both have voted and it has not heard of it yet, for so long. */
export function coordinatorCrashes(name: string, lasting: FaultLength) {
  return {
    name,
    nodes: cluster,
    network: { latency: '10ms' },
    faults: [{ at: '25ms', crash: 'coordinator', for: lasting }],
    duration: '6s',
    stabilisesAt: '1s',
    properties: [CommitProperties],
  } as const;
}
