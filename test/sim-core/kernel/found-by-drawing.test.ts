import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, safety, violation, type Operation, type World } from 'backstep';
import { modelOf, recordSeed, runSeed } from '../../../sim-core/engine.ts';
import type { Model } from '../../../sim-core/kernel/model.ts';
import { runOf } from '../../../sim-core/kernel/run.ts';
import { Simulation } from '../../../sim-core/kernel/simulation.ts';

// What drawn scenarios have found, each as the smallest run that shows it.

const scenarioOf = (nodes: object, properties: readonly object[] = []): Model =>
  modelOf({ kind: 'backstep.scenario', scenario: { name: 'found', nodes, network: { latency: 1 }, duration: 20, properties } });

describe('a handler that throws half-way', () => {
  const fragile = node<{ type: 'work'; long: boolean }>()({
    init(self) {
      self.setTimer('first', self.randomInteger(1, 5));
      return { begun: 0 };
    },
    on: {
      work(state, { long }, self) {
        state.begun += 1;
        if (long) self.busy(1);
        else throw new Error('It gives up.');
      },
    },
    timers: {
      first(_state, self) {
        // Half of the seeds make it a node whose handlers take time.
        self.send(self.id, { type: 'work', long: self.random() < 0.5 });
      },
    },
  });

  it('leaves what others see as it was before it', () => {
    const half = safety(function noWorkIsHalfDone({ nodes, isUp }: World<{ a: typeof fragile }>) {
      return nodes.a.begun === 0 || isUp('a');
    });
    for (let seed = 0; seed < 10; seed++) {
      const { properties } = runSeed(scenarioOf({ a: fragile }, [half]), seed);
      assert.equal(properties[0]!.verdict, 'held', `seed ${seed}`);
    }
  });

  it('does so whatever seeds ran before it', () => {
    const model = scenarioOf({ a: fragile });
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const alone = seeds.map((seed) => runSeed(scenarioOf({ a: fragile }), seed).hash);
    assert.deepEqual(
      seeds.map((seed) => runSeed(model, seed).hash),
      alone,
    );
    assert.deepEqual(
      [...seeds].reverse().map((seed) => runSeed(model, seed).hash),
      [...alone].reverse(),
    );
  });
});

describe('a checkpoint', () => {
  it('can be gone on from by a run that does not know yet which handlers take time', () => {
    const worker = node<{ type: 'work'; long: boolean }>()({
      init(self) {
        self.send(self.id, { type: 'work', long: true });
        self.setTimer('short', 10);
        return { done: 0 };
      },
      on: {
        work(state, { long }, self) {
          state.done += 1;
          if (long) self.busy(2);
        },
      },
      timers: {
        short(state) {
          state.done += 10;
        },
      },
    });
    const recording = recordSeed(scenarioOf({ a: worker }), 1);
    const { length } = recording.trace.columns;
    for (let step = 0; step < length; step++) {
      const fresh = scenarioOf({ a: worker });
      const resumed = new Simulation(fresh, runOf(fresh, 1), { travels: true });
      resumed.load(recording.seek(step).save());
      resumed.run();
      assert.equal(resumed.outcome().hash, recording.trace.outcome.hash, `from step ${step} on`);
    }
  });
});

describe('a property that remembers the nodes or the history', () => {
  const ticker = node<never, never>()({
    init(self) {
      self.setTimer('next', 2);
      return { n: 5 };
    },
    on: {},
    timers: {
      next(state, self) {
        state.n -= 1;
        self.invoke('count', state.n);
        self.setTimer('next', 2);
      },
    },
  });
  type Cluster = World<{ a: typeof ticker }>;

  it('sees that something shrank', () => {
    const neverShrinks = safety({ memory: () => ({ before: undefined as Cluster['nodes'] | undefined }) })(function neverShrinks(
      { nodes }: Cluster,
      memory: { before: Cluster['nodes'] | undefined },
    ) {
      const { before } = memory;
      memory.before = nodes;
      return before === undefined || before.a.n <= nodes.a.n || violation(`It went from ${before.a.n} to ${nodes.a.n}.`);
    });
    const [outcome] = runSeed(scenarioOf({ a: ticker }, [neverShrinks]), 1).properties;
    assert.equal(outcome!.because, 'It went from 5 to 4.');
  });

  it('sees that something was added', () => {
    const neverGrows = safety({ memory: () => ({ before: undefined as readonly Operation[] | undefined }) })(function neverGrows(
      { history }: Cluster,
      memory: { before: readonly Operation[] | undefined },
    ) {
      const { before } = memory;
      memory.before = history;
      return before === undefined || before.length === history.length || violation(`It grew from ${before.length} to ${history.length}.`);
    });
    const [outcome] = runSeed(scenarioOf({ a: ticker }, [neverGrows]), 1).properties;
    assert.equal(outcome!.because, 'It grew from 0 to 1.');
  });
});

