import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readOnce } from '../../../sim-core/base/read-once.ts';
import { ScenarioError } from '../../../sim-core/base/scenario-error.ts';

function refusal(value: unknown): { message: string; path: readonly string[] | undefined } {
  try {
    readOnce(value, ['nemesis', 'crash']);
  } catch (error) {
    assert.ok(error instanceof ScenarioError, String(error));
    return { message: error.message, path: error.subject.path };
  }
  return assert.fail('it was read');
}

describe('what an author has declared', () => {
  it('is read once, so that a getter cannot answer otherwise the second time', () => {
    let asked = 0;
    const sly = {
      get every() {
        return `${++asked}s`;
      },
    };
    const copy = readOnce(sly, []) as { every: string };
    assert.deepEqual([copy.every, copy.every, asked], ['1s', '1s', 1]);
    const proxied = readOnce(new Proxy({ at: 1 }, { get: () => ++asked }), []) as { at: number };
    assert.deepEqual([proxied.at, proxied.at], [2, 2]);
  });

  it('keeps what is shared, frozen, a function, a Map, a Set or bytes, and every name', () => {
    const shared = Object.freeze({ n: 1 });
    const kept = [new Map([[1, 2]]), new Set([1]), new Uint8Array(2), () => 1];
    const copy = readOnce({ one: shared, two: [shared], kept, ['__proto__']: 3 }, []) as Record<string, unknown>;
    assert.equal(copy['one'], (copy['two'] as unknown[])[0]);
    assert.ok(Object.isFrozen(copy['one']) && !Object.isFrozen(copy['two']));
    assert.deepEqual(
      (copy['kept'] as unknown[]).map((item, index) => item === kept[index]),
      [true, true, true, true],
    );
    assert.deepEqual(Object.entries(copy).at(-1), ['__proto__', 3]);
    assert.deepEqual(readOnce(Object.assign([], { 1: 'a' }), []), [undefined, 'a']);
  });

  it('is refused with the path where it cannot be read, or is no data', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const cyclic: Record<string, unknown> = {};
    cyclic['again'] = [cyclic];
    const throwing = {
      get every(): string {
        throw new RangeError('no');
      },
    };
    const cases: [unknown, RegExp, string[]][] = [
      [throwing, /^nemesis\.crash\.every cannot be read: it threw RangeError: no\.$/, ['every']],
      [{ for: ['1s', proxy] }, /^nemesis\.crash\.for\[1\] cannot be read: it threw TypeError/, ['for', '1']],
      [cyclic, /^nemesis\.crash\.again\[0\] contains itself\.$/, ['again', '0']],
      [{ 'a>b': new Date(0) }, /^nemesis\.crash\['a>b'\] is an object of the class Date\.$/, ['a>b']],
      [Object.create({ every: '1s' }), /^nemesis\.crash is an object that inherits from another\.$/, []],
      [{ [Symbol('k')]: 1 }, /^nemesis\.crash has a key that is a symbol, Symbol\(k\)\.$/, []],
      [Object.defineProperty({}, 'for', { value: 1 }), /^nemesis\.crash\.for is hidden/, ['for']],
      [Object.assign(['a'], { more: 1 }), /^nemesis\.crash is a list with a property, 'more'\.$/, []],
      [{ list: new Array(1e9) }, /^nemesis\.crash\.list has more than 1,000,000 parts\.$/, ['list']],
      [new Proxy(new Map(), {}), /^nemesis\.crash is an object of the class Map\.$/, []],
    ];
    for (const [value, message, path] of cases) {
      const found = refusal(value);
      assert.match(found.message, message);
      assert.deepEqual(found.path, ['nemesis', 'crash', ...path]);
    }
  });

  it('is refused where it is nested deeper than anything that is written', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 200; level++) deep = [deep];
    assert.match(refusal(deep).message, /is nested more than 100 levels deep/);
  });
});
