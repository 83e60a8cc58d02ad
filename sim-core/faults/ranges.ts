import { microseconds } from '../base/duration.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { DurationRange } from './fault-kind.ts';
import { writtenText } from '../base/written-text.ts';

/** @throws ScenarioError when it is not a number from 0 to 1. */
export function probabilityOf(value: unknown, what: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new ScenarioError(`${what} is ${writtenText(value)}, which is not a probability.`, 'Write a number from 0 to 1.');
}

/** The two ends of a range. @throws ScenarioError when they are no durations, or the wrong way round. */
export function checkRange(value: DurationRange, what: string): readonly [Microseconds, Microseconds] {
  const [from, to] = Array.isArray(value) ? [value[0], value[1]] : [value, value];
  const bounds = [microseconds(from, what), microseconds(to, what)] as const;
  if (bounds[0] > bounds[1]) throw new ScenarioError(`${what} goes from ${from} down to ${to}.`, 'Write the smaller one first.');
  return bounds;
}
