import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { jsonPieces } from '../../../sim-core/base/json-pieces.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The items of a list as texts, and which of them are marked; undefined for what is none. */
function piecesOf(json: string, key = '$key'): { readonly items: readonly string[]; readonly marked: readonly number[] } | undefined {
  const bytes = bytesOf(json);
  const pieces = jsonPieces(bytes, key);
  if (!pieces) return undefined;
  const items = Array.from(pieces.starts, (start, index) => new TextDecoder().decode(bytes.subarray(start, pieces.ends[index])));
  return { items, marked: pieces.marked };
}

/** Whether a text is a list, as the language reads it. */
function isList(json: string): boolean {
  try {
    return Array.isArray(JSON.parse(json));
  } catch {
    return false;
  }
}

describe('the items of a list in JSON', () => {
  it('are found wherever they stand, and are what the language reads', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(4), (values, indent) => {
        const found = piecesOf(JSON.stringify(values, undefined, indent));
        assert.deepEqual(
          found?.items.map((item): unknown => JSON.parse(item)),
          JSON.parse(JSON.stringify(values)),
        );
      }),
    );
  });

  it('are none of what the language reads as no list, whatever somebody has altered', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 4 }),
        fc.nat(),
        fc.constantFrom('', '[', ']', '{', '}', '"', ',', ':', '\\', '\\u12', '0', '-', '.', 'e', 'x', ' ', '\n', '\u0001', 'ä'),
        (values, at, put) => {
          const json = JSON.stringify(values);
          const altered = json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + 1);
          assert.equal(piecesOf(altered) !== undefined, isList(altered), altered);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('are none of these, though they are nearly one', () => {
    for (const json of [
      '',
      ' ',
      '{}',
      '1',
      '[',
      '[1',
      '[1,]',
      '[,1]',
      '[01]',
      '[1.]',
      '[-]',
      '[1e]',
      '["\\x"]',
      '["\t"]',
      '[nul]',
      '[1]x',
      '[{"a"}]',
      '[{a:1}]',
      "['a']",
    ])
      assert.equal(piecesOf(json), undefined, json);
  });

  it('are marked where a key stands in them at any depth, or is written so that it may', () => {
    const found = piecesOf('[{"a":1}, {"a":[{"$key":2}]}, "$key", {"\\u0024key":3}, {"$keys":4}]');
    assert.deepEqual(found?.marked, [1, 3]);
  });

  it('may be nested deeper than calls can be', () => {
    const deep = 200_000;
    const found = piecesOf(`[1, ${'['.repeat(deep)}${']'.repeat(deep)}]`);
    assert.deepEqual([found?.items.length, found?.marked], [2, [1]], 'and such an item is marked');
  });
});
