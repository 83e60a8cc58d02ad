import { EVENT_FACTS } from '../../sim-core/trace/event-kinds.ts';
import { NO_NODE } from '../../sim-core/trace/event.ts';
import type { RunModel } from './run-model.ts';

/** How an event stands to another by happens-before (Lamport 1978). */
export type Relation = 'past' | 'self' | 'future' | 'concurrent';

/** How that is told before the other's step. */
export const RELATION_TEXT: Readonly<Record<Relation, string>> = {
  past: 'in the past of',
  self: 'this is',
  future: 'in the future of',
  concurrent: 'concurrent with',
};

const RELATIONS: readonly Relation[] = ['concurrent', 'past', 'self', 'future'];
const [PAST, SELF, FUTURE] = [1, 2, 3];

/**
 * What could have had to do with one event: all that happened before it, at its own node, at the senders of the messages
 * that led there, and at theirs; and all that it could have influenced. What is in neither is concurrent. It takes one scan
 * over the run, so that it is made for an event that somebody chooses and not for each step.
 */
export class Causality {
  readonly step: number;
  readonly #relations: Uint8Array;
  /** How many events stand so to it. */
  readonly counts: Readonly<Record<Relation, number>>;

  constructor(run: RunModel, step: number) {
    this.step = step;
    this.#relations = relationsTo(run, step);
    const counts = { past: 0, self: 0, future: 0, concurrent: 0 };
    for (const relation of this.#relations) counts[RELATIONS[relation]!] += 1;
    this.counts = counts;
  }

  at(step: number): Relation {
    return RELATIONS[this.#relations[step] ?? 0]!;
  }
}

function relationsTo(run: RunModel, chosen: number): Uint8Array {
  const relations = new Uint8Array(run.steps);
  relations[chosen] = SELF;
  // Backward: of each node all before the latest of its events that is known to be in the past.
  const latest = new Int32Array(run.nodes.length).fill(-1);
  const isBefore = (step: number): void => {
    const lane = orderedLane(run, step);
    if (lane >= 0 && latest[lane]! < step) latest[lane] = step;
    const cause = run.causeAt(step);
    if (cause === undefined) return;
    relations[cause] ||= PAST;
  };
  isBefore(chosen);
  for (let step = chosen - 1; step >= 0; step--) {
    const lane = orderedLane(run, step);
    if (relations[step] !== PAST && !(lane >= 0 && step < latest[lane]!)) continue;
    relations[step] = PAST;
    isBefore(step);
  }
  // Forward: of each node all from the first of its events that could have been influenced.
  const influenced = new Uint8Array(run.nodes.length);
  const own = orderedLane(run, chosen);
  if (own >= 0) influenced[own] = 1;
  for (let step = chosen + 1; step < run.steps; step++) {
    const lane = orderedLane(run, step);
    const cause = run.causeAt(step);
    const byCause = cause !== undefined && relations[cause]! >= SELF;
    if (!byCause && !(lane >= 0 && influenced[lane] === 1)) continue;
    relations[step] = FUTURE;
    if (lane >= 0) influenced[lane] = 1;
  }
  return relations;
}

/** The lane among whose events a step has its place; -1 for what the world does, and for a loss, of which its target never knows. */
function orderedLane({ columns, nodes }: RunModel, step: number): number {
  const node = columns.node[step]!;
  if (node === NO_NODE || node >= nodes.length) return -1;
  return EVENT_FACTS[columns.kind[step]!]?.message === 'lost' ? -1 : node;
}
