import type { Duration } from '../base/duration.ts';

/** Evenly between two bounds, of which `min` is not the higher one. */
export interface Even {
  readonly min: Duration;
  readonly max: Duration;
}

/**
 * Exponential above `min`, with `mean` as the mean of all that is drawn. With `max` the tail is cut off and the curve
 * chosen so that the mean holds, which must lie below the middle of the bounds. Without it there is no bound before
 * stabilisation, and `min` and ten times the mean after it. `min` is zero, if absent, and at most `mean`.
 */
export interface Exponential {
  readonly mean: Duration;
  readonly min?: Duration;
  readonly max?: Duration;
}

/**
 * Normal around `mean`, and cut off at `min`, zero if absent, and as far above the mean, so that the mean holds.
 * `deviation` is that of the whole curve, and at most half of what lies between `min` and `mean`.
 */
export interface Normal {
  readonly mean: Duration;
  readonly deviation: Duration;
  readonly min?: Duration;
}

/** Evenly between two bounds, and for a `share` of all draws between two higher ones: the slow tail (Dean and Barroso 2013). */
export interface Bimodal extends Even {
  readonly slow: Even & {
    /** The part of all that is slow, more than 0 and less than 1. */
    readonly share: number;
  };
}

/** What was measured: lengths by percentile, of which 0 and 100 must be among them, with straight lines between them. */
export interface Empirical {
  readonly percentiles: Readonly<Record<number, Duration>>;
}

/**
 * How long a message travels: always the same, or drawn for each from a distribution.
 *
 * ```ts
 * latency: '5ms'
 * latency: { min: '1ms', max: '10ms' }
 * latency: { mean: '5ms', min: '1ms', max: '100ms' }
 * latency: { mean: '5ms', deviation: '1ms' }
 * latency: { min: '1ms', max: '5ms', slow: { share: 0.01, min: '100ms', max: '2s' } }
 * latency: { percentiles: { 0: '1ms', 50: '2ms', 99: '40ms', 100: '1s' } }
 * ```
 */
export type Latency = Duration | Even | Exponential | Normal | Bimodal | Empirical;
