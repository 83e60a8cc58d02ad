import type { TraceColumns } from './columns.ts';
import { EVENT_FACTS } from './event-kinds.ts';
import { NONE, NO_NODE } from './event.ts';

/** How an event stands to another by happens-before (Lamport 1978). */
export type Relation = 'past' | 'self' | 'future' | 'concurrent';

const RELATIONS: readonly Relation[] = ['concurrent', 'past', 'self', 'future'];
const [PAST, SELF, FUTURE] = [1, 2, 3];

/**
 * What could have had to do with one event: all that happened before it, at its own node, at the senders of the messages
 * that led there, and at theirs; and all that it could have influenced. What is in neither is concurrent. What happens to the
 * world, such as a partition, is before what it caused alone. It takes one scan over the run, so that it is made for an
 * event that somebody chooses and not for each step.
 */
export class HappensBefore {
  readonly step: number;
  readonly #relations: Uint8Array;
  /** How many events stand so to it. */
  readonly counts: Readonly<Record<Relation, number>>;

  constructor(columns: TraceColumns, step: number) {
    this.step = step;
    this.#relations = new Uint8Array(columns.length);
    this.#relations[step] = SELF;
    markPast(columns, step, this.#relations);
    markFuture(columns, step, this.#relations);
    const counts = { past: 0, self: 0, future: 0, concurrent: 0 };
    for (const relation of this.#relations) counts[RELATIONS[relation]!] += 1;
    this.counts = counts;
  }

  at(step: number): Relation {
    return RELATIONS[this.#relations[step] ?? 0]!;
  }
}

/** All events that happened before a step, and itself, in order. */
export function causalPast(columns: TraceColumns, step: number): readonly number[] {
  const relations = new Uint8Array(step + 1);
  markPast(columns, step, relations);
  relations[step] = PAST;
  const past: number[] = [];
  for (let at = 0; at <= step; at++) if (relations[at] === PAST) past.push(at);
  return past;
}

/** Backward: of each node everything before the latest of its events that is known to be in the past. */
function markPast(columns: TraceColumns, chosen: number, relations: Uint8Array): void {
  const isInPast = new Set<number>();
  for (let step = chosen; step >= 0; step--) {
    const node = orderedNode(columns, step);
    if (step !== chosen && relations[step] !== PAST && !isInPast.has(node)) continue;
    if (step !== chosen) relations[step] = PAST;
    if (node !== NO_NODE) isInPast.add(node);
    const cause = columns.cause[step]!;
    if (cause !== NONE && cause < step) relations[cause] = PAST;
  }
}

/** Forward: of each node everything from the first of its events that could have been influenced. */
function markFuture(columns: TraceColumns, chosen: number, relations: Uint8Array): void {
  const isInfluenced = new Set<number>();
  for (let step = chosen; step < columns.length; step++) {
    const node = orderedNode(columns, step);
    const cause = columns.cause[step]!;
    const byCause = cause !== NONE && cause < step && relations[cause]! >= SELF;
    if (step !== chosen && !byCause && !isInfluenced.has(node)) continue;
    if (step !== chosen) relations[step] = FUTURE;
    if (node !== NO_NODE) isInfluenced.add(node);
  }
}

/** The node among whose events a step has its place; none for what the world does, and for a loss, of which its target never knows. */
function orderedNode({ node, kind }: TraceColumns, step: number): number {
  return EVENT_FACTS[kind[step]!]?.message === 'lost' ? NO_NODE : node[step]!;
}
