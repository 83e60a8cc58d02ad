import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import counter from '../../bench/counter.ts';
import { modelOf, recordSeed } from '../../sim-core/engine.ts';
import zombie from '../../examples/leases/zombie.ts';
import raft from '../../examples/raft/raft.ts';
import { stress } from './stress.ts';

const FILE = fileURLToPath(new URL('../golden/traces.json', import.meta.url));
const PINNED = { stress, counter, zombie, raft };
const SEEDS = [0, 1, 7, 4_294_967_296, Number.MAX_SAFE_INTEGER];

function traces(): Record<string, { events: number; hash: string }> {
  return Object.fromEntries(
    Object.entries(PINNED).flatMap(([name, scenario]) => {
      const model = modelOf(scenario);
      return SEEDS.map((seed) => {
        const { events, hash } = recordSeed(model, seed).trace.outcome;
        return [`${name} ${seed}`, { events, hash }];
      });
    }),
  );
}

describe('pinned traces', () => {
  it('are what they were: a change here is a change of contract, to be told in CHANGELOG.md', () => {
    const now = traces();
    // `UPDATE_GOLDEN=1` pins the traces anew, when they are meant to change.
    if (process.env.UPDATE_GOLDEN) writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`);
    assert.deepEqual(now, JSON.parse(readFileSync(FILE, 'utf8')));
  });
});
