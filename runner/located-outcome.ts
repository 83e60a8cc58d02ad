import type { Outcome } from '../sim-core/trace/trace.ts';
import { insteadOfMissing } from './forbidden.ts';
import type { LocatedOutcome, SourceLocation } from './protocol.ts';
import { RunnerProblems } from './runner-api.ts';
import type { SourceMap } from './source-map.ts';

/**
 * The engine's stack of what a handler threw, as places in the user's files; `places` are those of functions, by `node/handler`.
 * @throws RunnerProblems where it threw because something is missing that a simulated node cannot have.
 */
export function locatedOutcome(outcome: Outcome, map: SourceMap, places: ReadonlyMap<string, SourceLocation>): LocatedOutcome {
  if (!outcome.properties.some(({ thrown }) => thrown)) return outcome;
  const properties = outcome.properties.map((property) => {
    if (!property.thrown) return property;
    const { node, handler, stack: raw } = property.thrown;
    const stack = map.framesOf(raw);
    const location = map.ofStack(raw) ?? places.get(`${node}/${handler}`);
    const message = property.because ?? '';
    const cure = insteadOfMissing(message);
    // What a simulated node cannot have is missing in every seed: that is a mistake, and no finding.
    if (cure !== undefined) throw new RunnerProblems([{ message: `${message}.`, cure, ...(location ? { location } : {}) }]);
    return { ...property, thrown: { node, handler }, stack, ...(location ? { location } : {}) };
  });
  return { ...outcome, properties };
}
