import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timeText } from '../../../sim-core/base/time-text.ts';

describe('simulated time', () => {
  for (const [microseconds, text] of [
    [0, '0.000000 s'],
    [1, '0.000001 s'],
    [999_999, '0.999999 s'],
    [1_000_000, '1.000000 s'],
    [12_345_678, '12.345678 s'],
    [3_600_000_001, '3600.000001 s'],
    // Through a floating-point division this one ends in 992.
    [9_007_199_254_740_991, '9007199254.740991 s'],
    [999_999.6, '1.000000 s'],
  ] as const) {
    it(`reads ${microseconds} microseconds as ${text}`, () => assert.equal(timeText(microseconds), text));
  }
});
