import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, safety, type Message, type NodeDefinition, type Scenario } from 'backstep';
import fc from 'fast-check';
import { modelOf } from '../../../sim-core/engine.ts';
import { recordSeed } from '../../../sim-core/engine.ts';
import { runOf, type RunOptions } from '../../../sim-core/kernel/run.ts';
import { Simulation } from '../../../sim-core/kernel/simulation.ts';
import { nodeOf, program, type Instruction, type Program } from '../drawn/program.ts';
import { SOAK, SOAK_SEED } from '../../support/soak.ts';

const RUNS = 150 * SOAK;

type Nodes = Record<string, NodeDefinition<never, never, never>>;
type Rest = Partial<Omit<Scenario, 'nodes'>>;

function simulated(nodes: object, rest: Rest = {}, options: RunOptions = {}): Simulation {
  const model = modelOf({
    kind: 'backstep.scenario',
    scenario: { name: 'fingerprint', nodes: nodes as Nodes, network: { latency: '1ms' }, duration: '100ms', properties: [], ...rest },
  });
  return new Simulation(model, runOf(model, 1, options), { travels: true });
}

/** Of the world at the end. */
function fingerprintOf(simulation: Simulation): string {
  simulation.run();
  return simulation.fingerprint();
}

/** Sends these messages in this order, from its start on. */
const sends = (...messages: readonly (readonly [to: string, message: Message])[]) =>
  node<never, Message>()({
    init(self) {
      for (const [to, message] of messages) self.send(to, message);
      return {};
    },
    on: {},
  });

const counter = node<{ type: 'm' }>()({
  init: () => ({ got: 0 }),
  on: {
    m(state) {
      state.got += 1;
    },
  },
});

const m = { type: 'm' } as const;
const r = { type: 'r' } as const;

function requireSame(...simulations: readonly Simulation[]): void {
  const [first, ...others] = simulations.map((simulation) => fingerprintOf(simulation));
  for (const other of others) assert.equal(other, first);
}

function requireDifferent(one: Simulation, other: Simulation): void {
  assert.notEqual(fingerprintOf(one), fingerprintOf(other));
}

describe('two orders of deliveries that have nothing to do with each other have one fingerprint', () => {
  it('when they come to different nodes at different times', () => {
    const at = (x: number, y: number): Simulation =>
      simulated(
        { s: sends(['x', m], ['y', m]), x: counter, y: counter },
        { network: { links: { 's>x': { latency: x }, 's>y': { latency: y } } as never } },
      );
    requireSame(at(2, 3), at(3, 2), at(9, 9));
  });

  it('when links keep their messages in order', () => {
    const at = (x: number, y: number): Simulation =>
      simulated(
        { s: sends(['x', m], ['y', m]), x: counter, y: counter },
        { network: { reorder: 0, links: { 's>x': { latency: x }, 's>y': { latency: y } } as never } },
      );
    requireSame(at(2, 3), at(3, 2));
  });

  it('when each sets a timer', () => {
    const sleeper = node<{ type: 'm' }>()({
      init: () => ({ awake: false }),
      on: {
        m(_state, _message, self) {
          self.setTimer('wake', '1h');
        },
      },
      timers: {
        wake(state) {
          state.awake = true;
        },
      },
    });
    const nodes = { x: sleeper, y: sleeper };
    requireSame(simulated({ s: sends(['x', m], ['y', m]), ...nodes }), simulated({ s: sends(['y', m], ['x', m]), ...nodes }));
  });

  it('when one node sets timers for different times', () => {
    const both = node<{ type: 'm' } | { type: 'r' }>()({
      init: () => ({}),
      on: {
        m(_state, _message, self) {
          self.setTimer('one', '1h');
        },
        r(_state, _message, self) {
          self.setTimer('other', '2h');
        },
      },
      timers: { one() {}, other() {} },
    });
    requireSame(simulated({ s: sends(['x', m], ['x', r]), x: both }), simulated({ s: sends(['x', r], ['x', m]), x: both }));
  });

  it('when operations are invoked and completed at different clients', () => {
    const client = node<{ type: 'm' } | { type: 'r' }>()({
      init: () => ({ open: -1 }),
      on: {
        m(state, _message, self) {
          state.open = self.invoke('put', { by: self.id });
        },
        r(state, _message, self) {
          self.complete(state.open, 'done');
        },
      },
    });
    const nodes = { x: client, y: client };
    requireSame(
      simulated({ s: sends(['x', m], ['y', m], ['x', r], ['y', r]), ...nodes }),
      simulated({ s: sends(['y', m], ['x', m], ['x', r], ['y', r]), ...nodes }),
      simulated({ s: sends(['y', m], ['x', m], ['y', r], ['x', r]), ...nodes }),
    );
  });

  it('when they write different keys that are synced, or to different disks', () => {
    const writer = node<{ type: 'm' } | { type: 'r' }>()({
      init: () => ({}),
      on: {
        m(_state, _message, self) {
          self.disk.write('one', 1);
          self.disk.sync();
        },
        r(_state, _message, self) {
          self.disk.write('other', 2);
          self.disk.sync();
        },
      },
    });
    requireSame(simulated({ s: sends(['x', m], ['x', r]), x: writer }), simulated({ s: sends(['x', r], ['x', m]), x: writer }));
    const unsynced = node<{ type: 'm' }>()({
      init: () => ({}),
      on: {
        m(_state, _message, self) {
          self.disk.write('one', { by: self.id });
        },
      },
    });
    const nodes = { x: unsynced, y: unsynced };
    requireSame(simulated({ s: sends(['x', m], ['y', m]), ...nodes }), simulated({ s: sends(['y', m], ['x', m]), ...nodes }));
  });

  it('when links hold them back for a node that they reach in another order', () => {
    const set = node<{ type: 'm' }>()({
      init: () => ({ heard: new Set<string>() }),
      on: {
        m(state, _message, _self, from) {
          state.heard.add(from);
        },
      },
    });
    const at = (x: number, y: number, duration: number): Simulation =>
      simulated(
        { x: sends(['z', m]), y: sends(['z', m]), z: set },
        {
          duration,
          network: { links: { 'x>z': { latency: x }, 'y>z': { latency: y } } as never },
          faults: [{ at: 0, clog: { to: ['z'] }, for: 50 }] as never,
        },
      );
    requireSame(at(2, 3, 10), at(3, 2, 10));
    requireSame(at(2, 3, 100), at(3, 2, 100));
  });

  it('when one of them comes twice and changes nothing', () => {
    const flag = node<{ type: 'm' }>()({
      init: () => ({ set: false }),
      on: {
        m(state) {
          state.set = true;
        },
      },
    });
    requireSame(simulated({ s: sends(['x', m]), x: flag }), simulated({ s: sends(['x', m], ['x', m], ['x', m]), x: flag }));
  });
});

