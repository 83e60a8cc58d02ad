import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pbftThree from '../../examples/byzantine/pbft-three.ts';
import pbft from '../../examples/byzantine/pbft.ts';
import { modelOf, runSeed } from '../../sim-core/engine.ts';
import { findSeed, sweep, violated } from '../support/sweep.ts';
import { HELD_SEEDS } from '../support/soak.ts';

const AGREEMENT = 'honestReplicasExecuteTheSame';

describe('Practical Byzantine Fault Tolerance', () => {
  it('breaks with three replicas within 2,000 seeds, and by nothing but two values at one place', () => {
    const outcome = findSeed(pbftThree, 2_000, (run) => run.verdict === 'violated');
    assert.deepEqual(violated(outcome), [AGREEMENT]);
    assert.match(
      outcome.properties.find(({ name }) => name === AGREEMENT)!.because!,
      /^At place \d+ replica\d executed \d+, and replica\d executed \d+\.$/,
    );
    assert.ok(outcome.faults['byzantine']!.struck > 0);
  });

  it('holds with three where nobody lies, however bad the network', () => {
    const { nemesis } = pbftThree.scenario;
    const honest = modelOf({ ...pbftThree, scenario: { ...pbftThree.scenario, nemesis: { ...nemesis, byzantine: undefined } } });
    for (let seed = 0; seed < 300; seed++) assert.deepEqual(violated(runSeed(honest, seed)), []);
  });

  it('holds with four in the same weather, through changes of view', () => {
    const { failures, verdict } = sweep(pbft, 0, HELD_SEEDS);
    assert.deepEqual([failures, verdict], [[], 'held']);
    const { nodes: _three, ...drawn } = pbftThree.scenario.nemesis!.byzantine!;
    const { nodes: _four, ...same } = pbft.scenario.nemesis!.byzantine!;
    assert.deepEqual(same, drawn);
  });
});
