import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';

/** @throws ScenarioError when it is not a number from 0 to 1. */
export function probabilityOf(value: unknown, what: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new ScenarioError(`${what} is ${writtenText(value)}, which is not a probability.`, 'Write a number from 0 to 1.');
}

/** A part of all, in reports: `12.5%`. */
export function percentText(part: number): string {
  return `${Number((part * 100).toPrecision(3))}%`;
}
