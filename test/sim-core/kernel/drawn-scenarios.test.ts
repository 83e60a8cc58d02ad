import { describe, it } from 'node:test';
import fc from 'fast-check';
import { requireOneRun } from '../drawn/executions.ts';
import { drawnScenario } from '../drawn/scenario.ts';

/** `SOAK=100 npx tsx --test …` draws a hundred times as many. */
const SOAK = Number(process.env.SOAK ?? 1);
const RUNS = 100 * SOAK;
/** Another number draws other scenarios; the same draws the same, so that a failure is not a matter of luck. */
const SEED = Number(process.env.SOAK_SEED ?? 1);

describe('any scenario', () => {
  it('is one run, whether it is swept, recorded, sought, resumed or pasted', () => {
    fc.assert(
      fc.property(drawnScenario, (drawn) => requireOneRun(drawn, { seeks: 25, resumptions: 3 })),
      { numRuns: RUNS, seed: SEED, includeErrorInReport: true },
    );
  });
});
