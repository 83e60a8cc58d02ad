import { visible } from '../../sim-core/base/plain-text.ts';
import { EVENT_FACTS, KIND } from '../../sim-core/trace/event-kinds.ts';
import { countText } from './count-text.ts';
import type { RunModel } from './run-model.ts';

/** A timer does the same again if it did so at one of its last few times: what takes turns repeats too. */
const REMEMBERED = 4;
const NO_ROOT = 0xffffffff;

/** What is out of the ordinary is no repetition, however often it happens: faults and what comes of them, operations of clients, remarks. */
const IS_ROUTINE: readonly boolean[] = EVENT_FACTS.map(({ kind, tone }) => kind !== 'note' && ['plain', 'quiet', 'message'].includes(tone));

/**
 * The events that only repeat what there was before, such as heartbeats: a timer fires, and of it come the same messages between
 * the same nodes, the same writes and handlers as one of the last times, in whatever order. What the messages carry is not
 * compared.
 */
export class Repeats {
  /** By step, 1 for what belongs to a repetition. */
  readonly mask: Uint8Array;
  readonly #run: RunModel;

  constructor(run: RunModel) {
    this.#run = run;
    const { kind, name, node } = run.columns;
    const roots = rootsOf(run);
    const sums = shapesOf(run, roots);
    const before = new Map<number, number[]>();
    const isRepeated = new Uint8Array(run.steps);
    for (let step = 0; step < run.steps; step++) {
      if (kind[step] !== KIND.timer) continue;
      const shape = sums[step]!;
      // One that was put together with something out of the ordinary is none.
      if (Number.isNaN(shape)) continue;
      const timer = name[step]! * 0x10000 + node[step]!;
      const known = before.get(timer) ?? [];
      if (known.includes(shape)) isRepeated[step] = 1;
      before.set(timer, [...known.slice(1 - REMEMBERED), shape]);
    }
    this.mask = new Uint8Array(run.steps);
    for (let step = 0; step < run.steps; step++) if (roots[step] !== NO_ROOT) this.mask[step] = isRepeated[roots[step]!]!;
  }

  /** What repeats itself in a stretch of steps: `heartbeat ×3, gossip ×2`, the most frequent first. */
  text(from: number, to: number): string {
    const { kind, name } = this.#run.columns;
    const counts = new Map<number, number>();
    for (let step = from; step <= to; step++)
      if (kind[step] === KIND.timer && this.mask[step]) counts.set(name[step]!, (counts.get(name[step]!) ?? 0) + 1);
    const told = [...counts]
      .sort((a, b) => b[1] - a[1])
      .map(([at, count]) => `${visible(this.#run.strings[at] ?? '')} ×${countText(count)}`);
    return told.join(', ');
  }
}

/** Of each step the timer that brought it about, itself for a timer; none where that was something else. */
function rootsOf(run: RunModel): Uint32Array {
  const roots = new Uint32Array(run.steps).fill(NO_ROOT);
  for (let step = 0; step < run.steps; step++) {
    const cause = run.causeAt(step);
    if (run.columns.kind[step] === KIND.timer) roots[step] = step;
    else if (cause !== undefined) roots[step] = roots[cause]!;
  }
  return roots;
}

/** For each timer a number that is the same for what is the same, whatever its order; not a number where it is out of the ordinary. */
function shapesOf(run: RunModel, roots: Uint32Array): Float64Array {
  const { kind, name, node, peer, flags } = run.columns;
  const sums = new Float64Array(run.steps);
  for (let step = 0; step < run.steps; step++) {
    const root = roots[step]!;
    if (root === NO_ROOT) continue;
    const isRoutine = IS_ROUTINE[kind[step]!] === true && flags[step] === 0;
    sums[root]! += isRoutine ? mixed(mixed(kind[step]! * 0x10000 + node[step]!, peer[step]!), name[step]!) : NaN;
  }
  return sums;
}

/** One number of 32 bits from two, spread so that sums of them say what was added (Steele, Lea and Flood 2014). */
function mixed(one: number, other: number): number {
  let bits = Math.imul(one ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(other + 0x7f4a7c15, 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}
