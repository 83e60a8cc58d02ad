import { exponentialOf } from '../base/random.ts';
import type { Microseconds } from '../base/units.ts';

/** How long something takes, as the simulator draws it. */
export interface LatencyModel {
  readonly min: Microseconds;
  /** No draw exceeds this once the system has stabilised: delays are bounded from then on. */
  readonly max: Microseconds;
  /** Set for an exponential distribution; absent for an even one. */
  readonly mean: Microseconds | undefined;
  /** Whether `max` holds before stabilisation too. */
  readonly bounded: boolean;
}

/** Whether every draw is the same, so that none is needed. */
export function isFixed({ min, max, mean }: LatencyModel): boolean {
  return mean === undefined && min === max;
}

/** The latency that a number evenly distributed from 0 to 1 stands for. */
export function latencyOf({ min, max, mean, bounded }: LatencyModel, even: number, stabilised: boolean): Microseconds {
  if (mean === undefined) return min + Math.floor(even * (max - min + 1));
  const drawn = min + Math.round(exponentialOf(even, Math.max(0, mean - min)));
  return bounded || stabilised ? Math.min(drawn, max) : drawn;
}
