import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import abd from '../../examples/quorum/abd.ts';
import { grid } from '../../examples/quorum/grid.ts';
import newThenOld from '../../examples/quorum/new-then-old.ts';
import { findSeed, namesOf, sweep, violated } from '../support/sweep.ts';
import { HELD_SEEDS } from '../support/soak.ts';

describe('a register on a majority', () => {
  it('returns a new value and then an old one, where reads store nothing', () => {
    const outcome = findSeed(newThenOld, 2_000, ({ verdict }) => verdict === 'violated');
    assert.deepEqual(violated(outcome), ['aLinearizableRegister']);
    const [{ because, witness = [] } = { because: '' }] = outcome.properties;
    assert.match(because!, /^No order of the operations explains what these \d+ operations returned/);
    assert.ok(witness.filter(({ operation }) => operation === 'read').length >= 2, 'a new value, and then an old one');
  });

  it('is linearizable, where a read stores what it returns', () => {
    const { failures, verdict, properties } = sweep(abd, 0, HELD_SEEDS);
    assert.deepEqual([failures, verdict], [[], 'held']);
    assert.deepEqual(namesOf(properties, 'held'), ['aLinearizableRegister', 'aReadIsToldOfDifferentVersions']);
  });

  it('needs that with more replicas as well, as a table of both tells', () => {
    for (const { parameters, scenario } of grid.cells) {
      const { verdict } = sweep(scenario, 0, 50);
      assert.equal(verdict, parameters.writesBack === true ? 'held' : 'violated', JSON.stringify(parameters));
    }
  });

  it('is tried in the same weather, which strikes', () => {
    assert.deepEqual(abd.scenario.nemesis, newThenOld.scenario.nemesis);
    for (const [kind, { struck }] of Object.entries(sweep(newThenOld, 0, 50).faults)) assert.ok(struck > 0, `${kind} never strikes`);
  });
});
