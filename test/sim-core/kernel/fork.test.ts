import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, safety, scenario, type World } from 'backstep';
import { modelOf, recordSeed, runSeed, type RunOptions } from '../../../sim-core/engine.ts';
import { eventAt } from '../../../sim-core/trace/trace.ts';
import { KIND } from '../../../sim-core/trace/event.ts';
import type { Simulation } from '../../../sim-core/kernel/simulation.ts';
import { stress } from '../stress.ts';

type M = { type: 'm'; big: boolean; n: number };

const source = node<never, M>()({
  init(self) {
    self.setTimer('t', 10);
    return { n: 0 };
  },
  on: {},
  timers: {
    t(state, self) {
      state.n += 1;
      self.send('sink', { type: 'm', big: false, n: state.n });
      self.complete(self.invoke('op', state.n), state.n);
      self.setTimer('t', 10);
    },
  },
});
const sink = node<M>()({
  init: () => ({ got: [] as number[] }),
  on: {
    m(state, { big, n }, self) {
      state.got.push(n);
      if (big) self.busy(5);
    },
  },
});
const nodes = { source, sink };
class P {
  @safety static ok({ history }: World<typeof nodes>) {
    return history.length >= 0;
  }
}
const definition = scenario({ name: 'f', nodes, network: { latency: 1, reorder: 0 }, duration: 200, properties: [P] });
const model = modelOf(definition);

const got = (fork: Simulation): number[] => (fork.processes[1]!.visible as { got: number[] }).got;

/** The step at which the fifth message leaves. */
function stepOfFifth(): number {
  const { trace } = recordSeed(model, 1);
  return Array.from({ length: trace.columns.length }, (_, step) => eventAt(trace, step)).filter(({ kind }) => kind === 'send')[4]!.step;
}

