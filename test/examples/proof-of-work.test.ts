import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scenario } from 'backstep';
import { ChainProperties, clusterWith } from '../../examples/byzantine/chain.ts';
import hashMajority from '../../examples/byzantine/hash-majority.ts';
import proofOfWork from '../../examples/byzantine/proof-of-work.ts';
import { modelOf, runSeed } from '../../sim-core/engine.ts';
import { findSeed, sweep, violated } from '../support/sweep.ts';
import { HELD_SEEDS } from '../support/soak.ts';

const UNDONE = 'noAcceptedPaymentIsUndone';

/**
 * The attacker's probability of success with a share `q` of the power, when `z` blocks lie on the payment: the
 * formula of Nakamoto 2008, section 11, which takes it that the honest blocks took exactly the expected time.
 */
function nakamoto(q: number, z: number): number {
  const p = 1 - q;
  const lambda = z * (q / p);
  let sum = 1;
  let poisson = Math.exp(-lambda);
  for (let k = 0; k <= z; k++) {
    if (k > 0) poisson *= lambda / k;
    sum -= poisson * (1 - (q / p) ** (z - k));
  }
  return sum;
}

/** The same exactly: how long the honest blocks took is drawn too (Rosenfeld 2014, equation 1). */
function rosenfeld(q: number, n: number): number {
  const p = 1 - q;
  let sum = 1;
  let ways = 1;
  for (let m = 0; m <= n; m++) {
    if (m > 0) ways *= (m + n - 1) / m;
    sum -= ways * (p ** n * q ** m - p ** m * q ** n);
  }
  return sum;
}

describe('the table of Nakamoto 2008, section 11', () => {
  it('has the probabilities for a tenth and for three tenths of the power', () => {
    const tenth = [1, 0.2045873, 0.0509779, 0.0131722, 0.0034552, 0.0009137, 0.0002428, 0.0000647, 0.0000173, 0.0000046, 0.0000012];
    tenth.forEach((probability, z) => assert.equal(nakamoto(0.1, z).toFixed(7), probability.toFixed(7)));
    const threeTenths = [1, 0.1773523, 0.0416605, 0.0101008, 0.0024804, 0.0006132, 0.0001522, 0.0000379, 0.0000095, 0.0000024, 0.0000006];
    threeTenths.forEach((probability, index) => assert.equal(nakamoto(0.3, 5 * index).toFixed(7), probability.toFixed(7)));
  });

  it('has how many blocks it takes for less than one in a thousand', () => {
    const wanted = { 0.1: 5, 0.15: 8, 0.2: 11, 0.25: 15, 0.3: 24, 0.35: 41, 0.4: 89, 0.45: 340 };
    for (const [q, blocks] of Object.entries(wanted)) {
      let z = 0;
      while (nakamoto(Number(q), z) >= 0.001) z += 1;
      assert.equal(z, blocks, `for a share of ${q}`);
    }
  });

  it('is what the simulated race comes to', () => {
    const seeds = 300;
    for (const [share, confirmations] of [
      [0.3, 5],
      [0.1, 1],
      [0.2, 2],
    ] as const) {
      const race = modelOf(
        scenario({
          name: 'race',
          nodes: clusterWith({ share, confirmations }),
          network: { latency: '1ms' },
          duration: '60s',
          properties: [ChainProperties],
        }),
      );
      let undone = 0;
      for (let seed = 0; seed < seeds; seed++) if (violated(runSeed(race, seed)).includes(UNDONE)) undone += 1;
      const exact = rosenfeld(share, confirmations);
      const spread = Math.sqrt((exact * (1 - exact)) / seeds);
      assert.ok(Math.abs(undone / seeds - exact) < 4 * spread, `${undone} of ${seeds}, and ${exact} expected`);
      // The table's assumption costs less than the chance of so few seeds.
      assert.ok(Math.abs(undone / seeds - nakamoto(share, confirmations)) < 5 * spread);
    }
  });
});

describe('proof of work', () => {
  it('is undone by a majority of the power', () => {
    const outcome = findSeed(hashMajority, 2_000, (run) => run.verdict === 'violated');
    assert.deepEqual(violated(outcome), [UNDONE]);
  });

  it('holds against a tenth of the power, in the same weather', () => {
    const { failures, verdict } = sweep(proofOfWork, 0, HELD_SEEDS);
    assert.deepEqual([failures, verdict], [[], 'held']);
    assert.deepEqual(proofOfWork.scenario.nemesis, hashMajority.scenario.nemesis);
  });
});
