import { describe, it } from 'node:test';
import fc from 'fast-check';
import { requireOneRun } from '../drawn/executions.ts';
import { drawnScenario } from '../drawn/scenario.ts';
import { SOAK, SOAK_SEED } from '../../support/soak.ts';

const RUNS = 100 * SOAK;
/** Another number draws other scenarios; the same draws the same, so that a failure is not a matter of luck. */

describe('any scenario', () => {
  it('is one run, whether it is swept, recorded, sought, resumed or pasted', () => {
    fc.assert(
      fc.property(drawnScenario, (drawn) => requireOneRun(drawn, { seeks: 25, resumptions: 3 })),
      { numRuns: RUNS, seed: SOAK_SEED, includeErrorInReport: true },
    );
  });
});
