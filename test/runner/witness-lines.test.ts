import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { witnessLines } from '../../runner/report/witness-lines.ts';
import type { WitnessedOperation } from '../../sim-core/base/verdict.ts';

const taken = (id: number, operation: string, output: unknown): WitnessedOperation => ({
  id,
  client: 'a',
  operation,
  input: undefined,
  output,
  invokedAt: id,
  invokedStep: 2 * id,
  endedAt: id + 1,
  endedStep: 2 * id + 1,
});

describe('the operations that cannot be ordered', () => {
  it('say null where others of the name return something, and nothing where none does', () => {
    const lines = witnessLines([taken(0, 'dequeue', null), taken(1, 'enqueue', null), taken(2, 'dequeue', 'x')]);
    assert.deepEqual(
      lines.map((line) => line.split('  a  ')[1]),
      ['dequeue() → null', 'enqueue()', 'dequeue() → "x"'],
    );
  });

  it('end with the impossible one, however many come before it', () => {
    const lines = witnessLines(Array.from({ length: 68 }, (_, id) => taken(id, 'dequeue', id)));
    assert.equal(lines[0], '48 earlier ones, which --json tells');
    assert.equal(lines.length, 21);
    assert.match(lines.at(-1)!, /dequeue\(\) → 67$/);
  });
});
