import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LastSweep } from '../../extension/failing-seeds.ts';
import { lensVerdict } from '../../extension/lens-verdict.ts';

const sweep = (scenario: string, violated: number, properties: LastSweep['properties'] = {}): LastSweep => ({
  file: '/a.ts',
  scenario,
  verdict: violated > 0 ? 'violated' : 'held',
  seeds: 100,
  violated,
  properties,
});

describe('what a lens says of the last sweep', () => {
  const scenario = { line: 0, what: 'scenario', id: 'quorum' } as const;
  const property = { line: 0, what: 'property', name: 'holds' } as const;

  it('is nothing where there was none of it', () => {
    assert.equal(lensVerdict(scenario, []), undefined);
    assert.equal(lensVerdict(scenario, [sweep('quorums', 1)]), undefined);
    assert.equal(lensVerdict(property, [sweep('quorum', 1)]), undefined);
    assert.equal(lensVerdict({ line: 0, what: 'property', name: 'toString' }, [sweep('quorum', 1)]), undefined);
    assert.equal(lensVerdict({ line: 0, what: 'handler' }, [sweep('quorum', 1)]), undefined);
  });

  it('is the verdict of a scenario, and of a family that of all its members', () => {
    assert.equal(lensVerdict(scenario, [sweep('quorum', 3)]), '3 of 100 seeds violated');
    assert.equal(lensVerdict(scenario, [sweep('quorum', 0)]), 'held in 100 seeds');
    assert.equal(lensVerdict(scenario, [sweep('quorum[replicas=3]', 0), sweep('quorum[replicas=5]', 2)]), '2 of 200 seeds violated');
    assert.equal(lensVerdict(scenario, [sweep('quorum[replicas=3]', 0), sweep('quorum[replicas=5]', 0)]), 'none of 200 seeds violated');
  });

  it('is how many seeds held a property, violated it, or reached it', () => {
    const of = (held: number, violated: number, asksMany = false): LastSweep[] => [
      sweep('default', violated, { holds: { held, violated, asksMany } }),
    ];
    assert.equal(lensVerdict(property, of(100, 0)), 'held by 100 of 100 seeds');
    assert.equal(lensVerdict(property, of(96, 4)), '4 of 100 seeds violated');
    assert.equal(lensVerdict(property, of(7, 0, true)), 'reached by 7 of 100 seeds');
  });
});
