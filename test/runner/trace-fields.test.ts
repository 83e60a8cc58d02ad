import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { RandomStream } from '../../sim-core/base/random.ts';
import { encodeParts, decodeTrace, tracePartsOf, TraceFormatError, type TraceParts } from '../../sim-core/trace/codec.ts';
import { toMermaid } from '../../sim-core/trace/export/mermaid.ts';
import { unpackSpans } from '../../sim-core/trace/facts.ts';
import { detailOf, labelOf } from '../../sim-core/trace/label.ts';
import { UsageError } from '../../runner/seeds.ts';
import { unpackTrace } from '../../runner/trace-file.ts';
import { utf8 } from '../../runner/utf8.ts';
import { builtRunner, PROJECT } from '../support/runner.ts';

const MUTATIONS = 5_000;
/** More than this the whole of them may not take: a trace of some kilobytes never unpacks to more. */
const MOST_MEGABYTES = 400;

let parts: TraceParts;
before(async () => {
  const scenario = await builtRunner({ watchdogMilliseconds: 120_000 }).open(join(PROJECT, 'examples/leases/zombie.ts'));
  await scenario.record(3);
  const { header, trace } = decodeTrace(gunzipSync(await scenario.traceFile()), utf8);
  scenario.close();
  parts = tracePartsOf(trace, header);
});

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const STRANGE: readonly Json[] = [
  null,
  true,
  -1,
  1e300,
  0.5,
  4_294_967_294,
  '',
  'constructor',
  '\u001b]0;x\u0007',
  [],
  {},
  [[]],
  { $backstep: 'undefined' },
  { $backstep: 'map', entries: [] },
  { $backstep: 'what' },
  { __proto__: null },
];

/** Puts something strange at a place of a JSON value that is drawn, and says whether there was one. */
function mutate(value: Json, below: (bound: number) => number): Json {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 || below(6) === 0) return STRANGE[below(STRANGE.length)]!;
  const key = keys[below(keys.length)]!;
  const copy = structuredClone(value) as { [key: string]: Json };
  if (below(8) === 0) {
    if (Array.isArray(copy)) copy.splice(Number(key), 1);
    else delete copy[key];
  } else {
    copy[key] = mutate(copy[key]!, below);
  }
  return copy;
}

/** Reads all that anybody reads of a trace. */
function readAll({ header, trace }: ReturnType<typeof decodeTrace>): void {
  assert.equal(typeof header.file, 'string');
  for (let step = 0; step < trace.columns.length; step++) {
    assert.equal(typeof labelOf(trace, step), 'string');
    assert.equal(typeof detailOf(trace, step), 'string');
  }
  unpackSpans(trace.spans);
  toMermaid(trace, 0, Math.min(40, trace.columns.length));
}

/** A few bytes of a packed file become others. */
function flipped(packed: Uint8Array, below: (bound: number) => number): Uint8Array {
  const copy = packed.slice();
  for (let flips = 1 + below(3); flips > 0; flips--) copy[below(copy.length)]! ^= 1 << below(8);
  return copy;
}

/** Lengths and the version are others, and the checksum is that of the forgery. */
function forged(whole: Uint8Array, below: (bound: number) => number): Uint8Array {
  const copy = whole.slice();
  const view = new DataView(copy.buffer);
  view.setUint32(8 + 4 * below(4), [0, 1, 3, below(copy.length), 2 ** 31, 2 ** 32 - 1][below(6)]!, true);
  view.setUint32(copy.length - 4, crc32(copy.subarray(0, -4)), true);
  return copy;
}

/** The same as that of the format, in the plainest way. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('a trace from anybody, with a right checksum', () => {
  it('has the same sum, whether the host adds it up or the language', () => {
    const plain = { encode: utf8.encode, decode: utf8.decode };
    const values = JSON.stringify(Array.from({ length: 50 }, (_, index) => 'ä'.repeat(index)));
    for (let cut = 0; cut < 4; cut++) {
      // Of every length modulo four, because that many bytes are taken in one go.
      const file = encodeParts({ ...parts, values: values + ' '.repeat(cut) }, plain);
      assert.deepEqual(encodeParts({ ...parts, values: values + ' '.repeat(cut) }, utf8), file);
    }
  });

  it('is read or refused in one sentence, whatever was altered', () => {
    const random = new RandomStream(7, 'test/trace-fields');
    const below = (bound: number): number => random.below(bound);
    const whole = encodeParts(parts, utf8);
    const packed = gzipSync(whole);
    const before = process.resourceUsage().maxRSS;
    let refused = 0;
    for (let count = 0; count < MUTATIONS; count++) {
      const columns = parts.columns.slice(0);
      let [header, values] = [parts.header, parts.values];
      const place = below(6);
      if (place > 2) {
        try {
          const cut = packed.subarray(0, below(packed.length));
          readAll(unpackTrace(place === 3 ? flipped(packed, below) : place === 4 ? cut : gzipSync(forged(whole, below)), 'It'));
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
          assert.match(error.message, /^It is no trace that can be read\. It .*\.$/);
          refused++;
        }
        continue;
      }
      if (place === 0) header = JSON.stringify(mutate(JSON.parse(header) as Json, below));
      else if (place === 1) values = JSON.stringify(mutate(JSON.parse(values) as Json, below));
      else new Uint8Array(columns)[below(columns.byteLength)] = below(256);
      const bytes = encodeParts({ ...parts, header, values, columns }, utf8);
      try {
        readAll(decodeTrace(bytes, utf8));
      } catch (error) {
        if (!(error instanceof TraceFormatError)) throw error;
        assert.match(error.message, /^It .*\.$/);
        refused++;
      }
    }
    const grown = (process.resourceUsage().maxRSS - before) / 1_024;
    assert.ok(grown < MOST_MEGABYTES, `they took ${grown} MB`);
    console.log(`trace mutations ${MUTATIONS}: refused ${refused}, read ${MUTATIONS - refused}`);
    assert.ok(refused > MUTATIONS / 5);
  });

  it('names what is wrong', () => {
    const altered = (change: (header: { [key: string]: Json }) => void): Uint8Array => {
      const header = JSON.parse(parts.header) as { [key: string]: Json };
      change(header);
      return encodeParts({ ...parts, header: JSON.stringify(header) }, utf8);
    };
    const refusal = (change: (header: { [key: string]: Json }) => void, message: RegExp): void =>
      assert.throws(() => decodeTrace(altered(change), utf8), message);
    refusal((header) => (header.file = 5), /altered: file is no text\.$/);
    refusal((header) => delete header.nodes, /altered: nodes is no list\.$/);
    refusal((header) => ((header.outcome as { [key: string]: Json }).verdict = 'fine'), /outcome\.verdict is none of held, violated/);
    refusal((header) => (header.nodes = ['one']), /altered: the (node|peer) of its event \d+ is out of range\.$/);
    refusal((header) => (header.length = 1), /altered: its length is another\.$/);
  });
});
