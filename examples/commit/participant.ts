import {
  liveness,
  node,
  safety,
  violation,
  type Nemesis,
  type NodeDefinition,
  type Request,
  type RequestId,
  type Self,
  type World,
} from 'backstep';

/**
 * What the examples of atomic commitment share: the participants, what happens to the machines, and the properties.
 * They differ in who decides.
 *
 * A coordinator asks all participants to prepare a transaction, and it may commit only if all have voted yes. Whoever
 * has voted yes has given its word: it holds its locks and waits for the decision, which it cannot take by itself.
 */

export type Decision = 'commit' | 'abort';
export type Prepare = Request<{ type: 'prepare'; transaction: number }, { type: 'vote'; yes: boolean }>;
export type AskDecision = Request<{ type: 'whatWasDecided'; transaction: number }, Decided>;
export type Decided = { type: 'decided'; decision: Decision };

export const participants = ['alpha', 'beta'] as const;

export interface ParticipantState {
  /** What it knows of each transaction that it voted yes for. */
  outcomes: Record<number, 'prepared' | Decision>;
}

/** Votes yes unless it is in doubt about another transaction, whose locks it holds. Asks those who may know, in turn, what was decided. */
export const participant = node<Prepare, AskDecision, { readonly coordinators: readonly string[] }>()({
  init(self): ParticipantState {
    const outcomes: ParticipantState['outcomes'] = {};
    for (const key of self.disk.keys()) {
      const outcome = self.disk.read<'prepared' | Decision>(key)!;
      outcomes[Number(key)] = outcome;
      if (outcome === 'prepared') self.request(self.settings.coordinators[0]!, { type: 'whatWasDecided', transaction: Number(key) });
    }
    return { outcomes };
  },
  on: {
    prepare(state, { transaction, request }, self) {
      const isKnown = state.outcomes[transaction] !== undefined;
      if (!isKnown && Object.values(state.outcomes).includes('prepared')) return self.reply(request, { type: 'vote', yes: false });
      if (!isKnown) {
        state.outcomes[transaction] = 'prepared';
        self.disk.write(String(transaction), 'prepared');
        self.disk.sync();
        self.request(self.settings.coordinators[0]!, { type: 'whatWasDecided', transaction });
      }
      self.reply(request, { type: 'vote', yes: true });
    },
  },
  requests: {
    whatWasDecided: {
      timeout: '500ms',
      /** It must not decide by itself: the other one may have heard the opposite. */
      target(_state, self, { to }) {
        const { coordinators } = self.settings;
        return coordinators[(coordinators.indexOf(to) + 1) % coordinators.length]!;
      },
      answered(state, { decision }, self, { message: { transaction } }) {
        state.outcomes[transaction] = decision;
        self.disk.write(String(transaction), decision);
        self.disk.sync();
      },
    },
  },
});

/** What every coordinator keeps, besides how it decides. */
export interface CoordinatorState {
  /** The transaction whose votes it gathers. */
  voting: number | null;
  /** Who has voted yes for it. */
  votes: string[];
  decisions: Record<number, Decision>;
  /** Who has asked for a decision that is not taken yet. */
  waiting: { transaction: number; request: RequestId<Decided> }[];
}

/** Asks everybody to prepare, when that it has begun cannot be forgotten any more. */
export function begin(state: CoordinatorState, self: Self<Prepare>): void {
  const transaction = (self.disk.read<number>('begun') ?? 0) + 1;
  self.disk.write('begun', transaction);
  self.disk.sync();
  state.voting = transaction;
  state.votes = [];
  for (const name of participants) self.request(name, { type: 'prepare', transaction });
}

/** Tells the decision to all who have asked. */
export function announce(state: CoordinatorState, self: Self, transaction: number, decision: Decision): void {
  state.decisions[transaction] = decision;
  for (const { request } of state.waiting.filter((asked) => asked.transaction === transaction))
    self.reply(request, { type: 'decided', decision });
  state.waiting = state.waiting.filter((asked) => asked.transaction !== transaction);
}

export const network = { latency: { min: '5ms', max: '20ms' } } as const;

export const disk = { syncLatency: { min: '1ms', max: '5ms' } } as const;

/** Now and then a machine is lost for good. Everything else passes. */
export const nemesis = {
  crash: { every: '5s', for: 'ever', nodes: ['coordinator', 'alpha', 'beta'] },
  pause: { every: '5s', for: ['10ms', '1s'] },
  partition: { every: '5s', for: ['100ms', '1s'] },
  loss: { every: '5s', for: ['100ms', '1s'], probability: 0.3 },
  delay: { every: '5s', for: ['100ms', '1s'], by: ['10ms', '200ms'] },
} as const satisfies Nemesis<'coordinator' | 'alpha' | 'beta'>;

export interface CommitCluster {
  readonly [node: string]: NodeDefinition;
  readonly alpha: NodeDefinition<ParticipantState>;
  readonly beta: NodeDefinition<ParticipantState>;
}

export class CommitProperties {
  /** Unless a participant has voted yes it has no outcome at all. */
  @safety
  static nothingIsCommittedByOneAlone({ nodes }: World<CommitCluster>) {
    const [alpha, beta] = [nodes.alpha.outcomes, nodes.beta.outcomes];
    // Only one is under way at a time, but one whose outcome was not known may be an older one.
    const alone = Object.keys({ ...alpha, ...beta })
      .map(Number)
      .find((number) => (alpha[number] === 'commit' || beta[number] === 'commit') && !agree(alpha[number], beta[number]));
    return (
      alone === undefined ||
      violation(`Transaction ${alone} is '${alpha[alone] ?? 'unknown'}' at alpha and '${beta[alone] ?? 'unknown'}' at beta.`, {
        nodes: participants,
      })
    );
  }

  @liveness({ within: '3s' })
  static nobodyStaysInDoubt({ nodes, isUp }: World<CommitCluster>) {
    const inDoubt = participants.filter((name) => isUp(name) && Object.values(nodes[name].outcomes).includes('prepared'));
    return inDoubt.length === 0 || violation(`${inDoubt.join(' and ')} voted yes and wait for a decision.`, { nodes: inDoubt });
  }
}

/** Whether it is not the opposite, and both have voted. */
function agree(one: 'prepared' | Decision | undefined, other: 'prepared' | Decision | undefined): boolean {
  return one !== undefined && other !== undefined && one !== 'abort' && other !== 'abort';
}
