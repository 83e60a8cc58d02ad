import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import adaptive from '../../examples/timeouts/adaptive.ts';
import { phi, logarithmOfTail } from '../../examples/timeouts/phi-accrual.ts';
import tooHigh from '../../examples/timeouts/too-high.ts';
import tooLow from '../../examples/timeouts/too-low.ts';
import { modelOf, runSeed } from '../../sim-core/engine.ts';
import { findSeed, sweep, violated } from '../support/sweep.ts';
import { HELD_SEEDS } from '../support/soak.ts';

describe('a timeout', () => {
  it('that is too low lets the work pile up within 2,000 seeds, on servers that all live', () => {
    const { crash: _lost, ...weather } = tooLow.scenario.nemesis!;
    const alive = { ...tooLow, scenario: { ...tooLow.scenario, nemesis: weather } };
    assert.deepEqual(violated(findSeed(tooLow, 2_000, (run) => run.verdict === 'violated')), ['theBacklogIsWorkedOff']);
    assert.deepEqual(violated(findSeed(alive, 2_000, (run) => run.verdict === 'violated')), ['theBacklogIsWorkedOff']);
  });

  it('that is too low is mostly good enough until something happens', () => {
    const calm = modelOf({ ...tooLow, scenario: { ...tooLow.scenario, nemesis: undefined, stabilisesAt: '0s' } });
    const held = Array.from({ length: 100 }, (_, seed) => violated(runSeed(calm, seed))).filter(({ length }) => length === 0);
    assert.ok(held.length > 50, `only ${held.length} of 100 hold`);
  });

  it('that is too high leaves the work undone for a minute within 2,000 seeds, and only when a server is lost', () => {
    const outcome = findSeed(tooHigh, 2_000, (run) => run.verdict === 'violated');
    assert.deepEqual(violated(outcome), ['theBacklogIsWorkedOff']);
    const { crash: _lost, ...weather } = tooHigh.scenario.nemesis!;
    const alive = { ...tooHigh, scenario: { ...tooHigh.scenario, nemesis: weather } };
    assert.deepEqual(sweep(alive, 0, 300).failures, []);
  });

  it('that adapts holds, in the same weather', () => {
    const { failures, verdict } = sweep(adaptive, 0, HELD_SEEDS);
    assert.deepEqual([failures, verdict], [[], 'held']);
    assert.deepEqual(adaptive.scenario.nemesis, tooLow.scenario.nemesis);
    assert.deepEqual(adaptive.scenario.nemesis, tooHigh.scenario.nemesis);
  });
});

describe('the φ accrual failure detector', () => {
  // Hayashibara et al. (SRDS 2004), equations 1 and 2: φ = -log10 of the integral of the normal density from the silence on.
  const integral = (silence: number, mean: number, deviation: number): number => {
    const width = deviation / 500;
    let sum = 0;
    for (let index = 0; index < 20_000; index++) {
      const x = (silence - mean + (index + 0.5) * width) / deviation;
      sum += Math.exp((-x * x) / 2);
    }
    return -Math.log10((sum * width) / (deviation * Math.sqrt(2 * Math.PI)));
  };

  it('is minus the logarithm of the probability that a heartbeat comes later still', () => {
    // Mean 500 and deviation 200, both exactly.
    const intervals = [300, 700, 300, 700];
    for (const silence of [0, 200, 499, 500, 501, 700, 899, 901, 1_000, 1_500, 2_500]) {
      const expected = integral(silence, 500, 200);
      assert.ok(Math.abs(phi({ intervals }, silence) - expected) < 1e-6 * Math.max(1, expected), `after ${silence} ms`);
    }
  });

  it('is 1, 2, 3 and 8 at the quantiles that tables have', () => {
    const quantiles = { 1: 1.281_551_566, 2: 2.326_347_874, 3: 3.090_232_306, 8: 5.612_001_244 };
    for (const [level, quantile] of Object.entries(quantiles)) assert.ok(Math.abs(-logarithmOfTail(quantile) - Number(level)) < 1e-6);
  });

  it('grows with the silence for as long as that lasts', () => {
    const intervals = [200, 200];
    const levels = [0, 100, 400, 1_000, 10_000, 100_000, 1_000_000].map((silence) => phi({ intervals }, silence));
    assert.deepEqual(
      levels,
      [...levels].sort((one, other) => one - other),
    );
    assert.ok(levels.every(Number.isFinite));
  });
});