describe('a fork', () => {
  const recording = recordSeed(model, 1);
  const { outcome } = recording.trace;
  const step = stepOfFifth();

  it('that changes nothing is the run itself, from anywhere', () => {
    for (const at of [0, 1, step, recording.trace.columns.length - 1]) {
      const fork = recording.fork(at, {});
      fork.run();
      assert.deepEqual(fork.outcome(), outcome);
    }
  });

  it('that adds something is the run that has had it from the start', () => {
    const changes: RunOptions[] = [
      { faults: [{ at: '100ms', crash: 'sink', for: '20ms' }] },
      { faults: [{ at: '100ms', clock: 'source', forward: '1s' }, { at: '100ms', loss: 0.5, for: '50ms' }] },
      { drops: ['source>sink#10'] },
      { lies: [{ node: 'source', behaviour: { behaviour: 'silent' }, after: 60 }] },
      { choices: { 'loss/source>sink': { 12: 0 } }, faults: [{ at: '100ms', loss: 0.01, for: '50ms' }] },
    ];
    for (const change of changes) {
      const fork = recording.fork(step, change);
      fork.run();
      assert.deepEqual(fork.outcome(), runSeed(modelOf(definition), 1, change), JSON.stringify(change));
      assert.notEqual(fork.outcome().hash, outcome.hash);
    }
  });

  it('may have a handler take time for the first time', () => {
    const fork = recording.fork(step, { byzantine: { source: { behaviour: 'forge', fields: { big: true } } } });
    fork.run();
    assert.deepEqual(got(fork), Array.from({ length: got(fork).length }, (_, index) => index + 1));
    assert.equal(fork.processes[1]!.status(), 'up');
  });

  it('loses the message that it drops, and no other waits for it', () => {
    const fork = recording.fork(step, { drops: ['source>sink#10'] });
    fork.run();
    assert.ok(!got(fork).includes(11) && got(fork).includes(10) && got(fork).includes(12));
    assert.deepEqual(fork.outcome().faults.loss, { requested: 1, struck: 1, observed: 1 });
  });

  it('writes nothing into the run that it leaves', () => {
    const before = recording.inspect(recording.trace.columns.length - 1);
    const history = recording.seek(recording.trace.columns.length - 1).stage.history.operations.slice();
    const fork = recording.fork(step, { faults: [{ at: '60ms', pause: 'source', for: '50ms' }] });
    fork.run();
    assert.ok(fork.stage.history.operations.length < history.length);
    recording.seek(step);
    assert.deepEqual(recording.seek(recording.trace.columns.length - 1).stage.history.operations, history);
    assert.deepEqual(recording.inspect(recording.trace.columns.length - 1), before);
  });

  it('keeps what its run had beyond the scenario', () => {
    const added: { faults: NonNullable<RunOptions['faults']> } = { faults: [{ at: '150ms', crash: 'sink', for: '10ms' }] };
    const late = recordSeed(model, 1, added);
    const fork = late.fork(step, { faults: [{ at: '100ms', pause: 'sink', for: '10ms' }] });
    fork.run();
    assert.deepEqual(fork.outcome(), runSeed(modelOf(definition), 1, { faults: [...added.faults, { at: '100ms', pause: 'sink', for: '10ms' }] }));
    assert.deepEqual(Object.keys(fork.outcome().faults), ['crash', 'pause']);
  });

  it('of a run under all kinds of fault has the faults that are active end when they were to', () => {
    const rough = modelOf(stress);
    const original = recordSeed(rough, 3);
    const cut = original.trace.columns.kind.indexOf(KIND.partition);
    const extra: RunOptions = { faults: [{ at: '1.9s', delay: '3ms', for: '10ms' }] };
    const fork = original.fork(cut, extra);
    fork.run();
    assert.deepEqual(fork.outcome(), runSeed(modelOf(stress), 3, extra));
  });

  it('that changes what lies behind is refused', () => {
    const late = step + 10;
    const behind: RunOptions[] = [
      { faults: [{ at: '1ms', crash: 'sink' }] },
      { drops: ['source>sink#0'] },
      { lies: [{ node: 'source', behaviour: { behaviour: 'silent' }, after: 3 }] },
    ];
    for (const change of behind) assert.throws(() => recording.fork(late, change), RangeError, JSON.stringify(change));
    const drawn = recordSeed(modelOf(scenario({ ...definition.scenario, network: { latency: { min: 1, max: 5 } } })), 1);
    assert.throws(() => drawn.fork(drawn.trace.columns.length - 1, { choices: { 'latency/source>sink': { 2: 0.5 } } }), RangeError);
  });
});

describe('the fingerprint of a world', () => {
  const x = node<{ type: 'm' }>()({ init: () => ({ got: 0 }), on: { m: (state) => void (state.got += 1) } });
  const pair = node<never, { type: 'm' }>()({
    init(self) {
      self.setTimer('t', 1);
      return {};
    },
    on: {},
    timers: {
      t(_state, self) {
        self.send('x', { type: 'm' });
        self.send('y', { type: 'm' });
      },
    },
  });
  const end = (toX: number, toY: number, more: object = {}): string => {
    const network = { latency: 1, links: { 'src>x': { latency: toX }, 'src>y': { latency: toY } } };
    const recording = recordSeed(modelOf({ kind: 'backstep.scenario', scenario: { name: 'w', nodes: { src: pair, x, y: x }, network, duration: 100, properties: [], ...more } }), 0);
    const simulation = recording.fork(recording.trace.columns.length - 1, {});
    simulation.run();
    return simulation.fingerprint();
  };

  it('is the same after two orders of deliveries that have nothing to do with each other', () => {
    assert.equal(end(2, 3), end(3, 2));
  });

  it('is another where something is another', () => {
    const worlds = [end(2, 3), end(2, 3, { duration: 101 }), end(2, 200), end(2, 3, { faults: [{ at: 50, crash: 'x' }] }), end(2, 3, { faults: [{ at: 50, pause: 'x', for: '1s' }] }), end(2, 3, { faults: [{ at: 50, clock: 'x', forward: 1 }] }), end(2, 3, { faults: [{ at: 50, loss: 1, for: '1s' }] })];
    assert.equal(new Set(worlds).size, worlds.length);
  });
});
