import { timeText } from './time-text.ts';
import type { PropertyOutcome } from './verdict.ts';

/** When something was decided: at an event, or as time passed after it. */
export type Decided = Pick<PropertyOutcome, 'step' | 'time' | 'eventTime'>;

/**
 * When a property was violated or reached, to follow on what it was: `at step 29`; or, where no event did it,
 * `at 3.000000 s, after step 29`. Empty where it is not known.
 * @param count how a step is written
 */
export function momentText({ step, time, eventTime }: Decided, count: (step: number) => string = String): string {
  if (step === undefined) return '';
  return eventTime === undefined || time === undefined ? `at step ${count(step)}` : `at ${timeText(time)}, after step ${count(step)}`;
}