describe('a world that has been through something and is the same again has the same fingerprint', () => {
  const nodes = { s: sends(), x: counter, y: counter };
  const after = (...faults: readonly object[]): Simulation => simulated(nodes, { stabilisesAt: '1s', faults: faults as never });

  it('after crashes and restarts, in any order', () => {
    requireSame(
      after({ at: 10, crash: 'x', for: 10 }, { at: 15, crash: 'y', for: 10 }),
      after({ at: 10, crash: 'y', for: 10 }, { at: 15, crash: 'x', for: 10 }),
      after({ at: 12, crash: 'x', for: 1 }, { at: 30, crash: 'y' }, { at: 40, restart: 'y' }),
    );
  });

  it('while nodes are down for the same time', () => {
    requireSame(after({ at: 10, crash: 'x', for: '1s' }), after({ at: 20, crash: 'x', for: '990ms' }));
    requireSame(after({ at: 10, crash: 'x' }, { at: 20, crash: 'y' }), after({ at: 10, crash: 'y' }, { at: 20, crash: 'x' }));
  });

  it('after pauses, stalls of nothing, partitions, clogs, and jumps of a clock that make up for each other', () => {
    requireSame(
      after({ at: 10, pause: 'x', for: 10 }, { at: 20, partition: [['x'], ['y']], for: 10 }),
      after({ at: 30, clog: { from: ['x'] }, for: 3 }),
      after({ at: 10, clock: 'x', forward: '1s' }, { at: 50, clock: 'x', backward: '1s' }),
    );
    requireSame(
      after({ at: 10, clock: 'x', forward: '1s' }, { at: 50, clock: 'x', forward: '2s' }),
      after({ at: 20, clock: 'x', forward: '2s' }, { at: 30, clock: 'x', forward: '1s' }),
    );
  });

  it('after a crash whose disk lost nothing that mattered', () => {
    const writer = node<never, never>()({
      init(self) {
        if (self.disk.read('x') === undefined) {
          self.disk.write('x', 1);
          self.disk.sync();
        }
        self.disk.write('y', 1);
        self.disk.sync();
        self.disk.write('y', 1);
        return {};
      },
      on: {},
    });
    requireSame(
      simulated({ writer }, { faults: [{ at: 10, crash: 'writer', for: 5 }] as never }),
      simulated({ writer }, { faults: [{ at: 20, crash: 'writer', for: 5 }] as never }),
    );
  });

  it('when the faults are the same by another name', () => {
    const scenario: Rest = {
      stabilisesAt: '90ms',
      nemesis: { pause: { every: '20ms', for: '15ms' }, partition: { every: '30ms', for: '9ms' } },
    };
    const one = simulated(nodes, scenario);
    const { faults } = recordSeed(one.stage.model, 1).trace;
    assert.ok(faults.length > 3);
    const pasted = new Function(`return [${faults.map(({ line }) => line).join('\n')}]`)() as NonNullable<Scenario['faults']>;
    const other = simulated(nodes, { stabilisesAt: '90ms', faults: pasted });
    for (;;) {
      assert.equal(other.fingerprint(), one.fingerprint(), `at ${one.time} µs`);
      if (!one.step()) break;
      other.step();
    }
  });
});

