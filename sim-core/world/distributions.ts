import { exponentialOf } from '../base/random.ts';
import { naturalLogarithm } from '../base/logarithm.ts';
import type { Quantile } from './latency.ts';

/**
 * Distributions of latencies by their quantiles, so that one even number makes one draw. They use exactly rounded
 * operations alone, because a run must not depend on the engine that computes it.
 */

/** Enough halvings that a float has no digits left. */
const HALVINGS = 100;

/**
 * Exponential between two bounds, with a mean that is the mean of what is drawn: cutting off the tail takes from
 * the mean, so that the curve behind it has a larger one.
 * @param mean above `min` and below the middle of the bounds, which no falling curve can reach
 */
export function truncatedExponential(min: number, mean: number, max: number): Quantile {
  const range = max - min;
  // The curve is told by how much of it would lie beyond `max`. More of that means a larger mean.
  const scaleOf = (beyond: number): number => range / -naturalLogarithm(beyond);
  const beyond = solve(Number.MIN_VALUE, 1 - Number.EPSILON, (part) => scaleOf(part) - (range * part) / (1 - part) < mean - min);
  const scale = scaleOf(beyond);
  return (part) => min + exponentialOf(part * (1 - beyond), scale);
}

/** Normal, and cut off as far above its mean as `min` lies below it, so that the mean stays what it is. */
export function truncatedNormal(min: number, mean: number, deviation: number): Quantile {
  const edge = (min - mean) / deviation;
  const below = solve(Number.MIN_VALUE, 0.5, (part) => standardNormal(part) < edge);
  return (part) => mean + deviation * standardNormal(below + part * (1 - 2 * below));
}

/** Evenly from one range, and with a probability from another: a fast path and a slow one. */
export function bimodal(fast: readonly [number, number], slow: readonly [number, number], share: number): Quantile {
  return (part) => {
    const isSlow = part >= 1 - share;
    const [from, to] = isSlow ? slow : fast;
    const within = isSlow ? (part - (1 - share)) / share : part / (1 - share);
    return from + within * (to - from);
  };
}

/** What was measured: lengths at parts from 0 to 1, in order, and straight lines between them. */
export function empirical(points: readonly (readonly [part: number, length: number])[]): Quantile {
  return (part) => {
    let next = 1;
    while (points[next]![0] <= part && next < points.length - 1) next++;
    const [[from, low], [to, high]] = [points[next - 1]!, points[next]!];
    return low + ((part - from) / (to - from)) * (high - low);
  };
}

/** The number between two bounds at which something that holds from the lower one on ceases to. */
function solve(low: number, high: number, isBelow: (value: number) => boolean): number {
  let [from, to] = [low, high];
  for (let halving = 0; halving < HALVINGS; halving++) {
    // Near zero a number has to be found by its order of magnitude.
    const middle = from > 0 && to / from > 4 ? Math.sqrt(from) * Math.sqrt(to) : (from + to) / 2;
    if (isBelow(middle)) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

/** The quantile of the standard normal distribution, to about nine digits (Acklam 2003). */
export function standardNormal(part: number): number {
  const tail = 0.02425;
  if (part < tail) return normalTail(part);
  if (part > 1 - tail) return -normalTail(1 - part);
  const q = part - 0.5;
  const r = q * q;
  const above =
    ((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r + 1.38357751867269e2) * r - 3.066479806614716e1) *
      r +
    2.506628277459239;
  const below =
    ((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r + 6.680131188771972e1) * r - 1.328068155288572e1) *
      r +
    1;
  return (above * q) / below;
}

function normalTail(part: number): number {
  const q = Math.sqrt(-2 * naturalLogarithm(part));
  const above =
    ((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q +
    2.938163982698783;
  const below = (((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
  return above / below;
}
