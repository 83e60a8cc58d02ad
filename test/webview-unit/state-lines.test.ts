import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changedPaths } from '../../sim-core/base/changed-paths.ts';
import { FEW_UNCHANGED, MOST_CHANGES, MOST_LINES, StateLines, type StateLine } from '../../webview/model/state-lines.ts';
import { countingMap } from '../support/counting-map.ts';

/** Lines as they are read: indented, with a `*` before what changed. */
function told(lines: readonly StateLine[]): string[] {
  return lines.map(({ key, joint, text, size, depth, change }) => {
    const mark = change === 'changed' ? '*' : '';
    return `${'  '.repeat(depth)}${mark}${[key, joint, text, size].filter((part) => part !== undefined && part !== '').join(' ')}`;
  });
}

const linesOf = (state: unknown, changed: readonly string[] = []): string[] => told(new StateLines(state, changed).first());

const long = 'a text that is so long that no other would have room beside it';

describe('a state in lines', () => {
  it('keeps on one line what fits, and opens the rest', () => {
    assert.deepEqual(linesOf({ holder: 'a', log: [{ term: 1 }], meta: { first: long, second: 2 } }), [
      'holder "a"',
      'log [{term: 1}]',
      'meta',
      `  first "${long}"`,
      '  second 2',
    ]);
  });

  it('shows values that JSON does not know', () => {
    assert.deepEqual(
      linesOf({ token: 12n, zero: -0, odd: Number.NaN, gone: undefined, hash: Uint8Array.of(0, 171), empty: new Map(), none: {} }),
      ['token 12n', 'zero -0', 'odd NaN', 'gone undefined', 'hash Uint8Array(2) 00 ab', 'empty Map(0) {}', 'none {}'],
    );
  });

  it('shows the entries of a Map, whatever their keys are, and the items of a Set', () => {
    const state = {
      book: new Map<unknown, unknown>([
        ['a', long],
        [1, 'one'],
        ['1', 'text'],
        [[1, 2], new Set([long])],
      ]),
      seen: new Set<unknown>([long, { n: 1 }]),
    };
    assert.deepEqual(linesOf(state), [
      'book Map(4)',
      `  a → "${long}"`,
      '  1 → "one"',
      '  "1" → "text"',
      `  [1, 2] → Set(1) {${`"${long}`.slice(0, 51)}…`,
      'seen Set(2)',
      `  · "${long}"`,
      '  · {n: 1}',
    ]);
  });

  it('gives a state that is no object of fields a heading', () => {
    assert.deepEqual(linesOf(7), ['7']);
    assert.deepEqual(linesOf(new Map([['a', long]])), ['Map(1)', `  a → "${long}"`]);
    assert.deepEqual(linesOf({}), ['{}']);
  });

  it('marks what changed and keeps open what is around it', () => {
    assert.deepEqual(linesOf({ a: { b: { c: 1, d: 2 } }, e: [1, 2] }, ['a.b.c', 'e.1']), [
      'a',
      '  b',
      '    *c 1',
      '    d 2',
      'e 2 items',
      '  0 1',
      '  *1 2',
    ]);
  });

  it('marks entries of Maps by the text of their keys, and items of Sets', () => {
    const state = {
      book: new Map<unknown, unknown>([
        ['a', { n: 1 }],
        [12n, 'x'],
      ]),
      seen: new Set(['x', 'y']),
    };
    assert.deepEqual(linesOf(state, ['book.a.n', 'book.12n', 'seen.y']), [
      'book Map(2)',
      '  a →',
      '    *n 1',
      '  *12n → "x"',
      'seen Set(2)',
      '  · "x"',
      '  *· "y"',
    ]);
  });

  it('marks the paths that the simulator gives', () => {
    const before = {
      hash: Uint8Array.of(1, 2),
      book: new Map<unknown, unknown>([
        [1n, 'a'],
        [{ id: 7 }, { n: 1 }],
      ]),
      seen: new Set<unknown>([1, 'gone']),
    };
    const after = {
      hash: Uint8Array.of(1, 3),
      book: new Map<unknown, unknown>([
        [1n, 'b'],
        [{ id: 7 }, { n: 2 }],
      ]),
      seen: new Set<unknown>([1, 'new']),
    };
    const lines = new StateLines(after, changedPaths(before, after)).first();
    assert.deepEqual(told(lines.filter(({ change }) => change !== undefined)), [
      '*hash Uint8Array(2) 01 03',
      '  *1n → "b"',
      '    *n 2',
      '  *· "new"',
      'seen.gone removed',
    ]);
  });

  it('names what was removed', () => {
    const lines = new StateLines({ a: {}, list: [1] }, ['a.b', 'waiting', 'list.1']).first();
    assert.deepEqual(
      lines.filter(({ change }) => change === 'removed').map(({ path, text }) => `${path} ${text}`),
      ['a.b removed', 'waiting removed', 'list.1 removed'],
    );
  });

  it('takes keys with dots for what they are', () => {
    assert.deepEqual(linesOf({ 'a.b': { 'c.d': 1 } }, ['a.b.c.d']), ['a.b', '  *c.d 1']);
  });

  it('tells the length of a long text instead of showing it', () => {
    const [line] = new StateLines({ blob: 'x'.repeat(1_048_576) }, []).first();
    assert.ok(line!.text.length < 220);
    assert.equal(line!.size, '1,048,576 characters');
  });
});

describe('a list', () => {
  const log = Array.from({ length: 12 }, (_, index) => ({ index, text: 'x'.repeat(60) }));

  it('only begins where nothing in it changed, so that it hides nothing that did', () => {
    const texts = linesOf({ log, last: 1 }, ['last']);
    assert.equal(texts.filter((text) => /^ {2}\d/.test(text)).length, FEW_UNCHANGED);
    assert.equal(texts.at(-1), '*last 1');
  });

  it('is there as a whole where something in it changed', () => {
    const texts = linesOf({ log }, ['log.7.index']);
    assert.equal(texts.filter((text) => /^ {2}\d/.test(text)).length, 12);
  });
});

