import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import raft from '../../examples/raft/raft.ts';
import { sweep } from '../support/sweep.ts';
import { HELD_SEEDS } from '../support/soak.ts';

describe('Raft', () => {
  it('holds, in which everything that could go wrong did', () => {
    const { failures, verdict, properties, faults } = sweep(raft, 0, HELD_SEEDS);
    assert.deepEqual(failures, []);
    assert.deepEqual(
      properties.filter((property) => property.verdict !== 'held'),
      [],
    );
    assert.equal(verdict, 'held');
    for (const kind of ['crash', 'pause', 'stall', 'partition', 'clog', 'loss', 'duplicate'] as const) {
      assert.ok((faults[kind]?.observed ?? 0) > HELD_SEEDS, `${kind} strikes less than once a run`);
    }
  });
});
