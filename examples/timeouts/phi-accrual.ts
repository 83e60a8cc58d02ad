/**
 * The failure detector of Hayashibara, Défago, Yared and Katayama, "The φ accrual failure detector" (SRDS 2004). It does
 * not say whether a node is dead, but how much the silence speaks for it: φ is 1 when one of ten heartbeats would come
 * later still, 2 when one of a hundred would, and so on, if they come as they have come lately.
 */

/** No machine is so regular that less than this, in milliseconds, means anything. */
const LEAST_DEVIATION = 100;

/**
 * How much a silence of so many milliseconds speaks for the death of a node that was heard in these intervals, of which there is
 * at least one: from 0, and without an upper bound.
 */
export function phi({ intervals }: { readonly intervals: readonly number[] }, silence: number): number {
  const mean = intervals.reduce((sum, interval) => sum + interval, 0) / intervals.length;
  const variance = intervals.reduce((sum, interval) => sum + (interval - mean) * (interval - mean), 0) / intervals.length;
  return -logarithmOfTail((silence - mean) / Math.max(Math.sqrt(variance), LEAST_DEVIATION));
}

/**
 * The decadic logarithm of the probability that what is normally distributed lies more than so many deviations above its
 * mean. Far out the probability itself would be too small for a number.
 */
export function logarithmOfTail(deviations: number): number {
  const density = Math.exp((-deviations * deviations) / 2) / Math.sqrt(2 * Math.PI);
  if (deviations < 2) {
    // The series of the distribution around its middle (Marsaglia 2004).
    let [sum, term] = [deviations, deviations];
    for (let odd = 3; odd < 100; odd += 2) {
      term *= (deviations * deviations) / odd;
      sum += term;
    }
    return Math.log10(Math.max(Number.MIN_VALUE, 0.5 - density * sum));
  }
  // Mills' ratio as Laplace's continued fraction.
  let fraction = deviations;
  for (let depth = 100; depth >= 1; depth--) fraction = deviations + depth / fraction;
  return (-deviations * deviations) / 2 / Math.LN10 - Math.log10(Math.sqrt(2 * Math.PI) * fraction);
}
