import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import raft from '../../examples/raft/raft.ts';
import { sweep } from '../support/sweep.ts';

describe('Raft', () => {
  it('holds over 2,000 seeds, in which everything that could go wrong did', () => {
    const { failures, verdict, properties, faults } = sweep(raft, 0, 2_000);
    assert.deepEqual(failures, []);
    assert.deepEqual(
      properties.filter((property) => property.verdict !== 'held'),
      [],
    );
    assert.equal(verdict, 'held');
    for (const kind of ['crash', 'pause', 'stall', 'partition', 'clog', 'loss', 'duplicate'] as const) {
      assert.ok((faults[kind]?.observed ?? 0) > 2_000, `${kind} strikes less than once a run`);
    }
  });
});
