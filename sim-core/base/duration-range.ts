import { microseconds, type Duration } from './duration.ts';
import { inPart, ScenarioError } from './scenario-error.ts';
import type { Microseconds } from './units.ts';

/** A duration, or one drawn evenly from between two. */
export type DurationRange = Duration | readonly [from: Duration, to: Duration];

/** The two ends of a range. @throws ScenarioError when they are no durations, or the wrong way round. */
export function checkRange(value: DurationRange, what: string): readonly [Microseconds, Microseconds] {
  const [from, to] = Array.isArray(value) ? [value[0], value[1]] : [value, value];
  const bound = (end: Duration, place: number): Microseconds =>
    Array.isArray(value) ? inPart(place, () => microseconds(end, what)) : microseconds(end, what);
  const bounds = [bound(from, 0), bound(to, 1)] as const;
  if (bounds[0] > bounds[1]) throw new ScenarioError(`${what} goes from ${from} down to ${to}.`, 'Write the smaller one first.');
  return bounds;
}
