import type { TraceColumns } from '../../sim-core/trace/columns.ts';
import { NONE } from '../../sim-core/trace/event.ts';

/** A line of the report of a failure: an event, or how many are left out there. */
export type WindowLine = { readonly step: number; readonly isCause: boolean } | { readonly skipped: number };

export interface WindowSize {
  /** How many events before and after the violation are shown whatever they are. */
  readonly before: number;
  readonly after: number;
  /** How many lines the causes before these may take, with those that count what is left out; with none, no event counts as a cause. */
  readonly causes: number;
}

const USUAL: WindowSize = { before: 14, after: 4, causes: 40 };
/** For what no event has caused. */
export const AROUND: WindowSize = { ...USUAL, causes: 0 };

/**
 * Which events tell of a violation at a step: those around it, and before them the chain of its
 * causes, back to the first. When the chain is too long, its middle is left out: what is near to the
 * violation explains it, and the first is where it began. Empty when there is no event.
 */
export function failureWindow(columns: Pick<TraceColumns, 'cause' | 'length'>, at: number, size: WindowSize = USUAL): WindowLine[] {
  if (columns.length === 0) return [];
  const centre = Math.min(Math.max(at, 0), columns.length - 1);
  const [first, last] = [Math.max(0, centre - size.before), Math.min(columns.length - 1, centre + size.after)];
  const chain = size.causes > 0 ? causesOf(columns, centre) : [];
  const outside = fitting(
    chain.filter((step) => step < first),
    first,
    size.causes,
  );
  const causes = new Set(chain);
  const steps = [...outside.reverse(), ...Array.from({ length: last - first + 1 }, (_, index) => first + index)];
  return steps.flatMap((step, index) => {
    const skipped = step - (index === 0 ? 0 : steps[index - 1]! + 1);
    const line = { step, isCause: causes.has(step) };
    return skipped > 0 ? [{ skipped }, line] : [line];
  });
}

/** The causes of a step, the nearest first. */
function causesOf({ cause }: Pick<TraceColumns, 'cause'>, step: number): number[] {
  const chain: number[] = [];
  // Causes lie before their effects; a trace that says otherwise must not be followed in circles.
  for (let before = step, at = cause[step]!; at !== NONE && at < before; before = at, at = cause[at]!) chain.push(at);
  return chain;
}

/** Of a chain before a window, the nearest steps and its root, in so many lines as there may be. */
function fitting(chain: readonly number[], window: number, lines: number): number[] {
  const root = chain.at(-1);
  if (root === undefined) return [];
  const gap = (from: number, to: number): number => (from + 1 < to ? 1 : 0);
  // What the root takes if its own cause-to-be is left out: itself, and what is left out on both sides of it.
  const ofRoot = (next: number): number => 1 + gap(root, next) + (root > 0 ? 1 : 0);
  const kept: number[] = [];
  let [next, used] = [window, 0];
  for (const step of chain.slice(0, -1)) {
    const cost = 1 + gap(step, next);
    if (used + cost + ofRoot(step) > lines) break;
    kept.push(step);
    used += cost;
    next = step;
  }
  return used + ofRoot(next) > lines ? kept : [...kept, root];
}
