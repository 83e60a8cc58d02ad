import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { majority, node, nodesOf, type NoMessage } from 'backstep';
import { modelOf } from '../../../sim-core/engine.ts';
import { tell } from '../story.ts';

interface Settings {
  readonly zone: string;
  readonly weights: number[];
}

const replica = node<NoMessage, NoMessage, Settings>()({
  init: (self) => ({ zone: self.settings.zone, peers: [...self.peers] }),
  on: {},
});

describe('settings', () => {
  it('are what each node was listed with, and nodes with other settings are peers all the same', () => {
    const { state } = tell({ a: replica.with({ zone: 'east', weights: [] }), b: replica.with({ zone: 'west', weights: [] }) });
    assert.deepEqual(
      ['a', 'b'].map((name) => state(name)),
      [
        { zone: 'east', peers: ['b'] },
        { zone: 'west', peers: ['a'] },
      ],
    );
  });

  it('are frozen through and through, and a copy of what was given', () => {
    const weights = [1];
    const writes = node<NoMessage, NoMessage, Settings>()({
      init(self) {
        self.settings.weights.push(2);
        return {};
      },
      on: {},
    });
    assert.throws(() => tell({ a: writes.with({ zone: 'east', weights }) }), /writes to something that is frozen/);
    weights.push(3);
    assert.deepEqual(weights, [1, 3]);
  });

  it('that a node was listed without are not there to be read', () => {
    assert.throws(() => tell({ a: replica as never }), /'a' reads its settings, and was listed without any/);
  });

  for (const [what, zone, message] of [
    ['a function', () => 'east', /Of 'a', settings\.zone is a function/],
    ['a Map', new Map(), /Of 'a', settings\.zone is a Map, which cannot be frozen/],
    ['an object with a class', new Date(0), /Of 'a', settings\.zone is a Date/],
  ] as const) {
    it(`cannot hold ${what}`, () => {
      const nodes = { a: replica.with({ zone: zone as never, weights: [] }) };
      assert.throws(() => modelOf({ kind: 'backstep.scenario', scenario: { name: 's', nodes, duration: 1, properties: [] } }), message);
    });
  }
});

describe('numbered nodes', () => {
  it('are named from 1, in order, and may differ by their number', () => {
    const nodes = nodesOf(3, 'replica', (number) => replica.with({ zone: `zone ${number}`, weights: [] }));
    assert.deepEqual(Object.keys(nodes), ['replica1', 'replica2', 'replica3']);
    const { state } = tell({ ...nodes });
    assert.deepEqual(state('replica2'), { zone: 'zone 2', peers: ['replica1', 'replica3'] });
  });

  it('of one definition are the same', () => {
    const east = replica.with({ zone: 'east', weights: [] });
    assert.deepEqual(nodesOf(2, 'r', east), { r1: east, r2: east });
  });

  for (const count of [0, -1, 1.5, Number.NaN, 1_001])
    it(`cannot be ${count}`, () => {
      assert.throws(() => nodesOf(count, 'r', replica.with({ zone: '', weights: [] })), /nodesOf was asked for/);
    });
});

describe('a majority', () => {
  it('is more than a half', () => {
    assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(majority), [1, 2, 2, 3, 3, 4, 4]);
    assert.equal(majority(['a', 'b', 'c']), 2);
  });

  for (const nodes of [0, -1, 2.5, Number.NaN, []])
    it(`of ${JSON.stringify(nodes)} does not exist`, () => {
      assert.throws(() => majority(nodes), /There is no majority of/);
    });
});
