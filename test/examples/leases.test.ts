import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fenced from '../../examples/leases/fenced.ts';
import leaderlessFenced from '../../examples/leases/leaderless-fenced.ts';
import leaderless from '../../examples/leases/leaderless.ts';
import zombie from '../../examples/leases/zombie.ts';
import { modelOf, runSeed } from '../../sim-core/engine.ts';
import { describePair } from '../support/pair.ts';
import { findSeed, sweep, violated } from '../support/sweep.ts';
import { HELD_SEEDS } from '../support/soak.ts';

const OVERWRITING = 'noExpiredLeaseOverwritesANewerOne';

describe('the zombie leaseholder', () => {
  const broken = sweep(zombie, 0, 1_000);

  it('is found within 1,000 seeds, and is rare enough to be interesting', () => {
    const { length } = broken.failures;
    assert.ok(length >= 5 && length <= 100, `${length} of 1,000 seeds fail`);
    assert.deepEqual([...new Set(broken.failures.map(({ property }) => property))], [OVERWRITING]);
  });

  it('is told in a sentence, in a trace that can be read', () => {
    const [first] = broken.failures;
    assert.ok(first);
    assert.match(
      first.because,
      /^client\d overwrote 'client\d, text \d+' of lease \d+ with 'client\d, text \d+', \d+\.\d s after its own lease \d+ had expired\.$/,
    );
    assert.ok(broken.events / 1_000 < 300, `a run has ${broken.events / 1_000} events`);
  });

  it('is fenced by its token under the very same faults', () => {
    const model = modelOf(fenced);
    for (const { seed } of broken.failures) {
      const { properties, faults } = runSeed(model, seed);
      assert.deepEqual(
        properties.map(({ name, verdict }) => `${name} ${verdict}`),
        [`${OVERWRITING} held`, 'everyWriteIsAnswered held', 'bothClientsWrite held', 'aZombieIsFenced held'],
      );
      assert.deepEqual(faults, runSeed(modelOf(zombie), seed).faults);
    }
  });

  it('gets through the fence when it forges its token, though its code is the same', () => {
    const model = modelOf(fenced);
    const through = broken.failures.filter(({ seed, because }) => {
      const client = because.slice(0, 'client1'.length);
      const outcome = runSeed(model, seed, { byzantine: { [client]: { behaviour: 'forge', fields: { token: 999_999 } } } });
      return violated(outcome).includes(OVERWRITING);
    });
    assert.ok(through.length > broken.failures.length / 2, `${through.length} of ${broken.failures.length} zombies get through`);
  });

  it('is not given away by the file that shows it', () => {
    for (const file of ['zombie', 'lease']) {
      const source = readFileSync(new URL(`../../examples/leases/${file}.ts`, import.meta.url), 'utf8');
      assert.doesNotMatch(source, /seed \d/i);
    }
  });
});

describe('the fenced leaseholder', () => {
  it('holds, and zombies do occur and are fenced', () => {
    const summary = sweep(fenced, 0, 5 * HELD_SEEDS);
    assert.deepEqual(summary.failures, []);
    assert.equal(summary.verdict, 'held');
    for (const kind of ['stall', 'pause', 'delay'] as const)
      assert.ok((summary.faults[kind]?.observed ?? 0) > 100, `${kind} hardly ever strikes`);
  });

  it('is also attacked by a client that forges from its first write on', () => {
    const forging = { byzantine: { client1: { behaviour: 'forge', fields: { token: 999_999 } } } } as const;
    const outcome = findSeed(fenced, 1_000, (run) => violated(run).includes(OVERWRITING), forging);
    assert.ok((outcome.faults.byzantine?.observed ?? 0) > 0);
  });
});

describePair({
  broken: leaderless,
  property: 'noReadGoesBackBehindAWrite',
  because:
    /^Two of the replicas answer a read with 'client\d, text \d+' of lease \d+, though 'client\d, text \d+' of lease \d+ was written\.$/,
  cured: leaderlessFenced,
  sometimes: 'aZombieIsFenced',
});
