import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { microseconds, type Duration } from '../../../sim-core/base/duration.ts';
import { shrinkFaults, type Faults } from '../../../sim-core/search/shrink.ts';

type Violates = (faults: Faults) => boolean;

/** Shrinks with a predicate in place of executions; `asked` hears of each. */
function shrunk(faults: Faults, violates: Violates, asked: (faults: Faults) => void = () => undefined): Faults {
  const shrinking = shrinkFaults(faults);
  let step = shrinking.next();
  while (!step.done) {
    asked(step.value);
    step = shrinking.next(violates(step.value));
  }
  return step.value;
}

const crashes = (count: number): Faults => Array.from({ length: count }, (_, index) => ({ at: index, crash: `n${index}`, for: '8s' }));
const names = (faults: Faults): ReadonlySet<unknown> => new Set(faults.map(({ crash }) => crash));

describe('shrinking', () => {
  it('gives 1-minimal faults that still violate, no more than before, the same each time, and executes none twice', () => {
    // Any of several sets of faults violates, and some faults hide it, so that it is not monotone.
    const scenario = fc.record({
      count: fc.integer({ min: 1, max: 14 }),
      causes: fc.array(fc.uniqueArray(fc.nat(13), { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
      hiding: fc.option(fc.nat(13)),
    });
    fc.assert(
      fc.property(scenario, ({ count, causes, hiding }) => {
        const violates: Violates = (faults) => {
          const present = names(faults);
          if (hiding !== null && present.has(`n${hiding}`) && present.size < count) return false;
          return causes.some((cause) => cause.every((index) => present.has(`n${index}`)));
        };
        const all = crashes(count);
        fc.pre(violates(all));
        const asked: string[] = [];
        const result = shrunk(all, violates, (faults) => asked.push(JSON.stringify(faults)));
        assert.ok(violates(result));
        assert.ok(result.length <= all.length);
        for (const left of result) assert.ok(!violates(result.filter((fault) => fault !== left)), 'one more can be left out');
        assert.equal(new Set(asked).size, asked.length);
        assert.deepEqual(shrunk(all, violates), result);
      }),
    );
  });

  it('takes nodes out of groups and of links that need not be in them', () => {
    const faults: Faults = [
      {
        at: '1s',
        partition: [
          ['a', 'b'],
          ['c', 'd'],
        ],
        for: 'ever',
      },
      { at: '2s', loss: 1, links: { from: ['a', 'c'], to: ['b'] }, for: 'ever' },
    ];
    const violates: Violates = (left) => left.length === 2 && /b.*d/.test(JSON.stringify(left[0])) && JSON.stringify(left[1]).includes('c');
    assert.deepEqual(shrunk(faults, violates), [
      { at: '1s', partition: [['b'], ['d']], for: 'ever' },
      { at: '2s', loss: 1, links: { from: ['c'], to: ['b'] }, for: 'ever' },
    ]);
  });

  it('shortens a fault by halves and quarters, to lengths that are read easily', () => {
    const violates: Violates = ([only]) => only !== undefined && microseconds(only['for'] as Duration, 'It') >= 3_000_000;
    const [result] = shrunk([{ at: 0, pause: 'a', for: '12.345678s' }], violates);
    assert.deepEqual(result, { at: 0, pause: 'a', for: '3100ms' });
  });

  it('leaves out what another fault needed before it was made smaller', () => {
    // The second is needed as long as the first is long.
    const violates: Violates = (faults) => {
      const first = faults.find(({ crash }) => crash === 'n0');
      return first !== undefined && (first['for'] !== '8s' || faults.length === 2);
    };
    assert.equal(shrunk(crashes(2), violates).length, 1);
  });
});
