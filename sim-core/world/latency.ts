import type { RandomStream } from '../base/random.ts';

/** How long something takes, in microseconds, as the simulator draws it. */
export interface LatencyModel {
  readonly min: number;
  /** No draw exceeds this once the system has stabilised: delays are bounded from then on. */
  readonly max: number;
  /** Set for an exponential distribution; absent for an even one. */
  readonly mean: number | undefined;
  /** Whether `max` holds before stabilisation too. */
  readonly bounded: boolean;
}

export function drawLatency(model: LatencyModel, random: RandomStream, stabilised: boolean): number {
  if (model.mean === undefined) {
    return model.min === model.max ? model.min : random.between(model.min, model.max);
  }
  const drawn = model.min + Math.round(random.exponential(Math.max(0, model.mean - model.min)));
  return model.bounded || stabilised ? Math.min(drawn, model.max) : drawn;
}