describe('two worlds that are not the same have different fingerprints', () => {
  it('when two places share one object, or two that are equal', () => {
    const holder = (shares: boolean) =>
      node<never, never>()({
        init() {
          const one = { n: 1 };
          return { one, other: shares ? one : { n: 1 }, map: new Map([[1, one]]), set: new Set([one]) };
        },
        on: {},
      });
    requireDifferent(simulated({ a: holder(true) }), simulated({ a: holder(false) }));
  });

  it('when two views of bytes share one buffer, or not', () => {
    const holder = (shares: boolean) =>
      node<never, never>()({
        init() {
          const buffer = new ArrayBuffer(2);
          return { one: new Uint8Array(buffer), other: new Uint8Array(shares ? buffer : new ArrayBuffer(2)) };
        },
        on: {},
      });
    requireDifferent(simulated({ a: holder(true) }), simulated({ a: holder(false) }));
  });

  it('when a message that is under way shares something, or goes elsewhere, or later', () => {
    const one = { n: 1 };
    const x = node<Message>()({ init: () => ({}), on: { m() {} } });
    const sending = (message: Message, to = 'x', latency = 50): Simulation =>
      simulated({ s: sends([to, message]), x, y: x }, { duration: '10ms', network: { latency } });
    const base = fingerprintOf(sending({ ...m, one, other: one } as Message));
    for (const other of [
      sending({ ...m, one, other: { n: 1 } } as Message),
      sending({ ...m, one, other: one } as Message, 'y'),
      sending({ ...m, one, other: one } as Message, 'x', 51),
    ]) {
      assert.notEqual(fingerprintOf(other), base);
    }
  });

  it('when a disk is synced, or not', () => {
    const writer = (syncs: boolean) =>
      node<never, never>()({
        init(self) {
          self.disk.write('x', 1);
          if (syncs) self.disk.sync();
          return {};
        },
        on: {},
      });
    requireDifferent(simulated({ a: writer(true) }), simulated({ a: writer(false) }));
  });

  it('when a node was started more often, which it can read', () => {
    const crashed = (times: number): Simulation =>
      simulated({ x: counter }, { faults: Array.from({ length: times }, (_, at) => ({ at: 10 + at, crash: 'x', for: 0.5 })) as never });
    requireDifferent(crashed(1), crashed(2));
  });

  it('when another fault is to come, or one ends later', () => {
    const nodes = { x: counter, y: counter };
    const ahead = (fault: object): string => {
      const simulation = simulated(nodes, { stabilisesAt: '1s', faults: [fault] as never });
      simulation.advanceTo(10_000);
      return simulation.fingerprint();
    };
    const faults = [
      { at: 50, crash: 'x' },
      { at: 50, crash: 'y' },
      { at: 60, crash: 'x' },
      { at: 50, pause: 'x', for: 10 },
      { at: 5, pause: 'x', for: 60 },
      { at: 5, pause: 'x', for: 61 },
      { at: 5, crash: 'x', for: 60 },
      { at: 5, partition: [['x'], ['y']], for: 60 },
      { at: 5, delay: 3, for: 60 },
      { at: 5, delay: 4, for: 60 },
      { at: 5, stall: 'x', for: 60 },
      { at: 5, stall: 'x', for: 61 },
      { at: 5, clock: 'x', forward: 1 },
    ];
    assert.equal(new Set(faults.map(ahead)).size, faults.length);
  });

  it('when a node lies, or will', () => {
    const nodes = { x: counter, y: counter };
    const silent = { behaviour: 'silent' } as const;
    const runs: RunOptions[] = [
      {},
      { byzantine: { x: silent } },
      { lies: [{ node: 'x', behaviour: silent, after: 100 }] },
      { drops: ['x>y#0'] },
    ];
    assert.equal(new Set(runs.map((options) => fingerprintOf(simulated(nodes, {}, options)))).size, runs.length);
  });

  it('when a handler threw, though the node is what it was', () => {
    const throwing = (throws: boolean) =>
      node<never, never>()({
        init(self) {
          self.setTimer('throw', 10);
          return {};
        },
        on: {},
        timers: {
          throw() {
            if (throws) throw new Error('It throws.');
          },
        },
      });
    const faults = [
      { at: 11, crash: 'a' },
      { at: 12, restart: 'a' },
    ] as never;
    const run = (throws: boolean): Simulation => simulated({ a: throwing(throws) }, { duration: '15ms', stabilisesAt: '1s', faults });
    requireDifferent(run(true), run(false));
  });

  it('when a property remembers something else, or has another obligation', () => {
    const nodes = { s: sends(['x', m]), x: counter };
    const remembering = (n: number) =>
      safety({ memory: () => ({ n }) })(function remembers() {
        return true;
      });
    requireDifferent(simulated(nodes, { properties: [remembering(1)] }), simulated(nodes, { properties: [remembering(2)] }));
    const never = (since: number) =>
      liveness({ within: '1h' })(function neverAgain({ time }) {
        return time < since;
      });
    requireDifferent(simulated(nodes, { properties: [never(0)] }), simulated(nodes, { properties: [never(1_000)] }));
  });

  it('when something else has been drawn', () => {
    const drawing = (count: number) =>
      node<never, never>()({
        init(self) {
          for (let at = 0; at < count; at++) self.random();
          return {};
        },
        on: {},
      });
    requireDifferent(simulated({ a: drawing(1) }), simulated({ a: drawing(2) }));
    const sent = (count: number): Simulation =>
      simulated(
        { s: sends(...Array.from({ length: count }, () => ['x', m] as const)), x: node<Message>()({ init: () => ({}), on: { m() {} } }) },
        { network: { latency: { min: 1, max: 2 } } },
      );
    requireDifferent(sent(1), sent(2));
  });

  it('when what waits for a node waits in another order', () => {
    const busy = node<Message>()({
      init(self) {
        self.busy('1h');
        return {};
      },
      on: { m() {}, r() {} },
    });
    requireDifferent(simulated({ s: sends(['x', m], ['x', r]), x: busy }), simulated({ s: sends(['x', r], ['x', m]), x: busy }));
  });
});

