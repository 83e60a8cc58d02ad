import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failingSeeds } from '../../extension/failing-list.ts';

describe('the list of failing seeds', () => {
  it('has every seed once, with what it violates first and how much else', () => {
    const failure = (seed: number, property: string, step: number) => ({
      seed,
      property,
      kind: 'safety' as const,
      step,
      time: 1_000 * step,
      because: '',
      hash: '00',
    });
    const failures = [failure(3, 'oneLeader', 40), failure(3, 'logsAgree', 12), failure(9, 'oneLeader', 7)];
    assert.deepEqual(failingSeeds(failures), [
      { seed: 3, violates: 'logs agree at step 12 and 1 more' },
      { seed: 9, violates: 'one leader at step 7' },
    ]);
  });
});
