import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import zombie from '../../../examples/leases/zombie.ts';
import { changedPaths, valueAt } from '../../../sim-core/base/changed-paths.ts';
import { lastChange, modelOf, recordSeed, type Recording } from '../../../sim-core/engine.ts';
import { node, safety, scenario } from '../../../sim-core/index.ts';
import type { LastChange } from '../../../sim-core/trace/inspection.ts';

/** The same by its definition: the world after each step before, one by one. */
function byLooking(recording: Recording, step: number, name: string, path: readonly string[]): LastChange {
  const at = (when: number): ReturnType<typeof valueAt> =>
    when < 0 ? { found: false } : valueAt(recording.inspect(when).nodes.find((one) => one.name === name)!.state, path);
  for (let now = step; now >= 0; now--) {
    const [before, after] = [at(now - 1), at(now)];
    if (before.found === after.found && changedPaths(before.value, after.value).length === 0) continue;
    return { step: recording.turnOf(now), ...(before.found ? { was: before.value } : {}) };
  }
  return { searchedTo: 0 };
}

/** Beats for ever, and changes something every so often; a bit goes to and fro. */
const beat = node()({
  init(self) {
    self.setTimer('beat', '1ms');
    return { beats: 0, rare: { last: 0 }, bit: false, book: new Map<string, number>() };
  },
  on: {},
  timers: {
    beat(state, self) {
      state.beats += 1;
      if (state.beats % 2_500 === 0) state.rare.last = state.beats;
      state.bit = state.beats % 3 === 0;
      if (state.beats === 3) state.book.set('a.b', 1);
      self.setTimer('beat', '1ms');
    },
  },
});

class Properties {
  @safety static nothingIsClaimed(): boolean {
    return true;
  }
}

describe('the last change of a value', () => {
  it('is what looking at every step before finds', () => {
    const recording = recordSeed(modelOf(zombie), 0);
    const { nodes, columns } = recording.trace;
    for (let step = 0; step < columns.length; step += 47)
      for (const name of nodes) {
        const { state } = recording.inspect(step).nodes.find((one) => one.name === name)!;
        for (const field of ['nowhere', ...Object.keys(state ?? {})])
          assert.deepEqual(lastChange(recording, { step, node: name, path: [field] }), byLooking(recording, step, name, [field]));
      }
  });

  it('is found behind many checkpoints, also of what was the same before, and under keys with dots', () => {
    const recording = recordSeed(modelOf(scenario({ name: 'beats', nodes: { a: beat }, duration: '7s', properties: [Properties] })), 1);
    const step = recording.trace.columns.length - 1;
    const of = (...path: string[]): LastChange => lastChange(recording, { step, node: 'a', path });
    assert.deepEqual(of('rare', 'last'), { step: 5_000, was: 2_500 });
    assert.deepEqual(of('rare'), { step: 5_000, was: { last: 2_500 } });
    assert.deepEqual(of('book', 'a.b'), { step: 3 });
    const bit = of('bit') as { step: number; was: unknown };
    assert.ok(step - bit.step < 3);
    assert.equal(
      bit.was,
      recording.inspect(bit.step - 1).nodes[0]!.state && (recording.inspect(bit.step - 1).nodes[0]!.state as { bit: boolean }).bit,
    );
  });

  it('says how far it has looked when that was a lot, so that one can go on or leave it', () => {
    const recording = recordSeed(
      modelOf(scenario({ name: 'beats', nodes: { a: beat, b: beat }, duration: '20s', properties: [Properties] })),
      1,
    );
    const { length } = recording.trace.columns;
    const asked: number[] = [];
    let change: LastChange = { searchedTo: length };
    while (!('step' in change) && change.searchedTo > 0) {
      asked.push(change.searchedTo);
      change = lastChange(recording, { step: change.searchedTo - 1, node: 'a', path: ['book', 'a.b'] });
    }
    assert.ok(asked.length > 1, `it asked ${asked.length} times`);
    assert.ok('step' in change && change.step < 12);
  });

  it('refuses a node that is not there', () => {
    const recording = recordSeed(modelOf(zombie), 0);
    assert.throws(() => lastChange(recording, { step: 1, node: 'nobody', path: [] }), /There is no node 'nobody'/);
  });
});
