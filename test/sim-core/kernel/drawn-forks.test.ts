import { describe, it } from 'node:test';
import fc from 'fast-check';
import { recordSeed } from '../../../sim-core/engine.ts';
import { freshModel, someSteps } from '../drawn/executions.ts';
import { changeAhead, drawnChange, INTERVAL, requireForkIsRun } from '../drawn/forks.ts';
import { drawnScenario, namesOf } from '../drawn/scenario.ts';
import { requireSameWorld, snapshotOf } from '../drawn/snapshot.ts';
import { SOAK, SOAK_SEED } from '../../support/soak.ts';

const RUNS = 80 * SOAK;

const drawn = drawnScenario.chain((scenario) =>
  fc.record({
    scenario: fc.constant(scenario),
    places: fc.array(fc.tuple(fc.nat(1_000), drawnChange(namesOf(scenario), { sum: 7, log: [] })), { minLength: 1, maxLength: 4 }),
  }),
);

describe('a fork of any scenario', () => {
  it('is the run with the same changes from its beginning, and leaves the recording what it was', () => {
    fc.assert(
      fc.property(drawn, ({ scenario, places }) => {
        const recording = recordSeed(freshModel(scenario), scenario.seed, scenario.options, { interval: INTERVAL });
        const steps = someSteps(recording.trace.columns.length, 6, scenario.seed);
        const before = steps.map((step) => snapshotOf(recording.seek(step)));
        for (const [place, change] of places) {
          const step = Math.floor((place / 1_001) * recording.trace.columns.length);
          const ahead = changeAhead(recording.seek(step), change);
          // What a fork changes stands beside what the run had of its own.
          const { drops, messages, lies, faults, choices } = {
            drops: [],
            messages: {},
            lies: [],
            faults: [],
            choices: {},
            ...scenario.options,
          };
          requireForkIsRun({
            recording,
            step,
            changes: {
              faults: [...faults, ...(ahead.faults ?? [])],
              drops: [...drops, ...(ahead.drops ?? [])],
              messages: { ...messages, ...ahead.messages },
              lies: [...lies, ...(ahead.lies ?? [])],
              choices: merged(choices, ahead.choices ?? {}),
            },
            fresh: () => freshModel(scenario),
          });
        }
        steps.forEach((step, index) =>
          requireSameWorld(snapshotOf(recording.seek(step)), before[index], `The recording at step ${step}, after a fork and before`),
        );
      }),
      { numRuns: RUNS, seed: SOAK_SEED, includeErrorInReport: true },
    );
  });
});

function merged(one: Readonly<Record<string, object>>, other: Readonly<Record<string, object>>): Record<string, Record<number, number>> {
  return Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((site) => [site, { ...one[site], ...other[site] }]),
  );
}
