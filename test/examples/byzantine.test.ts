import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import forgedToken from '../../examples/byzantine/forged-token.ts';
import signedToken from '../../examples/byzantine/signed-token.ts';
import { modelOf, runSeed } from '../../sim-core/engine.ts';
import { findSeed, sweep, violated } from '../support/sweep.ts';
import { HELD_SEEDS } from '../support/soak.ts';

const OVERWRITING = 'noOlderLeaseOverwritesANewerOne';

describe('a forged token', () => {
  it('gets an old write past the fence within 2,000 seeds, by the liar alone', () => {
    const outcome = findSeed(forgedToken, 2_000, (run) => run.verdict === 'violated');
    assert.deepEqual(violated(outcome), [OVERWRITING]);
    assert.match(
      outcome.properties.find(({ name }) => name === OVERWRITING)!.because!,
      /^'client1, text \d+' of lease \d+ overwrote 'client2, text \d+' of lease \d+\.$/,
    );
    assert.ok(outcome.faults['byzantine']!.observed > 0);
  });

  it('is no matter where all are honest', () => {
    const { scenario } = forgedToken;
    const honest = modelOf({ ...forgedToken, scenario: { ...scenario, byzantine: {} } });
    for (let seed = 0; seed < 200; seed++) assert.deepEqual(violated(runSeed(honest, seed)), []);
  });

  it('is refused where the lock service signs its leases, in the same weather', () => {
    const { failures, verdict } = sweep(signedToken, 0, HELD_SEEDS);
    assert.deepEqual([failures, verdict], [[], 'held']);
    assert.deepEqual(signedToken.scenario.nemesis, forgedToken.scenario.nemesis);
    assert.deepEqual(signedToken.scenario.byzantine, forgedToken.scenario.byzantine);
  });
});
