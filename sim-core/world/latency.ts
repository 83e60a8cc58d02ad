import { exponentialOf } from '../base/random.ts';
import type { Microseconds } from '../base/units.ts';

/** How long something takes, as the simulator draws it. */
export interface LatencyModel {
  readonly min: Microseconds;
  /** No draw exceeds this once the system has stabilised: delays are bounded from then on. */
  readonly max: Microseconds;
  /** Set for an exponential distribution that goes on without end; absent for every other. */
  readonly mean: Microseconds | undefined;
  /** Every other distribution than an even one, between `min` and `max`, by its quantiles: from a number of [0, 1) to a length. */
  readonly quantile?: Quantile;
}

/** The length that lies at a part, from 0 to 1, of a distribution. */
export type Quantile = (part: number) => number;

/** Whether every draw is the same, so that none is needed. */
export function isFixed({ min, max, mean }: LatencyModel): boolean {
  return mean === undefined && min === max;
}

/** The latency that a number evenly distributed from 0 to 1 stands for. */
export function latencyOf({ min, max, mean, quantile }: LatencyModel, even: number, stabilised: boolean): Microseconds {
  // Rounding errors of a quantile must not lead out of what was promised.
  if (quantile !== undefined) return Math.min(max, Math.max(min, Math.round(quantile(even))));
  if (mean === undefined) return min + Math.floor(even * (max - min + 1));
  const drawn = min + Math.round(exponentialOf(even, Math.max(0, mean - min)));
  return stabilised ? Math.min(drawn, max) : drawn;
}

/** Everything takes so many times as long. */
export function slowed(model: LatencyModel, factor: number): LatencyModel {
  if (factor === 1) return model;
  const { min, max, mean, quantile } = model;
  return {
    min: Math.round(min * factor),
    max: Math.round(max * factor),
    mean: mean === undefined ? undefined : Math.round(mean * factor),
    ...(quantile && { quantile: (part: number) => quantile(part) * factor }),
  };
}
