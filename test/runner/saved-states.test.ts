import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Inspection } from '../../runner/protocol.ts';
import { statesAround, StatesReader } from '../../runner/saved/saved-states.ts';

const LENGTH = 60;

/** Of two nodes, one changes at each step and one at every tenth; both clocks go on. */
function world(step: number): Inspection {
  const view = { status: 'up', timers: [], disk: {}, unsynced: [] } as const;
  return {
    step,
    time: step * 10,
    nodes: [
      { ...view, name: 'busy', clock: step, state: { count: BigInt(step), map: new Map([[step, NaN]]) }, changed: ['count', 'map'] },
      { ...view, name: 'calm', clock: -step, state: { tens: Math.floor(step / 10), text: 'x'.repeat(400) }, changed: [] },
    ],
    ...(step % 2 === 0 ? { value: { type: 'tick', undefined } } : {}),
  };
}

function* inspectFrom(first: number): Iterable<Inspection> {
  for (let step = first; step < LENGTH; step++) yield world(step);
}

describe('the states in a saved page', () => {
  it('are those of each step, whatever they hold', () => {
    const reader = new StatesReader(statesAround(30, LENGTH, inspectFrom));
    for (let step = 0; step < LENGTH; step++) assert.deepEqual(reader.at(step), world(step));
  });

  it('are told once for as long as they last', () => {
    const { steps } = statesAround(30, LENGTH, inspectFrom);
    assert.equal(steps.flatMap(({ views }) => views).filter(([node]) => node === 1).length, LENGTH / 10);
  });

  it('are of the steps that lead to the cursor, where there is no room for all', () => {
    const saved = statesAround(40, LENGTH, inspectFrom, { steps: LENGTH, signs: 6_000 });
    const reader = new StatesReader(saved);
    assert.ok(saved.from > 0, 'the first are left out');
    assert.ok(saved.from + saved.steps.length > 40, 'the step at the cursor is there');
    for (let step = saved.from; step < saved.from + saved.steps.length; step++) assert.deepEqual(reader.at(step), world(step));
    assert.deepEqual(reader.at(0).nodes, []);
  });

  it('are of no more steps than are looked at', () => {
    const looked: number[] = [];
    const looking = function* (first: number): Iterable<Inspection> {
      for (const seen of inspectFrom(first)) {
        looked.push(seen.step);
        yield seen;
      }
    };
    const saved = statesAround(50, LENGTH, looking, { steps: 20, signs: 1e9 });
    assert.deepEqual([looked[0], saved.from, saved.steps.length], [35, 35, 20]);
    // Of the run after them only the step at which it is seen that there are enough.
    assert.ok(looked.length <= 21, `${looked.length} steps were looked at`);
  });

  it('are none of a run without events', () => {
    const reader = new StatesReader(statesAround(0, 0, inspectFrom));
    assert.deepEqual(reader.at(0).nodes, []);
  });
});