describe('a large state', () => {
  const large = { index: new Map(Array.from({ length: 10_000 }, (_, key) => [`key${key}`, key])) };

  it('is shown in parts, each when it is asked for', () => {
    const lines = new StateLines(large, []);
    const first = lines.first();
    assert.equal(first.length, FEW_UNCHANGED + 2);
    assert.equal(first.at(-1)!.text, '… 9,995 more');
    const keys = first.flatMap(({ key }) => key ?? []);
    for (let rest = first.at(-1)!.rest; rest;) {
      const next: readonly StateLine[] = lines.more(rest);
      assert.ok(next.length <= MOST_LINES + 1);
      keys.push(...next.flatMap(({ key }) => key ?? []));
      rest = next.at(-1)!.rest;
    }
    assert.deepEqual(keys, ['index', ...large.index.keys()]);
  });

  it('shows a change wherever it is, and does not show it twice', () => {
    const lines = new StateLines(large, ['index.key9000']);
    const first = lines.first();
    assert.deepEqual(
      first.filter(({ change }) => change !== undefined).map(({ key, change }) => `${key} ${change}`),
      ['key9000 changed'],
    );
    const keys = first.flatMap(({ key }) => key ?? []);
    for (let rest = first.at(-1)!.rest; rest;) {
      const next: readonly StateLine[] = lines.more(rest);
      keys.push(...next.flatMap(({ key }) => key ?? []));
      rest = next.at(-1)!.rest;
    }
    assert.equal(keys.filter((key) => key === 'key9000').length, 1);
    assert.equal(keys.length, 10_001);
  });

  it('shows many changes, but not without end, and takes none of them for a removal', () => {
    const lines = new StateLines(
      large,
      [...large.index.keys()].map((key) => `index.${key}`),
    ).first();
    assert.ok(lines.length <= MOST_LINES + MOST_CHANGES + 1, `there are ${lines.length} lines`);
    assert.equal(lines.filter(({ change }) => change === 'removed').length, 0);
  });

  it('has parts at every level that it leaves out', () => {
    const fields = (value: unknown): object => Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`field${index}`, value]));
    const nested = { rows: fields(fields('a text of some length')), after: 1 };
    const lines = new StateLines(nested, [], { isOpen: () => true });
    const first = lines.first();
    assert.deepEqual(
      first.slice(-3).map(({ text, depth }) => `${depth} ${text}`),
      ['2 … 15 more', '1 … 36 more', '0 … 1 more'],
    );
    assert.deepEqual(told(lines.more(first.at(-1)!.rest!)), ['after 1']);
  });

  it('reads a value no more often than it must to find what changed', () => {
    let reads = 0;
    const size = 300_000;
    const huge = {
      index: countingMap(
        Array.from({ length: size }, (_, key) => [key, { key }] as const),
        () => (reads += 1),
      ),
    };
    new StateLines(huge, ['index.299999.key']).first();
    assert.ok(reads > 0 && reads <= 2 * size, `${reads} reads to find the last entry`);
    reads = 0;
    new StateLines(huge, []).first();
    assert.ok(reads < 1_000, `${reads} reads with nothing to find`);
  });
});

describe('what a reader asks of a state', () => {
  const state = {
    term: 3,
    log: [
      { term: 1, command: long },
      { term: 2, command: long },
    ],
    peers: { b: { next: 1, sent: long } },
  };

  it('is opened and closed by its path, and stays so', () => {
    assert.deepEqual(
      linesOf(state).filter((line) => !line.includes(long.slice(0, 30))),
      ['term 3', 'log 2 items', 'peers'],
    );
    const open = new Set(['log.1']);
    const lines = new StateLines(state, [], { isOpen: (path) => (open.has(path) ? true : path === 'peers' ? false : undefined) });
    const first = lines.first();
    assert.deepEqual(
      first.map(({ path, parts }) => `${path} ${parts?.isOpen ?? '-'}`),
      ['term -', 'log true', 'log.0 false', 'log.1 true', 'log.1.term -', 'log.1.command -', 'peers false'],
    );
    open.add('log.0');
    assert.deepEqual(
      lines.opened(first[2]!).map(({ path, depth }) => `${path} ${depth}`),
      ['log.0 1', 'log.0.term 2', 'log.0.command 2'],
    );
  });

  it('is found by a text in its path, with what leads there', () => {
    const lines = (text: string): string[] => new StateLines(state, []).filtered(text).map(({ path }) => path);
    assert.deepEqual(lines('term'), ['term', 'log', 'log.0', 'log.0.term', 'log.1', 'log.1.term']);
    assert.deepEqual(lines('peers.b.s'), ['peers', 'peers.b', 'peers.b.sent']);
    assert.deepEqual(lines('nowhere'), []);
    const huge = Object.fromEntries(Array.from({ length: 100_000 }, (_, key) => [`key${key}`, key]));
    assert.equal(new StateLines(huge, []).filtered('key99999').at(-1)!.text, '… and maybe more');
  });

  it('says what was there before a change, and before what is gone', () => {
    const was = new Map<string, unknown>([
      ['term', 2],
      ['votedFor', 'b'],
    ]);
    const lines = new StateLines({ term: 3, leader: 'a' }, ['term', 'leader', 'votedFor'], { was }).first();
    assert.deepEqual(
      lines.map(({ path, was: before }) => `${path} ${before ?? '-'}`),
      ['term 2', 'leader -', 'votedFor "b"'],
    );
  });
});
