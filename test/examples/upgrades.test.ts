import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import drained from '../../examples/upgrades/drained.ts';
import versionMix from '../../examples/upgrades/version-mix.ts';
import { findSeed, sweep, violated } from '../support/sweep.ts';
import { HELD_SEEDS } from '../support/soak.ts';

describe('a rolling upgrade behind a load balancer', () => {
  const { upgrade } = versionMix.scenario.nemesis!;
  const weather = { ...versionMix.scenario.nemesis, upgrade: undefined };

  it('lets two versions handle one order within 2,000 seeds', () => {
    const outcome = findSeed(versionMix, 2_000, (run) => run.verdict === 'violated');
    assert.deepEqual(violated(outcome), ['anOrderCostsWhatWasShown']);
    assert.ok(outcome.faults['upgrade']!.struck > 0);
  });

  it('needs nothing but the upgrade for that, and breaks nothing without it', () => {
    const { scenario } = versionMix;
    findSeed({ ...versionMix, scenario: { ...scenario, nemesis: { upgrade } } }, 20, (run) => run.verdict === 'violated');
    assert.deepEqual(sweep({ ...versionMix, scenario: { ...scenario, nemesis: weather } }, 0, 200).failures, []);
  });

  it('keeps every order with one version where servers are drained first in the same weather', () => {
    const { failures, verdict } = sweep(drained, 0, HELD_SEEDS);
    assert.deepEqual([failures, verdict], [[], 'held']);
    assert.deepEqual(drained.scenario.nemesis, versionMix.scenario.nemesis);
  });
});
