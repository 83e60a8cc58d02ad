import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePoint, parseStretch, spotOf, stepsOf, type Located } from '../../runner/points.ts';
import { UsageError } from '../../runner/seeds.ts';
import { columnsOver } from '../../sim-core/trace/columns.ts';
import { recordedRun } from '../support/recorded-run.ts';

/** Events at 0, 1, 2 … seconds; the property is violated between the third and the fourth. */
function located(length = 10): Located {
  const run = recordedRun(
    Array.from({ length }, (_, step) => ({ time: step * 1_000_000 })),
    [{ name: 'progress', kind: 'liveness', verdict: 'violated', step: 2, time: 2_500_000, eventTime: 2_000_000 }],
  );
  const columns = columnsOver(run.columns, run.length, run.length);
  return { columns, outcome: { ...run.outcome, simulatedMicroseconds: 20_000_000 } };
}

const steps = (text: string): readonly number[] => {
  const { from, to } = stepsOf(parseStretch(text), located());
  return [from, to];
};
const spot = (text: string): readonly number[] => {
  const { step, time } = spotOf(parsePoint(text), located());
  return [step, time];
};

describe('what --show and --at say', () => {
  it('is a stretch of steps, the last included, open at either end, or a single one', () => {
    assert.deepEqual(steps('3-6'), [3, 6]);
    assert.deepEqual(steps('7-'), [7, 9]);
    assert.deepEqual(steps('-2'), [0, 2]);
    assert.deepEqual(steps('#4'), [4, 4]);
    assert.deepEqual(steps('7-99'), [7, 9], 'as far as the run goes');
  });

  it('is a stretch of time: from the first event in it to the last', () => {
    assert.deepEqual(steps('2.5s-5s'), [3, 5]);
    assert.deepEqual(steps('2s-5500ms'), [2, 5]);
    assert.deepEqual(steps('8s-1h'), [8, 9]);
  });

  it('is what lies around the violation, as much as is asked for', () => {
    assert.deepEqual(steps('violation'), [0, 6]);
    assert.deepEqual(steps('violation+1'), [1, 3]);
  });

  it('is a moment: a step, a time after the last event before it, or the violation at its time', () => {
    assert.deepEqual(spot('4'), [4, 4_000_000]);
    assert.deepEqual(spot('#4'), [4, 4_000_000]);
    assert.deepEqual(spot('4.2s'), [4, 4_200_000]);
    assert.deepEqual(spot('4.200000 s'), [4, 4_200_000], 'as reports print it');
    assert.deepEqual(spot('20s'), [9, 20_000_000]);
    assert.deepEqual(spot('violation'), [2, 2_500_000]);
  });

  const refused: readonly (readonly [what: () => unknown, why: RegExp])[] = [
    [() => steps('10-12'), /There is no step 10: the run has 10 steps, 0 to 9\./],
    [() => spot('10'), /There is no step 10: the run has 10 steps/],
    [() => steps('6-3'), /from step 6 it goes down to step 3/],
    [() => steps('4.1s-4.9s'), /There is no event between the two ends/],
    [() => steps('15s-'), /No event comes at or after the beginning: the last one is step 9, at 9\.000000 s\./],
    [() => spot('21s'), /21\.000000 s lies outside the run, which ends at 20\.000000 s\./],
    [() => steps('-'), /'-' names no end/],
    [() => spot('4.2'), /'4\.2' is neither a step nor a time: write 120 or '#120' for a step, '4\.2s'/],
    [() => steps('violaton'), /did you mean 'violation'\?/],
    [() => spotOf({ is: 'step', step: 0 }, located(0)), /The run has no event/],
    [() => stepsOf({ around: 1 }, { ...located(), outcome: { properties: [], simulatedMicroseconds: 1 } }), /No property was violated/],
  ];
  for (const [what, why] of refused) {
    it(`is refused when it lies outside of the run or is none: ${why.source}`, () => {
      assert.throws(what, (error) => error instanceof UsageError && why.test(error.message));
    });
  }
});
