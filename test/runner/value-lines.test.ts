import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Room } from '../../runner/report/room.ts';
import { valueLines } from '../../runner/report/value-lines.ts';

describe('a value in lines', () => {
  it('has one line where it fits, and otherwise one for each of its items', () => {
    const value = { short: 1, list: ['a'.repeat(30), 'b'.repeat(30)], map: new Map([['k', new Set([1n])]]) };
    assert.deepEqual(valueLines('state', value, 0, new Room(200)).length, 1);
    const room = new Room(50);
    assert.deepEqual(valueLines('state', value, 0, room), [
      'state:',
      '  short: 1',
      '  list: 2 items',
      `    0: "${'a'.repeat(30)}"`,
      `    1: "${'b'.repeat(30)}"`,
      '  map: Map(1) {k → Set(1) {1n}}',
    ]);
    assert.equal(room.wasCut, false);
  });

  it('is cut off where even so it does not fit, which the room remembers', () => {
    const room = new Room(40);
    for (const line of valueLines('text', ['x'.repeat(500), Array.from({ length: 100 }, (_, index) => index)], 0, room))
      assert.ok(line.length <= 40, line);
    assert.ok(room.wasCut);
  });
});
