import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { countWhile } from '../../../sim-core/base/count-while.ts';

describe('counting by halving', () => {
  it('finds what going through all finds, and asks about few', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(2_000), (places, first) => {
        let asked = 0;
        const count = countWhile(places, (place) => {
          asked += 1;
          assert.ok(place >= 0 && place < places, `place ${place} of ${places}`);
          return place < first;
        });
        assert.equal(count, Math.min(places, first));
        assert.ok(asked <= 11, `asked ${asked} times`);
      }),
    );
  });
});
