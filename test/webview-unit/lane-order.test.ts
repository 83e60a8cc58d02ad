import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LaneOrder } from '../../webview/model/lane-order.ts';

describe('the order of the lanes', () => {
  it('is that of the scenario, until a lane is put elsewhere', () => {
    const order = LaneOrder.of(4);
    assert.deepEqual(order.shown, [0, 1, 2, 3]);
    assert.deepEqual(order.moved(0, 2).shown, [1, 2, 0, 3]);
    assert.deepEqual(order.moved(3, 0).shown, [3, 0, 1, 2]);
    assert.deepEqual(order.moved(1, 99).shown, [0, 2, 3, 1]);
    assert.deepEqual(order.moved(3, 0).places, [1, 2, 3, 0]);
  });

  it('keeps the place of what is hidden, and hides not everything', () => {
    const order = LaneOrder.of(4).only([3, 1]);
    assert.deepEqual(
      [order.shown, order.places],
      [
        [1, 3],
        [-1, 0, -1, 1],
      ],
    );
    assert.deepEqual(order.moved(3, 0).only([0, 1, 2, 3]).shown, [0, 3, 1, 2]);
    assert.deepEqual(order.only([]).shown, [1, 3]);
  });

  it('puts together what is called alike but for a number', () => {
    const names = ['s1', 'client-1', 's2', 'client-2', 'lock'];
    assert.deepEqual(
      LaneOrder.of(5)
        .grouped(names)
        .shown.map((node) => names[node]),
      ['s1', 's2', 'client-1', 'client-2', 'lock'],
    );
  });
});
