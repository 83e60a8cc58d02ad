import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import coordinatorLost from '../../examples/commit/coordinator-lost.ts';
import coordinatorRestarts from '../../examples/commit/coordinator-restarts.ts';
import { modelOf, recordSeed, runSeed } from '../../sim-core/engine.ts';
import { violated } from '../support/sweep.ts';

describe('two-phase commit', () => {
  it('blocks when the coordinator is lost for ever, and for no other reason', () => {
    const outcome = runSeed(modelOf(coordinatorLost), 1);
    assert.deepEqual(violated(outcome), ['nobodyStaysInDoubt']);
    const { because } = outcome.properties.find(({ name }) => name === 'nobodyStaysInDoubt')!;
    assert.equal(because, 'alpha and beta voted yes and wait for a decision.');
  });

  it('goes on when the coordinator comes back, though its crash was to last longer than the run', () => {
    const { verdict, properties } = runSeed(modelOf(coordinatorRestarts), 1);
    assert.equal(verdict, 'held');
    assert.equal(properties.find(({ name }) => name === 'nobodyStaysInDoubt')?.kept, 1);
  });

  it('is the same run up to stabilisation, at which the one coordinator comes back and the other does not', () => {
    const [lost, back] = [coordinatorLost, coordinatorRestarts].map((scenario) => recordSeed(modelOf(scenario), 1).trace);
    const before = lost!.columns.time.findIndex((time) => time === 1_000_000);
    assert.ok(before > 0);
    assert.deepEqual(lost!.columns.hash.slice(0, before), back!.columns.hash.slice(0, before));
    assert.equal(lost!.faults[0]?.line, "{ at: '25ms', crash: 'coordinator', for: 'ever' },");
  });
});
