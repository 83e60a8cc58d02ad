import type { StepGesture } from '../../extension/panel-messages.ts';
import { neighbourOfNode } from '../../sim-core/trace/columns.ts';
import { NONE } from '../../sim-core/trace/event.ts';
import type { RunModel } from './run-model.ts';

export type Move = Exclude<StepGesture, 'copyMermaid'>;

/** Where a move leads from `step`, over what is not shown. At an end it stays where it is. */
export function moved(run: RunModel, step: number, move: Move): number {
  switch (move) {
    case 'forward':
    case 'back':
      return shownFrom(run, step, move === 'forward' ? 1 : -1) ?? step;
    case 'forwardSameNode':
    case 'backSameNode': {
      const direction = move === 'forwardSameNode' ? 1 : -1;
      const next = (from: number): number => neighbourOfNode(run.columns, from, run.columns.node[step]!, direction);
      let at = next(step);
      while (at !== NONE && !run.rows.isShown(at)) at = next(at);
      return at === NONE ? step : at;
    }
    case 'violation': {
      // After the last one comes the first again.
      const next = run.violations.find((violation) => violation.step > step) ?? run.violations[0];
      return next?.step ?? step;
    }
    case 'start':
      return shownFrom(run, -1, 1) ?? step;
    case 'end':
      return shownFrom(run, run.steps, -1) ?? step;
  }
}

/** The next step in a direction that is shown. */
function shownFrom(run: RunModel, step: number, direction: 1 | -1): number | undefined {
  for (let at = step + direction; at >= 0 && at < run.steps; at += direction) if (run.rows.isShown(at)) return at;
  return undefined;
}

/** Longer chains are cut off: what lies so far back is not on the screen. */
const LONGEST_CHAIN = 10_000;

/** The step, what caused it, what caused that, and so on back to the beginning; and where its message arrives. */
export function causalChain(run: RunModel, step: number): ReadonlySet<number> {
  const chain = new Set<number>();
  for (let at: number | undefined = step; at !== undefined && chain.size < LONGEST_CHAIN; at = run.causeAt(at)) chain.add(at);
  const { first, index } = run.arrows;
  for (let arrow = first[step] ?? 0; arrow < (first[step + 1] ?? 0); arrow++) chain.add(index.to[arrow]!);
  return chain;
}
