import type { StepGesture } from '../../extension/panel-messages.ts';
import { neighbourOfNode } from '../../sim-core/trace/columns.ts';
import { NONE } from '../../sim-core/trace/event.ts';
import type { RunModel } from './run-model.ts';

export type Move = Exclude<StepGesture, 'copyMermaid'>;

/** Where a move leads from `step`. At an end it stays where it is. */
export function moved(run: RunModel, step: number, move: Move): number {
  switch (move) {
    case 'forward':
      return Math.min(run.steps - 1, step + 1);
    case 'back':
      return Math.max(0, step - 1);
    case 'forwardSameNode':
    case 'backSameNode': {
      const next = neighbourOfNode(run.columns, step, run.columns.node[step]!, move === 'forwardSameNode' ? 1 : -1);
      return next === NONE ? step : next;
    }
    case 'violation': {
      // After the last one comes the first again.
      const next = run.violations.find((violation) => violation.step > step) ?? run.violations[0];
      return next?.step ?? step;
    }
    case 'start':
      return 0;
    case 'end':
      return run.steps - 1;
  }
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
