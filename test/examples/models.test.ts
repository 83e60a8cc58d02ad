import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import outside from '../../examples/models/detector-outside.ts';
import synchronous from '../../examples/models/detector-synchronous.ts';
import { findSeed, sweep, violated } from '../support/sweep.ts';
import { HELD_SEEDS } from '../support/soak.ts';

describe('a perfect failure detector', () => {
  it('suspects who lives outside of the synchronous model, within 2,000 seeds', () => {
    const outcome = findSeed(outside, 2_000, (run) => run.verdict === 'violated');
    assert.deepEqual(violated(outcome), ['nobodyIsSuspectedBeforeItCrashes']);
  });

  it('is perfect in the synchronous one, under the same nemesis', () => {
    const { failures, verdict } = sweep(synchronous, 0, HELD_SEEDS);
    assert.deepEqual([failures, verdict], [[], 'held']);
    assert.deepEqual(synchronous.scenario.nemesis, outside.scenario.nemesis);
    assert.equal(synchronous.scenario.nodes, outside.scenario.nodes);
  });
});
