import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Forks, forksOf } from '../../extension/forks.ts';
import { changesIn, shownFork, shownOf, shownRun, showsRun } from '../../extension/shown.ts';
import { ORIGINAL } from '../../runner/protocol.ts';
import { plainToJson } from '../../sim-core/base/plain-json.ts';
import type { RunChanges } from '../../sim-core/trace/run-changes.ts';

const lost = (message: string): { changes: RunChanges; name: string } => ({ changes: { drops: [message] }, name: `${message} is lost` });

describe('the forks of a run', () => {
  const one = new Forks({}).with(lost('a>b#1'), ORIGINAL, 4);
  const two = one.forks.with(lost('a>b#2'), one.id, 9);
  const other = two.forks.with(lost('a>b#3'), ORIGINAL, 2);

  it('are a tree in which each has a number, what it parts from and where', () => {
    assert.deepEqual(
      other.forks.list.map(({ id, parent, at }) => [id, parent, at]),
      [
        [1, ORIGINAL, 4],
        [2, 1, 9],
        [3, ORIGINAL, 2],
      ],
    );
    assert.deepEqual(other.forks.changesOf(two.id), { drops: ['a>b#2'] });
    assert.deepEqual(new Forks({ order: ['x'] }).changesOf(ORIGINAL), { order: ['x'] });
  });

  it('are not made twice', () => assert.equal(other.forks.with(lost('a>b#1'), ORIGINAL, 4).id, one.id));

  it('go with what they part from', () => {
    assert.deepEqual(
      other.forks.without(one.id).list.map(({ id }) => id),
      [3],
    );
    assert.deepEqual(
      other.forks.without(3).list.map(({ id }) => id),
      [1, 2],
    );
  });

  it('know what came of them', () => {
    const concluded = other.forks.concluded(2, { outcome: { verdict: 'violated' } } as never);
    assert.deepEqual(
      concluded.list.map(({ verdict }) => verdict),
      [undefined, 'violated', undefined],
    );
  });

  it('come back whole from a reloaded window, without what is none', () => {
    assert.deepEqual(forksOf(other.forks.list), other.forks.list);
    const [first, second] = other.forks.list;
    assert.deepEqual(forksOf([second, { ...first, changes: null }, first, first, 7]), [first]);
    assert.deepEqual(forksOf('none'), []);
  });
});

describe('what a reloaded window gives back', () => {
  const forged: RunChanges = { byzantine: { a: { behaviour: 'forge', fields: { token: 12n } } } };
  const told = (state: object): unknown => JSON.parse(JSON.stringify(plainToJson(state)));

  it('is what was shown, the tree of its forks and values of every kind in them', () => {
    const { forks, id } = new Forks({}).with({ changes: forged, name: 'a lies' }, ORIGINAL, 3);
    const shown = shownFork(shownRun({ file: '/a.ts', scenario: 'b', seed: 3 }), forks, id, 4);
    const back = shownOf(told({ file: '/a.ts', scenario: 'b', seed: 3, changes: {}, forks: forks.list, fork: id, cursor: 4 }));
    assert.deepEqual(back, shown);
    assert.deepEqual(changesIn(back!), forged);
  });

  it('is what older versions kept, too', () => assert.deepEqual(changesIn(shownOf(told({ file: '/a.ts', seed: 3, ...forged }))!), forged));

  it('is the run as it is written where its fork is no more', () =>
    assert.equal(shownOf({ file: '/a.ts', seed: 3, forks: [], fork: 7 })?.fork, ORIGINAL));

  it('is nothing when it is not one of ours', () => {
    for (const state of [undefined, null, 7, {}, { file: 1, seed: 2 }, { file: '/a.ts', seed: -1 }, { $backstep: 'what?' }])
      assert.equal(shownOf(state), undefined);
  });
});

describe('the run of a debugger', () => {
  const at = { file: '/a.ts', scenario: 'default', seed: 3, step: 5 };

  it('is shown when it changes the same', () => {
    const { forks, id } = new Forks({}).with(lost('a>b#1'), ORIGINAL, 4);
    const [written, fork] = [shownRun({ file: '/a.ts', seed: 3 }), shownFork(shownRun({ file: '/a.ts', seed: 3 }), forks, id)];
    assert.ok(showsRun(written, at));
    assert.ok(!showsRun(fork, at));
    assert.ok(showsRun(fork, { ...at, changes: { drops: ['a>b#1'] } }));
    assert.ok(!showsRun(written, { ...at, changes: { order: ['a'] } }));
  });
});
