import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { frozenWrite } from '../../../sim-core/base/frozen-write.ts';

function thrownBy(doing: () => unknown): unknown {
  try {
    doing();
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to throw, and did not.');
}

describe('a write to what is frozen', () => {
  const list = Object.freeze([1, 2]) as number[];
  const object = Object.freeze({ a: 1 }) as { a?: number; b?: number };
  const type = Object.freeze(
    class Counter {
      static count = 0;
    },
  );
  const writes: [string, () => unknown][] = [
    [
      'a property',
      () => {
        object.a = 2;
      },
    ],
    [
      'a new property',
      () => {
        object.b = 2;
      },
    ],
    ['a deletion', () => delete object.a],
    ['a definition', () => Object.defineProperty(object, 'b', { value: 1 })],
    ['another definition', () => Object.defineProperty(object, 'a', { value: 2 })],
    ['a prototype', () => Object.setPrototypeOf(object, {})],
    [
      'a static field',
      () => {
        type.count += 1;
      },
    ],
    ['push', () => list.push(3)],
    ['pop', () => list.pop()],
    ['sort', () => list.sort((a, b) => b - a)],
    [
      'a length',
      () => {
        list.length = 0;
      },
    ],
  ];
  for (const [what, write] of writes) it(`is known by its error: ${what}`, () => assert.equal(frozenWrite(thrownBy(write)), true));

  it('is told from other mistakes', () => {
    assert.equal(frozenWrite(thrownBy(() => (undefined as unknown as { x: number }).x)), false);
    assert.equal(frozenWrite(new Error("Cannot assign to read only property 'a' of object '[object Object]'")), false);
    assert.equal(frozenWrite('Cannot assign to read only property'), false);
  });
});
