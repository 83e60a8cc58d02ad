import type { Seeds } from './shard.ts';
import { range } from './spread.ts';

/** Sweeps of fewer seconds are not measured. */
const WORTH_MEASURING = 2;
/** So many seconds of it are run once more to measure it. */
const SECONDS_MEASURED = 0.15;

/** The last few seeds of a sweep, which tell where its time went; none of a sweep that took too little of it. */
export function seedsToMeasure({ from, to }: Seeds, seconds: number, workers: number): readonly number[] {
  if (seconds < WORTH_MEASURING) return [];
  const perSecond = (to - from + 1) / seconds / workers;
  return range(Math.max(from, to + 1 - Math.ceil(perSecond * SECONDS_MEASURED)), to);
}
