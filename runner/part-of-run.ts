import { asksManyRuns } from '../sim-core/base/property-kinds.ts';
import type { PropertyOutcome } from '../sim-core/base/verdict.ts';
import type { Outcome } from '../sim-core/trace/trace.ts';
import type { RunUnderWay } from './protocol.ts';

/**
 * A part of a run that is still being executed, which tells only what its end cannot change: that a property was violated, or that
 * something was reached. All else that would be concluded if the run ended here is left out, and counted.
 */
export function ofPart<Told extends { readonly outcome: Outcome }>(
  told: Told,
  duration: number,
): Told & { readonly underWay: RunUnderWay } {
  const { properties } = told.outcome;
  const known = properties.filter(isKnown);
  const verdict = known.some(({ verdict: one }) => one === 'violated') ? 'violated' : 'unknown';
  return {
    ...told,
    outcome: { ...told.outcome, verdict, properties: known },
    underWay: { duration, undecided: properties.length - known.length },
  };
}

function isKnown({ kind, verdict }: PropertyOutcome): boolean {
  return verdict === 'violated' || (asksManyRuns(kind) && verdict === 'held');
}
