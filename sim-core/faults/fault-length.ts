import { microseconds, type Duration } from '../base/duration.ts';
import { nearest } from '../base/nearest.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';

/**
 * How long a fault lasts. A duration, however long, is cut short by stabilisation: that is when faults stop.
 * `'ever'` is not: what is broken for ever stays broken through stabilisation and after it, until the run
 * ends or a `restart` or `heal` that you plan mends it. `{ at: '3s', crash: 'coordinator', for: 'ever' }`
 * is a machine that never comes back.
 */
export type FaultLength = Duration | 'ever';

/** Longer than any run, since the duration of a run is a safe integer. */
const LONGER_THAN_ANY_RUN: Microseconds = Number.MAX_SAFE_INTEGER;

export function isForEver(length: unknown): length is 'ever' {
  return length === 'ever';
}

/** @throws ScenarioError when it is neither a duration nor `'ever'`. */
export function faultLength(length: unknown, what: string): Microseconds {
  if (isForEver(length)) return LONGER_THAN_ANY_RUN;
  try {
    return microseconds(length as Duration, what);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const near = typeof length === 'string' && nearest(length, ['ever', 'forever']) !== undefined ? "Did you mean 'ever'? " : '';
    throw new ScenarioError(error.message, `${near}${error.cure} A fault that stabilisation must not mend lasts for 'ever'.`);
  }
}
