import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LastSweep, SweptHandler } from '../../extension/failing-seeds.ts';
import { lensPlaces } from '../../extension/lens-places.ts';
import { lensTimes } from '../../extension/lens-times.ts';

const sweep = (file: string, scenario: string, handlers: readonly (Omit<SweptHandler, 'file'> & { file?: string })[]): LastSweep => ({
  file,
  scenario,
  verdict: 'held',
  seeds: 100,
  violated: 0,
  properties: {},
  handlers: handlers.map((handler) => ({ file: '/nodes.ts', ...handler })),
});

const SOURCE = `const one = node()({
  init: () => ({}),
  on: {
    write(state, message, self) {
    },
  },
});
const two = node()({
  init(self) {
  },
  on: {
    write(state, message, self) {
    },
  },
});`;
const SWEPT = [
  { name: 'init', line: 2, times: 100 },
  { name: 'on.write', line: 4, times: 12_345 },
  { name: 'init', line: 9, times: 1 },
  { name: 'on.write', line: 12, times: 0 },
];

const told = (source: string, sweeps: readonly LastSweep[], file = '/nodes.ts'): object =>
  Object.fromEntries([...lensTimes({ file, text: source, places: lensPlaces(source) }, sweeps)].map(([line, text]) => [line + 1, text]));

const AS_IT_WAS = {
  2: 'ran 100 times in 100 seeds of quorum.ts',
  4: 'ran 12,345 times in 100 seeds of quorum.ts',
  9: 'ran once in 100 seeds of quorum.ts',
  12: 'never ran in 100 seeds of quorum.ts',
};

describe('how often a handler ran, over it', () => {
  it('is nothing where nothing was swept, or not this file, or by a version that did not count', () => {
    const { handlers: _, ...older } = sweep('/nodes.ts', 'default', []);
    assert.deepEqual(told(SOURCE, []), {});
    assert.deepEqual(told(SOURCE, [older]), {});
    assert.deepEqual(told(SOURCE, [sweep('/quorum.ts', 'default', SWEPT)], '/other.ts'), {});
  });

  it('is told for each handler by its line, also one that never ran', () => {
    assert.deepEqual(told(SOURCE, [sweep('/quorum.ts', 'default', SWEPT)]), AS_IT_WAS);
  });

  it('is added up over the scenarios of the file that was swept last, and no other', () => {
    const last = [sweep('/quorum.ts', 'q[n=3]', SWEPT), sweep('/quorum.ts', 'q[n=5]', SWEPT.slice(0, 2))];
    assert.deepEqual(told(SOURCE, [...last, sweep('/before.ts', 'default', SWEPT)]), {
      2: 'ran 200 times in 200 seeds of quorum.ts',
      4: 'ran 24,690 times in 200 seeds of quorum.ts',
      9: 'ran once in 200 seeds of quorum.ts',
      12: 'never ran in 200 seeds of quorum.ts',
    });
    const { 2: itself } = told(SOURCE, [sweep('/nodes.ts', 'default', SWEPT)]) as Record<number, string>;
    assert.equal(itself, 'ran 100 times in 100 seeds');
  });

  it('is told apart where several handlers begin in one line, however they are written', () => {
    const source = 'const n = node()({ init: () => 0, on: { ok(s) {}, poke(s) {} },\n  timers: { tick: (s, self) => {} } });';
    const swept = [
      { name: 'init', line: 1, times: 7 },
      { name: 'on.ok', line: 1, times: 1 },
      { name: 'on.poke', line: 1, times: 0 },
      { name: 'timers.tick', line: 2, times: 3 },
    ];
    assert.deepEqual(told(source, [sweep('/nodes.ts', 'default', swept)]), {
      1: 'init ran 7 times, ok ran once, poke never ran in 100 seeds',
      2: 'ran 3 times in 100 seeds',
    });
  });

  it('goes with its handler when lines are written above it', () => {
    const moved = Object.fromEntries(Object.entries(AS_IT_WAS).map(([line, text]) => [Number(line) + 3, text]));
    assert.deepEqual(told(`\n\n\n${SOURCE}`, [sweep('/quorum.ts', 'default', SWEPT)]), moved);
  });

  it('is left away where it can no longer be told which handler is which', () => {
    const without = `\n${SOURCE.split('\n').slice(7).join('\n')}`;
    assert.deepEqual(told(without, [sweep('/quorum.ts', 'default', SWEPT)]), {});
  });
});