describe('any two nodes that only work for themselves', () => {
  const alone = (body: readonly Instruction[]): readonly Instruction[] =>
    body.filter((one) => !['send', 'answer'].includes(one.do)).map((one) => (one.do === 'every' ? { ...one, does: alone(one.does) } : one));
  const local = program.map(({ init, m: onM, r: onR, t, u }): Program => ({
    init: alone(init),
    m: alone(onM),
    r: alone(onR),
    t: alone(t),
    u: alone(u),
  }));
  const messages = fc.array(fc.record({ to: fc.constantFrom('x', 'y'), type: fc.constantFrom('m', 'r'), n: fc.nat(2) }), { maxLength: 8 });
  const strike = fc.constantFrom('crash', 'pause', 'stall', 'clock');
  const strikes = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 30 }), kind: strike, node: fc.constantFrom('x', 'y'), for: fc.integer({ min: 1, max: 20 }) }),
    { maxLength: 4 },
  );

  it('end in one fingerprint, whoever is served first', () => {
    fc.assert(
      fc.property(local, local, messages, strikes, (x, y, sent, struck) => {
        const faults = struck.map(({ at, kind, node: name, for: span }) => ({
          at,
          [kind]: name,
          ...(kind === 'clock' ? { forward: span } : { for: span }),
        }));
        // What one node gets stays in its order; what different nodes get is turned round.
        const turned = <Part>(parts: readonly Part[], isFirst: (part: Part) => boolean): Part[] => [
          ...parts.filter(isFirst),
          ...parts.filter((part) => !isFirst(part)),
        ];
        const run = (first: string): string => {
          const order = turned(sent, ({ to }) => to === first).map(({ to, type, n }) => [to, { type, n }] as const);
          const nodes = { s: sends(...order), x: nodeOf(x, 12), y: nodeOf(y, 12) };
          return fingerprintOf(
            simulated(nodes, {
              duration: '60ms',
              disk: { syncLatency: '2ms' },
              faults: turned(faults, (fault) => Object.values<unknown>(fault).includes(first)) as never,
            }),
          );
        };
        assert.equal(run('x'), run('y'));
      }),
      { numRuns: RUNS, seed: SOAK_SEED, includeErrorInReport: true },
    );
  });
});
