import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LocatedOutcome } from '../../runner/protocol.ts';
import { SecondExecutions } from '../../runner/second-executions.ts';
import { recordedRun } from '../support/recorded-run.ts';

const outcome = (seed: number, hash = 'abcdefabcdefabcd'): LocatedOutcome => recordedRun([], [], { seed, hash }).outcome;
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the seeds that a sweep runs twice', () => {
  for (const [seeds, sample] of [
    [1, 1],
    [2, 2],
    [3, 3],
    [100, 3],
    [150, 3],
    [1_000, 20],
    [10_000_000, 10_000],
  ] as const) {
    it(`are ${sample} of ${seeds}`, () => {
      const seconds = new SecondExecutions({ from: 0, to: seeds - 1 }, 2);
      for (let from = 0; from < seeds; from += 100_000) seconds.given(range(from, Math.min(seeds, from + 100_000) - 1), 0);
      assert.equal(seconds.sizeUpTo(seeds - 1), sample);
    });
  }

  it('are spread over the range, and run in descending order', () => {
    const seconds = new SecondExecutions({ from: 1_000, to: 1_299 }, 1);
    seconds.given(range(1_000, 1_299), 0);
    assert.deepEqual(seconds.shareOf(0), [1_275, 1_225, 1_175, 1_125, 1_075, 1_025]);
  });

  it('are run by another worker than the first time, where there are two', () => {
    const seconds = new SecondExecutions({ from: 0, to: 299 }, 2);
    seconds.given(range(0, 149), 0);
    seconds.given(range(150, 299), 1);
    assert.deepEqual(
      [seconds.shareOf(0), seconds.shareOf(1)],
      [
        [275, 225, 175],
        [125, 75, 25],
      ],
    );
  });

  it('are the same however many workers there are', () => {
    const sampled = (workers: number): number[] => {
      const seconds = new SecondExecutions({ from: 0, to: 999 }, workers);
      range(0, 999).forEach((seed) => seconds.given([seed], seed % workers));
      return range(0, workers - 1)
        .flatMap((worker) => seconds.shareOf(worker))
        .sort((a, b) => a - b);
    };
    assert.deepEqual(sampled(3), sampled(1));
  });

  it('are compared whole, and the first seed that differs is named', () => {
    const seconds = new SecondExecutions({ from: 0, to: 2 }, 1);
    seconds.given([0, 1, 2], 0);
    seconds.executed([outcome(0), outcome(1), outcome(2)]);
    seconds.executedAgain([outcome(2, '2'), outcome(1, '1'), outcome(0)]);
    assert.equal(seconds.compare()!.seed, 1);
    assert.match(seconds.compare()!.what, /abcdefabcdefabcd when first run, 1 when run again in another order/);
  });

  it('count only up to where the sweep ended', () => {
    const seconds = new SecondExecutions({ from: 0, to: 2 }, 1);
    seconds.given([0, 1, 2], 0);
    seconds.executed([outcome(0), outcome(1), outcome(2)]);
    seconds.executedAgain([outcome(2, '2'), outcome(1), outcome(0)]);
    assert.equal(seconds.compare(1), undefined);
    assert.equal(seconds.sizeUpTo(1), 2);
    assert.deepEqual(seconds.shareOf(0, 1), [1, 0]);
  });

  it('cannot be called the same before they were run twice', () => {
    const seconds = new SecondExecutions({ from: 0, to: 2 }, 1);
    seconds.given([0, 1, 2], 0);
    seconds.executed([outcome(0), outcome(1), outcome(2)]);
    assert.throws(() => seconds.compare(), /Seed 0 was to be executed twice and was not/);
  });
});
