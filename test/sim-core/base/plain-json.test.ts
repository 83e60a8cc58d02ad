import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { plainFromJson, plainToJson } from '../../../sim-core/base/plain-json.ts';

const through = (value: unknown): unknown => plainFromJson(JSON.parse(JSON.stringify(plainToJson(value))));

const leaf = fc.oneof(
  fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.bigInt(), fc.uint8Array(), fc.constantFrom(null, undefined, NaN, -0, Infinity, '$backstep'),
);
const plain = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, tie('array'), tie('object'), tie('map'), tie('set')),
  array: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$backstep', 'kind', 'entries', 'items', 'text')), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  map: fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
  set: fc.array(tie('value'), { maxLength: 3 }).map((items) => new Set(items)),
})).value;

describe('plain data as JSON', () => {
  it('comes back as it was, whatever it is', () => {
    fc.assert(fc.property(plain, (value) => assert.deepStrictEqual(through(value), value)));
  });

  it('keeps holes, the order of keys, and keys that mean something elsewhere', () => {
    // oxlint-disable-next-line no-sparse-arrays
    const holes = [1, , undefined, { $backstep: 'hole' }, ,] as unknown[];
    assert.deepStrictEqual(through(holes), holes);
    assert.ok(!(1 in (through(holes) as unknown[])) && 2 in (through(holes) as unknown[]));
    assert.deepEqual(Object.keys(through({ z: 1, a: 2, 7: 3 }) as object), ['7', 'z', 'a']);
    for (const key of ['$backstep', '__proto__', 'constructor', 'toJSON']) {
      const value = Object.fromEntries([[key, { $backstep: 'map', entries: 5 }], ['b', 1]]);
      const back = through(value) as object;
      assert.deepStrictEqual(back, value);
      assert.equal(Object.getPrototypeOf(back), Object.prototype);
    }
  });

  it('that somebody else wrote is refused', () => {
    for (const json of [{ $backstep: 'sorcery' }, { $backstep: 'map', entries: 5 }, { $backstep: 'map', entries: [1] }, { $backstep: 'bigint', text: '1e3' }]) {
      assert.throws(() => plainFromJson(json), RangeError);
    }
  });
});
