import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fieldsLine, keyLine, lineOf, lineWithin, visible } from '../../../sim-core/base/plain-text.ts';
import { countingMap } from '../../support/counting-map.ts';

describe('a value in one line', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{ a: 1, 'b c': 'x' }, '{a: 1, "b c": "x"}'],
    [[1, undefined, null], '[1, undefined, null]'],
    [new Array(2), '[undefined, undefined]'],
    [
      new Map<unknown, unknown>([
        ['a', 1],
        ['b', 2],
      ]),
      'Map(2) {a → 1, b → 2}',
    ],
    [
      new Map<unknown, unknown>([
        [1, 'one'],
        ['1', 'text'],
        [12n, true],
        [[1, 2], {}],
        ['true', 0],
      ]),
      'Map(5) {1 → "one", "1" → "text", 12n → true, [1, 2] → {}, "true" → 0}',
    ],
    [new Set(['x']), 'Set(1) {x}'],
    [new Set<unknown>([1, 'a b', new Set()]), 'Set(3) {1, "a b", Set(0) {}}'],
    [12n, '12n'],
    [Uint8Array.of(1, 2, 255), 'Uint8Array(3) 01 02 ff'],
    [new Uint8Array(0), 'Uint8Array(0)'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    ['a\nb\u0000\u202e', '"a\\nb\\u0000\\u202e"'],
    ['\ud800', '"\\ud800"'],
  ];
  for (const [value, text] of cases) {
    it(`is ${text}`, () => assert.equal(lineOf(value, 160), text));
  }

  it('is cut off where it is long', () => {
    const line = lineOf(
      Array.from({ length: 100 }, (_, index) => index),
      20,
    );
    assert.equal(line, '[0, 1, 2, 3, 4, 5, …');
    assert.equal(line.length, 20);
  });

  it('tells the length of a long text', () => {
    assert.match(lineOf('x'.repeat(1_000_000), 400), /^"x{200}…" \(1000000 characters\)$/);
  });

  it('is not there when it does not fit', () => {
    assert.equal(lineWithin({ a: 'short' }, 20), '{a: "short"}');
    assert.equal(lineWithin({ a: 'not so short' }, 12), undefined);
  });

  it('costs what is seen of it, however large the value is', () => {
    let reads = 0;
    const entries = Array.from({ length: 200_000 }, (_, index) => ({ index, text: 'x'.repeat(100) }));
    const counted: ProxyHandler<typeof entries> = { get: (list, key) => ((reads += 1), Reflect.get(list, key)) };
    const index = countingMap(
      Array.from({ length: 200_000 }, (_, key) => [key, key] as const),
      () => (reads += 1),
    );
    lineOf({ log: new Proxy(entries, counted), index }, 160);
    assert.ok(reads > 0 && reads < 200, `${reads} reads`);
  });

  it('leaves out a field that is told elsewhere', () => {
    assert.equal(fieldsLine({ type: 'put', key: 'a', value: new Set([1]) }, 'type', 160), 'key: "a", value: Set(1) {1}');
    assert.equal(fieldsLine('not an object', 'type', 160), '"not an object"');
    assert.equal(fieldsLine(new Map([['type', 1]]), 'type', 160), 'Map(1) {type → 1}');
  });
});

describe('keys', () => {
  it('have quotes where something else could be meant', () => {
    assert.deepEqual(
      [1, '1', 'null', null, 'client-1', 'a.b:c', ''].map((key) => keyLine(key, 60)),
      ['1', '"1"', '"null"', 'null', 'client-1', 'a.b:c', '""'],
    );
  });
});

describe('a text', () => {
  it('shows what cannot be seen, and lets every script be', () => {
    assert.equal(visible('a\r\n\tb \u0007 \u2028 \ufeff'), 'a\\r\\n\\tb \\u0007 \\u2028 \\ufeff');
    for (const text of ['漢字', 'שלום', '👩‍👩‍👧', 'é', '\\n']) assert.equal(visible(text), text);
  });
});
