import { microseconds, type Duration } from '../base/duration.ts';
import { keysOf, requireKnownOptions } from '../base/known-keys.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { Bimodal, Empirical, Even, Exponential, Latency, Normal } from '../author/latency.ts';
import { bimodal, empirical, truncatedExponential, truncatedNormal } from '../world/distributions.ts';
import type { LatencyModel } from '../world/latency.ts';
import { writtenText } from '../base/written-text.ts';

// What can be said of a latency, by its form.
const EXPONENTIAL = keysOf<Exponential>({ min: true, mean: true, max: true });
const NORMAL = keysOf<Normal>({ mean: true, deviation: true, min: true });
const BIMODAL = keysOf<Bimodal>({ min: true, max: true, slow: true });
const SLOW = keysOf<Bimodal['slow']>({ share: true, min: true, max: true });
const EMPIRICAL = keysOf<Empirical>({ percentiles: true });
const ANY = keysOf<Even | Exponential | Normal | Bimodal | Empirical>({
  min: true,
  max: true,
  mean: true,
  deviation: true,
  slow: true,
  percentiles: true,
});

/** @throws ScenarioError with the path of what is wrong. */
export function latencyModel(latency: Latency, where: string): LatencyModel {
  if (typeof latency !== 'object' || latency === null) {
    const fixed = microseconds(latency, where);
    return { min: fixed, max: fixed, mean: undefined };
  }
  if ('percentiles' in latency) return empiricalModel(latency, where);
  if ('slow' in latency) return bimodalModel(latency, where);
  if ('deviation' in latency) return normalModel(latency, where);
  if ('mean' in latency) return exponentialModel(latency, where);
  requireKnownOptions(latency, ANY, where);
  const [min, max] = bounds(latency, where);
  return { min, max, mean: undefined };
}

function bounds({ min: from, max: to }: Even, where: string): readonly [number, number] {
  const min = leastOf(from, where);
  const max = inPart('max', () => microseconds(to, `${where}.max`));
  if (max < min) throw new ScenarioError(`${where} goes from ${from} down to ${to}.`, 'Write the smaller one as `min`.');
  return [min, max];
}

/** Zero where nothing is said. */
function leastOf(min: Duration | undefined, where: string): Microseconds {
  return min === undefined ? 0 : inPart('min', () => microseconds(min, `${where}.min`));
}

function exponentialModel(latency: Exponential, where: string): LatencyModel {
  requireKnownOptions(latency, EXPONENTIAL, where);
  const min = leastOf(latency.min, where);
  const mean = inPart('mean', () => microseconds(latency.mean, `${where}.mean`));
  const max = latency.max === undefined ? min + 10 * mean : inPart('max', () => microseconds(latency.max!, `${where}.max`));
  if (mean < min || max < mean) throw new ScenarioError(`${where} has its min, mean and max out of order.`, 'Use min <= mean <= max.');
  if (latency.max === undefined) return { min, max, mean };
  if (mean === min) return { min, max: min, mean: undefined };
  if (2 * mean >= min + max) {
    throw new ScenarioError(
      `${where} has a mean of ${latency.mean}, which no exponential distribution between its bounds has: they fall off, so that it lies below the middle.`,
      'Raise `max`, lower `mean`, or leave `mean` out for an even distribution.',
      { path: ['mean'] },
    );
  }
  return { min, max, mean: undefined, quantile: truncatedExponential(min, mean, max) };
}

function normalModel(latency: Normal, where: string): LatencyModel {
  requireKnownOptions(latency, NORMAL, where);
  const min = leastOf(latency.min, where);
  const mean = inPart('mean', () => microseconds(latency.mean, `${where}.mean`));
  const deviation = inPart('deviation', () => microseconds(latency.deviation, `${where}.deviation`));
  if (deviation === 0)
    throw new ScenarioError(`The \`deviation\` of ${where} is zero.`, 'Write the mean alone for a latency that is always the same.', {
      path: ['deviation'],
    });
  if (mean - min < 2 * deviation) {
    throw new ScenarioError(
      `${where} has a deviation of ${latency.deviation} around a mean of ${latency.mean} that lies less than twice as much above ${latency.min ?? 'zero'}.`,
      'Such a curve would be cut off too much to be normal: lower `deviation`, or describe a tail with `slow` or `percentiles`.',
      { path: ['deviation'] },
    );
  }
  return { min, max: 2 * mean - min, mean: undefined, quantile: truncatedNormal(min, mean, deviation) };
}

function bimodalModel(latency: Bimodal, where: string): LatencyModel {
  requireKnownOptions(latency, BIMODAL, where);
  const { slow } = latency;
  if (typeof slow !== 'object' || slow === null)
    throw new ScenarioError(`${where}.slow is ${writtenText(slow)}.`, "Write `slow: { share: 0.01, min: '100ms', max: '1s' }`.", {
      path: ['slow'],
    });
  inPart('slow', () => requireKnownOptions(slow, SLOW, `${where}.slow`));
  const { share } = slow;
  if (!(typeof share === 'number' && share > 0 && share < 1)) {
    throw new ScenarioError(
      `${where}.slow.share is ${writtenText(share)}.`,
      'Write the part of all messages that are slow, between 0 and 1, such as 0.01.',
      { path: ['slow', 'share'] },
    );
  }
  const fast = bounds(latency, where);
  const tail = inPart('slow', () => bounds(slow, `${where}.slow`));
  if (tail[0] < fast[1])
    throw new ScenarioError(`${where}.slow begins below what is fast.`, 'Let `slow.min` be at least `max`, or leave `slow` out.', {
      path: ['slow', 'min'],
    });
  return { min: fast[0], max: tail[1], mean: undefined, quantile: bimodal(fast, tail, share) };
}

function empiricalModel(latency: Empirical, where: string): LatencyModel {
  requireKnownOptions(latency, EMPIRICAL, where);
  const path = `${where}.percentiles`;
  const example = "Write `percentiles: { 0: '1ms', 50: '2ms', 99: '40ms', 100: '1s' }`.";
  if (typeof latency.percentiles !== 'object' || latency.percentiles === null)
    throw new ScenarioError(`${path} is ${writtenText(latency.percentiles)}.`, example, { path: ['percentiles'] });
  const points = Object.entries(latency.percentiles)
    .map(([percentile, length]) => {
      const part = Number(percentile) / 100;
      if (!(part >= 0 && part <= 1))
        throw new ScenarioError(`${path} has '${percentile}', which is no number from 0 to 100.`, example, { path: ['percentiles'] });
      return [part, inPart('percentiles', () => inPart(percentile, () => microseconds(length, `${path}[${percentile}]`)))] as const;
    })
    .sort(([a], [b]) => a - b);
  const [first, last] = [points[0], points.at(-1)];
  if (first?.[0] !== 0 || last?.[0] !== 1)
    throw new ScenarioError(`${path} does not say both the least, 0, and the most, 100.`, example, { path: ['percentiles'] });
  points.forEach(([part, length], index) => {
    const before = points[index - 1];
    if (before && before[0] === part) throw new ScenarioError(`${path} has ${part * 100} twice.`, example, { path: ['percentiles'] });
    if (before && before[1] > length)
      throw new ScenarioError(`${path} falls at ${part * 100}.`, 'Percentiles rise from 0 to 100.', { path: ['percentiles'] });
  });
  return { min: first[1], max: last[1], mean: undefined, quantile: empirical(points) };
}
