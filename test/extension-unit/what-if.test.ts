import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shownOf } from '../../extension/shown.ts';
import { WhatIf } from '../../extension/what-if.ts';
import { plainToJson } from '../../sim-core/base/plain-json.ts';

const honest = { file: '/a.ts', seed: 3, byzantine: {} };

describe('a what-if', () => {
  it('switches one node after the other, and comes back to where it began', () => {
    const whatIf = new WhatIf();
    const one = whatIf.switched(honest, 40, 'a', { behaviour: 'silent' });
    assert.deepEqual(one, { file: '/a.ts', seed: 3, byzantine: { a: { behaviour: 'silent' } } });
    const two = whatIf.switched(one, 12, 'b', { behaviour: 'equivocate' });
    assert.deepEqual(Object.keys(two.byzantine), ['a', 'b']);
    assert.deepEqual(whatIf.honest(two), { ...honest, cursor: 40 });
  });

  it('ends with the last node that is made honest again', () => {
    const whatIf = new WhatIf();
    const two = whatIf.switched(whatIf.switched(honest, 7, 'a', { behaviour: 'silent' }), 9, 'b', { behaviour: 'silent' });
    const one = whatIf.switched(two, 9, 'a', null);
    assert.deepEqual(one.byzantine, { b: { behaviour: 'silent' } });
    assert.deepEqual(whatIf.switched(one, 9, 'b', null), { ...honest, cursor: 7 });
  });

  it('is of the same scenario of its file, there and back', () => {
    const whatIf = new WhatIf();
    const cell = { ...honest, scenario: 'quorum[replicas=3]' };
    const one = whatIf.switched(cell, 7, 'a', { behaviour: 'silent' });
    assert.equal(one.scenario, cell.scenario);
    assert.deepEqual(whatIf.switched(one, 9, 'a', null), { ...cell, cursor: 7 });
  });

  it('stays at the first violation when there is nothing to come back to', () => {
    assert.deepEqual(new WhatIf().honest(honest), honest);
  });
});

describe('what a reloaded window gives back', () => {
  it('is what was shown, values of every kind in it', () => {
    const shown = { file: '/a.ts', scenario: 'b', seed: 3, byzantine: { a: { behaviour: 'forge', fields: { token: 12n } } }, cursor: 4 };
    assert.deepEqual(shownOf(JSON.parse(JSON.stringify(plainToJson(shown)))), shown);
  });

  it('is the default scenario where none was told', () =>
    assert.deepEqual(shownOf({ file: '/a.ts', seed: 3, byzantine: {} }), { file: '/a.ts', seed: 3, byzantine: {} }));

  it('is nothing when it is not one of ours', () => {
    for (const state of [undefined, null, 7, {}, { file: 1, seed: 2 }, { file: '/a.ts', seed: -1 }, { $backstep: 'what?' }])
      assert.equal(shownOf(state), undefined);
  });
});
