import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type ScenarioDefinition } from 'backstep';
import fc from 'fast-check';
import fenced from '../../../examples/leases/fenced.ts';
import zombie from '../../../examples/leases/zombie.ts';
import ackBeforeSync from '../../../examples/raft/ack-before-sync.ts';
import fixedTimeouts from '../../../examples/raft/fixed-timeouts.ts';
import raft from '../../../examples/raft/raft.ts';
import volatileVote from '../../../examples/raft/volatile-vote.ts';
import { modelOf, recordSeed } from '../../../sim-core/engine.ts';
import type { Model } from '../../../sim-core/kernel/model.ts';
import type { RunOptions } from '../../../sim-core/kernel/run.ts';
import type { Recording } from '../../../sim-core/kernel/recording.ts';
import { unpackSpans } from '../../../sim-core/trace/facts.ts';
import { someSteps } from '../drawn/executions.ts';
import { changeAhead, drawnChange, INTERVAL, requireForkIsRun, type DrawnChange } from '../drawn/forks.ts';
import { snapshotOf } from '../drawn/snapshot.ts';
import { SOAK } from '../../support/soak.ts';

/** From so many steps of all examples together there is a fork. */
const FORKS = 200 * SOAK;

interface Example {
  readonly name: string;
  readonly definition: ScenarioDefinition<never>;
  /** As much of it as there is time for. */
  readonly duration: string;
  readonly stabilisesAt?: string;
  /** How much longer lengths are than the milliseconds in which changes are drawn. */
  readonly scale: number;
}

const EXAMPLES: readonly Example[] = [
  { name: 'leases/zombie', definition: zombie as never, duration: '35s', stabilisesAt: '25s', scale: 500 },
  { name: 'leases/fenced', definition: fenced as never, duration: '35s', stabilisesAt: '25s', scale: 500 },
  { name: 'raft/raft', definition: raft as never, duration: '2s', stabilisesAt: '1500ms', scale: 20 },
  { name: 'raft/ack-before-sync', definition: ackBeforeSync as never, duration: '2s', stabilisesAt: '1500ms', scale: 20 },
  { name: 'raft/fixed-timeouts', definition: fixedTimeouts as never, duration: '2s', scale: 20 },
  { name: 'raft/volatile-vote', definition: volatileVote as never, duration: '2s', stabilisesAt: '1500ms', scale: 20 },
];

function modelOfExample({ definition, duration, stabilisesAt }: Example): Model {
  const { stabilisesAt: _own, ...scenario } = definition.scenario;
  return modelOf({ kind: definition.kind, scenario: { ...scenario, duration, ...(stabilisesAt === undefined ? {} : { stabilisesAt }) } });
}

/** Steps at which a handler is under way, so that what strikes next strikes it. */
function stepsInHandlers({ trace }: Recording): readonly number[] {
  const { columns } = trace;
  return unpackSpans(trace.spans)
    .filter(({ kind, from, to }) => kind === 'busy' && to < columns.length && columns.time[to]! - columns.time[from]! > 2_000)
    .map(({ from }) => from);
}

/** Faults that strike a process, wherever it is. */
function strikesOn(recording: Recording, step: number): RunOptions[] {
  const { time, stage } = recording.seek(step);
  const node = stage.processes.find(({ busy }) => busy)?.name;
  if (node === undefined) return [];
  const at = `${time + 1_000}us` as const;
  return [
    { pause: node, for: 40 },
    { stall: node, for: 40 },
    { crash: node, for: 20 },
    { crash: node },
    { clock: node, forward: '1s' },
  ].map((fault) => ({
    faults: [{ at, ...fault }],
  }));
}

describe('a fork of an example', () => {
  for (const example of EXAMPLES) {
    it(`is the run with the same change from its beginning, and leaves the recording what it was: ${example.name}`, () => {
      const model = modelOfExample(example);
      const recording = recordSeed(model, 1, {}, { interval: INTERVAL });
      const steps = someSteps(recording.trace.columns.length, Math.ceil(FORKS / EXAMPLES.length), 7);
      const looked = steps.slice(0, 10);
      const before = looked.map((step) => snapshotOf(recording.seek(step)));
      // The examples have no other versions of their nodes.
      const possible = drawnChange(model.names).filter(({ fault }) => fault === undefined || !('upgrade' in fault));
      const changes = fc.sample(possible, { numRuns: steps.length, seed: 3 });
      const fresh = (): Model => modelOfExample(example);
      steps.forEach((step, index) => {
        const changed = changeAhead(recording.seek(step), changes[index] as DrawnChange, example.scale);
        requireForkIsRun({ recording, step, changes: changed, fresh });
      });
      assert.deepEqual(
        looked.map((step) => snapshotOf(recording.seek(step))),
        before,
      );
    });
  }

  it('strikes a handler that is under way', () => {
    const example = EXAMPLES.find(({ name }) => name === 'raft/raft')!;
    const recording = recordSeed(modelOfExample(example), 2, {}, { interval: INTERVAL });
    const steps = stepsInHandlers(recording);
    assert.ok(steps.length > 10, `only ${steps.length} handlers take time`);
    let forks = 0;
    for (const step of steps.filter((_, index) => index % Math.ceil(steps.length / 4) === 0)) {
      for (const changes of strikesOn(recording, step)) {
        requireForkIsRun({ recording, step, changes, fresh: () => modelOfExample(example) });
        forks += 1;
      }
    }
    assert.ok(forks >= 10, `only ${forks} forks struck a handler`);
  });
});

