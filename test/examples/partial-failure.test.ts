import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import hedged from '../../examples/partial-failure/hedged.ts';
import slowDisk from '../../examples/partial-failure/slow-disk.ts';
import { modelOf, runSeed } from '../../sim-core/engine.ts';
import { findSeed, sweep, violated } from '../support/sweep.ts';
import { HELD_SEEDS } from '../support/soak.ts';

describe('a disk that is slow on a node that lives', () => {
  it('keeps a reader waiting within 2,000 seeds, and is the reason', () => {
    const outcome = findSeed(slowDisk, 2_000, (run) => run.verdict === 'violated');
    assert.deepEqual(violated(outcome), ['everyReadIsAnswered']);
    assert.ok(outcome.faults['slow']!.observed > 0);
    const { nemesis } = slowDisk.scenario;
    const fast = modelOf({ ...slowDisk, scenario: { ...slowDisk.scenario, nemesis: { ...nemesis, slow: undefined } } });
    for (let seed = 0; seed < 300; seed++) assert.deepEqual(violated(runSeed(fast, seed)), []);
  });

  it('is not in the way of hedged reads, in the same weather', () => {
    const { failures, verdict } = sweep(hedged, 0, HELD_SEEDS);
    assert.deepEqual([failures, verdict], [[], 'held']);
    assert.deepEqual(hedged.scenario.nemesis, slowDisk.scenario.nemesis);
  });
});
