import type { LocatedOutcome, LocatedProperty } from './protocol.ts';

/** An outcome in which each violation has the shape of its causal past; `shapesOf` is asked where there is any. */
export function withShapes(outcome: LocatedOutcome, shapesOf: (violated: readonly LocatedProperty[]) => readonly string[]): LocatedOutcome {
  const violated = outcome.properties.filter(({ verdict }) => verdict === 'violated');
  if (violated.length === 0) return outcome;
  const shapes = new Map(shapesOf(violated).map((shape, index) => [violated[index]!, shape]));
  const properties = outcome.properties.map((property) => {
    const shape = shapes.get(property);
    return shape === undefined ? property : { ...property, shape };
  });
  return { ...outcome, properties };
}