describe('a fork', () => {
  type Work = { type: 'work'; big: boolean };
  const source = node<never, Work>()({
    init(self) {
      self.setTimer('next', 10);
      return {};
    },
    on: {},
    timers: {
      next(_state, self) {
        self.send('worker', { type: 'work', big: false });
        self.complete(self.invoke('ask', self.now()));
        self.setTimer('next', 10);
      },
    },
  });
  const worker = node<Work, never>()({
    init: () => ({ done: 0 }),
    on: {
      work(state, { big }, self) {
        state.done += 1;
        if (big) self.busy(5);
      },
    },
  });
  const fresh = (): Model =>
    modelOf({
      kind: 'backstep.scenario',
      scenario: { name: 'fork', nodes: { source, worker }, network: { latency: 1 }, duration: 200, properties: [] },
    });

  it('in which a handler takes time for the first time goes on from where it branched off', () => {
    const recording = recordSeed(fresh(), 0, {}, { interval: INTERVAL });
    const lie = { node: 'source', behaviour: { behaviour: 'forge' as const, fields: { big: true } }, after: 20 };
    const step = recording.seek(20).steps - 1;
    const changes = { lies: [{ ...lie, after: step }] };
    requireForkIsRun({ recording, step, changes, fresh });
    const fork = recording.fork(step, changes);
    fork.run();
    assert.ok(fork.outcome().events > recording.trace.outcome.events, 'nothing took time');
  });

  it('has a history of its own', () => {
    const recording = recordSeed(fresh(), 0, {}, { interval: INTERVAL });
    const last = recording.trace.columns.length - 1;
    const before = structuredClone(recording.seek(last).stage.history.operations);
    const fork = recording.fork(20, { faults: [{ at: 60, clock: 'source', forward: '1h' }] });
    fork.run();
    assert.notDeepEqual(fork.stage.history.operations, before);
    recording.seek(30);
    assert.deepEqual(recording.seek(last).stage.history.operations, before);
  });

  it('may be forked again', () => {
    const recording = recordSeed(fresh(), 0, {}, { interval: INTERVAL });
    const first = [{ at: 100, pause: 'worker', for: 30 }];
    const once = recordSeed(fresh(), 0, { faults: first }, { interval: INTERVAL });
    const step = 30;
    assert.ok(once.seek(step).time < 90_000);
    requireForkIsRun({ recording, step, changes: { faults: first }, fresh });
    requireForkIsRun({ recording: once, step, changes: { faults: [...first, { at: 110, crash: 'source', for: 5 }] }, fresh });
  });

  it('may lack a fault that the run had ahead of it, or have another in its place', () => {
    const recording = recordSeed(fresh(), 0, { faults: [{ at: 150, crash: 'worker' }] }, { interval: INTERVAL });
    requireForkIsRun({ recording, step: 30, changes: { faults: [] }, fresh });
    requireForkIsRun({ recording, step: 30, changes: { faults: [{ at: 120, pause: 'source', for: 20 }] }, fresh });
    const { faults } = recording.fork(30, { faults: [] }).outcome();
    assert.deepEqual(faults, {});
  });

  it('may have a nemesis that draws something else from there on', () => {
    const disturbed = (): Model => {
      const { scenario } = {
        scenario: { name: 'fork', nodes: { source, worker }, network: { latency: 1 }, duration: 200, properties: [] },
      };
      return modelOf({ kind: 'backstep.scenario', scenario: { ...scenario, nemesis: { pause: { every: 20, for: [1, 9] } } } });
    };
    const recording = recordSeed(disturbed(), 0, {}, { interval: INTERVAL });
    const { faults } = recording.trace;
    // Each strike is three draws: when, which node, and for how long.
    const third = faults[2]!;
    const step = recording.trace.columns.time.findIndex((time) => time >= third.at) - 1;
    assert.ok(recording.seek(step).time < third.at);
    requireForkIsRun({ recording, step, changes: { choices: { 'nemesis/pause': { 7: 0.999, 8: 0.999 } } }, fresh: disturbed });
    assert.throws(
      () => recording.fork(step, { choices: { 'nemesis/pause': { 1: 0.999, 2: 0.999 } } }),
      /nemesis\.pause\[0\] begins at \d+ µs, which the run that is forked has passed/,
    );
  });

  it('refuses to change what lies behind it', () => {
    const recording = recordSeed(fresh(), 0);
    const silent = { behaviour: 'silent' } as const;
    const refuses = (changes: RunOptions, message: RegExp): void => assert.throws(() => recording.fork(40, changes), message);
    refuses({ faults: [{ at: 1, crash: 'source' }] }, /added\[0\] begins at 1000 µs, which the run that is forked has passed/);
    refuses({ drops: ['source>worker#0'] }, /source>worker#0 was sent before the run is forked: the next one is source>worker#\d/);
    refuses({ lies: [{ node: 'source', behaviour: silent, after: 3 }] }, /let it lie after step \d+/);
    refuses({ byzantine: { source: silent } }, /let it lie after step \d+/);
    const drawing = recordSeed(fresh(), 0, { choices: { 'loss/source>worker': { 3: 0.5 } } });
    assert.doesNotThrow(() => drawing.fork(40, { choices: {} }), 'nothing was drawn there');
  });

  it('refuses to change a draw that was made', () => {
    const dice = node<never, never>()({
      init: (self) => ({ thrown: self.random() }),
      on: {},
      timers: {},
    });
    const recording = recordSeed(
      modelOf({ kind: 'backstep.scenario', scenario: { name: 'dice', nodes: { dice }, duration: 10, properties: [] } }),
      0,
    );
    assert.throws(
      () => recording.fork(0, { choices: { 'node/dice': { 0: 0.5 } } }),
      /The draw 0 of node\/dice was made before the run is forked: the next one is 1/,
    );
    assert.doesNotThrow(() => recording.fork(0, { choices: { 'node/dice': { 1: 0.5 } } }));
  });
});

describe('a recording beside another', () => {
  const talker = node<{ type: 'word' }>()({
    init(self) {
      self.setTimer('talk', 1);
      return { heard: 0, said: 0 };
    },
    on: {
      word(state) {
        state.heard += 1;
      },
    },
    timers: {
      talk(state, self) {
        state.said += 1;
        self.send(self.peers[0]!, { type: 'word' });
        self.setTimer('talk', 1);
      },
    },
  });
  const talking = (name = 'talk'): Model =>
    modelOf({ kind: 'backstep.scenario', scenario: { name, nodes: { a: talker, b: talker }, duration: '2s', properties: [] } });
  const model = talking();
  const recording = recordSeed(model, 0, {}, { interval: 64 });

  it('executes only what comes after the last checkpoint that the two share', () => {
    const { length } = recording.trace.columns;
    const late = recordSeed(model, 0, { faults: [{ at: '1900ms', crash: 'a' }] }, { beside: recording });
    assert.ok(late.shared > 0.8 * length, `${late.shared} of ${length} events`);
    const later = recordSeed(model, 0, { faults: [{ at: '1900ms', crash: 'a' }], drops: ['b>a#1950'] }, { beside: late });
    assert.ok(later.shared > late.shared, `a fork of a fork shared ${later.shared} events, and the first ${late.shared}`);
  });

  it('executes all where the two are not the same to begin with', () => {
    const others: readonly [string, Recording][] = [
      ['another seed', recordSeed(model, 1, {}, { beside: recording })],
      ['another scenario', recordSeed(talking('other'), 0, {}, { beside: recording })],
      ['another strategy', recordSeed(model, 0, { strategy: 'pct:3' }, { beside: recording })],
      ['a liar from the start', recordSeed(model, 0, { byzantine: { a: { behaviour: 'silent' } } }, { beside: recording })],
      ['modules that keep something', recordSeed(model, 0, {}, { beside: recording, anew: talking })],
    ];
    for (const [what, { shared, trace }] of others) {
      assert.equal(shared, 0, what);
      assert.ok(trace.columns.length > 1_000, what);
    }
  });
});

describe('what a run may be told', () => {
  const model = modelOf({
    kind: 'backstep.scenario',
    scenario: { name: 'told', nodes: { a: node()({ init: () => ({}), on: {} as never }) }, duration: 10, properties: [] },
  });
  const refuses = (options: RunOptions, message: RegExp): void => assert.throws(() => recordSeed(model, 0, options), message);

  it('is a message of a link', () => {
    refuses({ drops: ['a>a'] }, /'a>a' names no message/);
    refuses({ drops: ['a>a>a#1'] }, /'a>a>a#1' names no message/);
    refuses({ drops: ['a>z#1'] }, /'z', which does not exist/);
  });

  it('is a draw that can be made', () => {
    refuses({ choices: { 'latencyy/a>a': { 0: 0.5 } } }, /choices\['latencyy\/a>a'\] is no site at which a run draws/);
    refuses({ choices: { 'node/z': { 0: 0.5 } } }, /'z', which does not exist/);
    refuses({ choices: { 'latency/a': { 0: 0.5 } } }, /does not exist/);
    refuses({ choices: { 'nemesis/heal': { 0: 0.5 } } }, /is of a fault that no nemesis draws/);
    refuses({ choices: { 'node/a': { 0: 1 } } }, /has 0: 1/);
    refuses({ choices: { 'node/a': { 0.5: 0.1 } } }, /has 0.5: 0.1/);
  });
});