describe('a handler that is struck under way', () => {
  const gambler = node<never, never>()({
    init(self) {
      self.setTimer('throw', 2);
      return { thrown: [] as number[] };
    },
    on: {},
    timers: {
      throw(state, self) {
        state.thrown.push(self.randomInteger(1, 1_000));
        self.busy(5);
        state.thrown.push(self.randomInteger(1, 1_000));
      },
    },
  });

  it('has drawn what it would have drawn otherwise', () => {
    const thrown = (...faults: readonly object[]): unknown => {
      const definition = { name: 'dice', nodes: { a: gambler }, duration: 50, stabilisesAt: 50, properties: [], faults };
      const recording = recordSeed(modelOf({ kind: 'backstep.scenario', scenario: definition }), 1);
      return recording.seek(recording.trace.columns.length - 1).processes[0]!.view()!['thrown'];
    };
    const undisturbed = thrown();
    for (const fault of [
      { pause: 'a', for: 5 },
      { stall: 'a', for: 5 },
      { clock: 'a', forward: 5 },
    ]) {
      assert.deepEqual(thrown({ at: 4, ...fault }), undisturbed, JSON.stringify(fault));
    }
  });
});

describe('liars that stabilisation makes honest', () => {
  it('become so in one order, also where the run goes on from a checkpoint', () => {
    const quiet = node<never, never>()({
      init(self) {
        self.setTimer('tick', '1ms');
        return {};
      },
      on: {},
      timers: { tick: (_state, self) => self.setTimer('tick', '1ms') },
    });
    const lie = { behaviour: 'silent' } as const;
    const faults = [
      { at: '1ms', byzantine: 'b', lie, for: '90ms' },
      { at: '2ms', byzantine: 'a', lie, for: '90ms' },
    ];
    const definition = { name: 'liars', nodes: { a: quiet, b: quiet }, duration: '9ms', stabilisesAt: '7ms', properties: [], faults };
    const recording = recordSeed(modelOf({ kind: 'backstep.scenario', scenario: definition }), 1);
    for (let step = recording.trace.columns.length - 1; step >= 0; step--) assert.doesNotThrow(() => recording.seek(step));
  });
});

describe('a client that forgets', () => {
  const client = node()({
    init(self) {
      self.setTimer('again', 1);
      const operation = self.invoke('act', null);
      return { open: [operation], operation };
    },
    on: {},
    timers: {
      again(state, self) {
        if (state.open.length > 0) self.complete(state.open.shift()!, null);
        self.setTimer('again', 1);
      },
    },
  });
  const once = safety(function itEndsOnce({ history }: World<{ a: typeof client }>) {
    return history.filter(({ status }) => status === 'ok').length <= 1;
  });

  it('that it has ended an operation does not end it once more, and is no mistake in the file', () => {
    const model = scenarioOf({ a: client }, [once]);
    const seeds = Array.from({ length: 20 }, (_, seed) =>
      runSeed(model, seed, { byzantine: { a: { behaviour: 'amnesia', chance: 0.5 } } }),
    );
    assert.deepEqual(new Set(seeds.map(({ verdict }) => verdict)), new Set(['held']));
  });

  it('does so too where a fault has overwritten what it knows', () => {
    const { operation } = recordSeed(scenarioOf({ a: client }, [once]), 0)
      .seek(0)
      .processes[0]!.view() as { operation: number };
    const { verdict, faults } = runSeed(scenarioOf({ a: client }, [once]), 0, {
      faults: [{ at: 5, memory: 'a', set: { open: [operation] } }],
    });
    assert.deepEqual([verdict, faults.memory!.struck], ['held', 1]);
  });
});
