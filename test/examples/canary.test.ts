import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { BreadthFirst, ExploredWorld, modelOf } from '../../sim-core/engine.ts';
import { findSeed, sweep } from '../support/sweep.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);

/** Every example that can be run, and how many seeds it may take to catch it if it is broken; or that it is explored, because no seed does. */
const VERDICTS: Readonly<Record<string, 'holds' | 'explored' | { readonly caughtWithin: number }>> = {
  'byzantine/forged-token.ts': { caughtWithin: 2_000 },
  'byzantine/signed-token.ts': 'holds',
  'byzantine/hash-majority.ts': { caughtWithin: 2_000 },
  'byzantine/proof-of-work.ts': 'holds',
  'byzantine/pbft-three.ts': { caughtWithin: 2_000 },
  'byzantine/pbft.ts': 'holds',
  'clocks/ntp-asymmetric.ts': { caughtWithin: 2_000 },
  'clocks/ntp-bounds.ts': 'holds',
  'clocks/leap-second.ts': { caughtWithin: 2_000 },
  'clocks/monotonic.ts': 'holds',
  'clocks/last-write-wins.ts': { caughtWithin: 2_000 },
  'clocks/version-vectors.ts': 'holds',
  'clocks/no-commit-wait.ts': { caughtWithin: 2_000 },
  'clocks/commit-wait.ts': 'holds',
  'commit/coordinator-lost.ts': { caughtWithin: 1 },
  'commit/coordinator-restarts.ts': 'holds',
  'commit/two-phase.ts': { caughtWithin: 2_000 },
  'commit/replicated-coordinator.ts': 'holds',
  'leases/zombie.ts': { caughtWithin: 1_000 },
  'leases/fenced.ts': 'holds',
  'leases/stale-reads.ts': { caughtWithin: 2_000 },
  'explore/impatient-manager.ts': { caughtWithin: 2_000 },
  'explore/two-phase-commit.ts': 'holds',
  'explore/polite-clients.ts': 'explored',
  'explore/ordered-clients.ts': 'holds',
  'leases/drift-bound.ts': 'holds',
  'leases/leaderless.ts': { caughtWithin: 2_000 },
  'leases/leaderless-fenced.ts': 'holds',
  'models/detector-outside.ts': { caughtWithin: 2_000 },
  'models/detector-synchronous.ts': 'holds',
  'partial-failure/slow-disk.ts': { caughtWithin: 2_000 },
  'partial-failure/hedged.ts': 'holds',
  'quorum/new-then-old.ts': { caughtWithin: 2_000 },
  'quorum/abd.ts': 'holds',
  'raft/raft.ts': 'holds',
  'raft/volatile-vote.ts': { caughtWithin: 5_000 },
  'raft/ack-before-sync.ts': { caughtWithin: 5_000 },
  'raft/fixed-timeouts.ts': { caughtWithin: 1 },
  'silence/charged-twice.ts': { caughtWithin: 2_000 },
  'silence/idempotent.ts': 'holds',
  'split-brain/hour-45.ts': { caughtWithin: 2_000 },
  'split-brain/quorum.ts': 'holds',
  'timeouts/too-low.ts': { caughtWithin: 2_000 },
  'timeouts/too-high.ts': { caughtWithin: 2_000 },
  'timeouts/adaptive.ts': 'holds',
  'upgrades/version-mix.ts': { caughtWithin: 2_000 },
  'upgrades/drained.ts': 'holds',
  'transport/overrun.ts': { caughtWithin: 2_000 },
  'transport/window.ts': 'holds',
  'transport/voice-over-stream.ts': { caughtWithin: 2_000 },
  'transport/voice-over-datagrams.ts': 'holds',
  'switch/funnel.ts': { caughtWithin: 2_000 },
  'switch/back-pressure.ts': 'holds',
  'switch/circuits.ts': 'holds',
};

async function definitionIn(file: string): Promise<unknown> {
  const module = (await import(new URL(file, EXAMPLES).href)) as { default?: unknown };
  return module.default;
}

describe('the canary', () => {
  it('is told of every example', async () => {
    const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const runnable: string[] = [];
    for (const file of files) if ((await definitionIn(file)) !== undefined) runnable.push(file);
    assert.deepEqual(runnable.sort(), Object.keys(VERDICTS).sort());
  });

  it('gives every example a name of its own', async () => {
    const names = new Set<string>();
    for (const file of Object.keys(VERDICTS)) names.add(modelOf(await definitionIn(file)).name);
    assert.equal(names.size, Object.keys(VERDICTS).length);
  });

  for (const [file, verdict] of Object.entries(VERDICTS)) {
    if (verdict === 'holds') {
      it(`lives in ${file}`, async () => {
        assert.deepEqual(sweep(await definitionIn(file), 0, 50).failures, []);
      });
    } else if (verdict === 'explored') {
      it(`dies in ${file} in some order, and lives with every seed`, async () => {
        const definition = await definitionIn(file);
        assert.deepEqual(sweep(definition, 0, 50).failures, []);
        const search = new BreadthFirst(new ExploredWorld(modelOf(definition), 0), { depth: Infinity, states: 10_000 });
        while (search.goOn(1_000));
        assert.ok(search.counterexample);
      });
    } else {
      it(`dies in ${file}: a checker that finds nothing there is broken itself`, async () => {
        findSeed(await definitionIn(file), verdict.caughtWithin, (outcome) => outcome.verdict === 'violated');
      });
    }
  }
});
