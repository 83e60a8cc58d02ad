import assert from 'node:assert/strict';
import { modelOf, runSeed, type RunOptions } from '../../sim-core/engine.ts';
import { SweepTally, type SweepSummary } from '../../sim-core/search/sweep.ts';
import type { Verdict } from '../../sim-core/base/verdict.ts';
import type { Outcome } from '../../sim-core/trace/trace.ts';

/** Runs the seeds from `from` up to but not including `to` and adds them up. */
export function sweep(definition: unknown, from: number, to: number): SweepSummary {
  const model = modelOf(definition);
  const tally = new SweepTally();
  for (let seed = from; seed < to; seed++) tally.add(runSeed(model, seed));
  return tally.summary();
}

/** The first seed below `limit` whose run is as wanted. @throws AssertionError when there is none. */
export function findSeed(definition: unknown, limit: number, wanted: (outcome: Outcome) => boolean, options: RunOptions = {}): Outcome {
  const model = modelOf(definition);
  for (let seed = 0; seed < limit; seed++) {
    const outcome = runSeed(model, seed, options);
    if (wanted(outcome)) return outcome;
  }
  assert.fail(`None of ${limit} seeds is as wanted.`);
}

/** The names of the properties that a run violates. */
export function violated(outcome: Outcome): readonly string[] {
  return namesOf(outcome.properties, 'violated');
}

/** The names of the properties with this verdict, of a run or of a sweep. */
export function namesOf(properties: readonly { readonly name: string; readonly verdict: Verdict }[], verdict: Verdict): readonly string[] {
  return properties.filter((property) => property.verdict === verdict).map(({ name }) => name);
}
