import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everything, node, scenario, type Scenario } from 'backstep';
import { modelOf, recordSeed } from '../../../sim-core/engine.ts';
import { planRun, runOf } from '../../../sim-core/kernel/run.ts';
import { eventAt } from '../../../sim-core/trace/trace.ts';

type Ping = { type: 'ping' };

const pinger = node<Ping>()({
  init(self) {
    self.setTimer('ping', 20);
    return { heard: 0 };
  },
  on: { ping: (state) => void (state.heard += 1) },
  timers: {
    ping(_state, self) {
      self.broadcast({ type: 'ping' });
      self.setTimer('ping', 20);
    },
  },
});
const cluster = { a: pinger, b: pinger, c: pinger };

function defined(rest: object): unknown {
  return scenario({ name: 'model', nodes: cluster, duration: '10s', properties: [], ...rest } as Scenario<typeof cluster>);
}

/** What a scenario is refused with. */
function refused(rest: object): string {
  try {
    modelOf(defined(rest));
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail('It was not refused.');
}

const SYNCHRONOUS = { timing: 'synchronous', failures: 'crash-stop', delay: '40ms', pause: '60ms', drift: 100 } as const;

describe('a synchronous system', () => {
  const model = modelOf(defined({ model: SYNCHRONOUS, nemesis: everything({ intensity: 5 }), clocks: { drift: 100 } }));

  it('exceeds its bounds in no run of everything', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { trace } = recordSeed(model, seed);
      const paused = new Map<string, number>();
      const died = new Set<string>();
      for (let step = 0; step < trace.columns.length; step++) {
        const { kind, node: at = '', time, cause } = eventAt(trace, step);
        // A message waits for as long as its receiver is paused.
        if (kind === 'deliver') assert.ok(time - eventAt(trace, cause!).time <= 100_000, `seed ${seed}, step ${step}`);
        if (kind === 'drop') assert.ok(died.has(at), 'only who is down loses messages');
        if (kind === 'crash') died.add(at);
        assert.notEqual(kind, 'restart', 'who has crashed stays down');
        if (kind === 'pause' && !paused.has(at)) paused.set(at, time);
        if (kind !== 'resume') continue;
        assert.ok(time - paused.get(at)! <= 60_000, `seed ${seed}, step ${step}`);
        paused.delete(at);
      }
    }
  });

  it('still has delays, pauses, drift and crashes', () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 60; seed++) for (const { kind } of planRun(model, runOf(model, seed)).faults) kinds.add(kind);
    assert.deepEqual([...kinds].sort(), ['crash', 'delay', 'drift', 'duplicate', 'gc', 'pause']);
  });

  it('is refused what is beyond it, with the path', () => {
    const beyond = (rest: object): string => refused({ model: SYNCHRONOUS, ...rest });
    assert.match(beyond({ faults: [{ at: 1, partition: [['a'], ['b']], for: 1 }] }), /faults\[0\] withholds messages/);
    assert.match(
      beyond({ faults: [{ at: 1, delay: '31ms', for: 1 }] }),
      /faults\[0\] makes messages take up to 41ms, and `model\.delay` is 40ms/,
    );
    assert.match(beyond({ faults: [{ at: 1, pause: 'a', for: '61ms' }] }), /faults\[0\] stops a process for 61ms/);
    assert.match(beyond({ faults: [{ at: 1, drift: 'a', ppm: -101, for: 1 }] }), /faults\[0\] makes a clock drift by 101 ppm/);
    assert.match(beyond({ faults: [{ at: 1, clock: 'a', forward: 1 }] }), /faults\[0\] makes a clock wrong/);
    assert.match(beyond({ faults: [{ at: 1, crash: 'a', for: 1 }] }), /faults\[0\] brings a node back/);
    assert.match(beyond({ faults: [{ at: 1, byzantine: 'a', lie: { behaviour: 'silent' }, for: 1 }] }), /faults\[0\] makes a node lie/);
    assert.match(beyond({ nemesis: { pause: { every: '1s', for: ['1ms', '61ms'] } } }), /nemesis\.pause stops a process for 61ms/);
    assert.match(beyond({ nemesis: { loss: { every: '1s', for: 1, probability: 0.1 } } }), /nemesis\.loss withholds/);
    assert.match(beyond({ network: { links: { 'a>b': { latency: '41ms' } } } }), /The link a>b of `network` takes up to 41ms/);
    assert.match(beyond({ network: { latency: { mean: '5ms' } } }), /The link a>a of `network` has no longest/);
    assert.match(beyond({ network: { loss: 0.1 } }), /The link a>b of `network` loses messages/);
    assert.match(beyond({ clocks: { drift: 101 } }), /clocks\.drift is 101 ppm/);
    assert.match(beyond({ disk: { syncLatency: '61ms' } }), /disk\.syncLatency is up to 61ms/);
    assert.match(beyond({ byzantine: { a: { behaviour: 'silent' } } }), /byzantine\.a lies/);
    assert.match(beyond({ core: 'majority', stabilisesAt: '1s' }), /`core` leaves links/);
    const pauses = [
      { at: 10, pause: 'a', for: '40ms' },
      { at: 50, pause: 'a', for: '40ms' },
    ];
    assert.match(beyond({ faults: pauses }), /faults\[1\] goes on where another pause ends/);
    modelOf(defined({ model: SYNCHRONOUS, faults: [pauses[0], { ...pauses[1], at: 51 }] }));
  });

  it('has no pause that goes on where another ends or begins, whoever planned either of them', () => {
    const scripted = Array.from({ length: 20 }, (_, index) => ({ at: 100 + 450 * index, pause: 'a', for: 60 }));
    const mixed = modelOf(
      defined({ model: SYNCHRONOUS, faults: scripted, nemesis: { gc: { every: 150, for: [1, 60] }, pause: { every: 150, for: 60 } } }),
    );
    let longest = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { trace } = recordSeed(mixed, seed);
      const frozen = new Map<string, number>();
      for (let step = 0; step < trace.columns.length; step++) {
        const { kind, node: at = '', time } = eventAt(trace, step);
        if (kind === 'pause' && !frozen.has(at)) frozen.set(at, time);
        if (kind !== 'resume') continue;
        longest = Math.max(longest, time - frozen.get(at)!);
        frozen.delete(at);
      }
      const drawn = planRun(mixed, runOf(mixed, seed)).faults.filter(({ name }) => name.startsWith('nemesis.'));
      assert.ok(drawn.length > 30, 'most of what is drawn is kept');
    }
    assert.equal(longest, 60_000);

    const faults = [{ at: 2_040, pause: 'a', for: 30 }] as const;
    const alone = modelOf(defined({ model: SYNCHRONOUS, faults: [{ at: 2_000, pause: 'a', for: 40 }] }));
    assert.throws(() => planRun(alone, runOf(alone, 1, { faults })), /added\[0\] goes on where another pause ends or begins/);
    planRun(alone, runOf(alone, 1, { faults: [{ ...faults[0], at: 2_041 }] }));
  });

  it('is refused what the load alone makes late or loses: rates, switches, streams, and buffers that may be overrun', () => {
    const ports = { a: {}, b: {}, c: {} };
    const loads: readonly (readonly [object, RegExp])[] = [
      [{ rate: '1Mbit/s' }, /The link a>b of `network` has a `rate`/],
      [{ links: { 'b>c': { rate: '1Gbit/s', buffer: '1MB' } } }, /The link b>c of `network` has a `rate`/],
      [{ switches: { s: { every: { output: '1Gbit/s', buffer: '1MB' }, ports } } }, /The link a>b of `network` passes a switch/],
      [{ transport: 'stream' }, /The link a>b of `network` is a stream/],
      [{ receiveBuffer: '64kB' }, /The link a>a of `network` has a `receiveBuffer`/],
    ];
    for (const [network, message] of loads) {
      assert.match(refused({ model: SYNCHRONOUS, network }), message);
      assert.match(refused({ model: 'partiallySynchronous', stabilisesAt: '1s', network }), message);
      modelOf(defined({ model: 'asynchronous', network }));
    }
  });

  it('is left by no fork', () => {
    for (const options of [{ byzantine: { a: { behaviour: 'silent' } } }, { drops: ['a>b#1'] }] as const)
      assert.throws(() => runOf(model, 1, options), /is to (lie|be lost)/);
    assert.throws(
      () => planRun(model, runOf(model, 1, { faults: [{ at: 1, pause: 'a', for: '1s' }] })),
      /added\[0\] stops a process for 1s/,
    );
  });
});

describe('a partially synchronous system', () => {
  const stabilisesAt = '5s';

  it('bounds nothing before it stabilises, and everything afterwards', () => {
    const faults = [{ at: '1s', partition: [['a'], ['b']], for: '1h' }];
    modelOf(defined({ model: 'partiallySynchronous', stabilisesAt, faults }));
    for (const late of [
      { ...faults[0], at: '6s' },
      { ...faults[0], for: 'ever' },
    ])
      assert.match(refused({ model: 'partiallySynchronous', stabilisesAt, faults: [late] }), /faults\[0\] withholds messages/);
  });

  it('has pauses as long as they are drawn before it stabilises, and none longer than the bound afterwards', () => {
    const model = { timing: 'partiallySynchronous', pause: 60 } as const;
    const faults = [4_900, 4_950, 6_000, 6_060].map((at) => ({ at, pause: 'a', for: 60 }));
    assert.match(refused({ model, stabilisesAt, faults }), /faults\[3\] goes on where another pause ends/);
    modelOf(defined({ model, stabilisesAt, faults: faults.slice(0, 3) }));
  });

  it('says when it stabilises', () => {
    assert.match(refused({ model: 'partiallySynchronous' }), /never stabilises/);
  });
});

describe('an asynchronous system', () => {
  it('has messages that take longer than any bound', () => {
    const { trace } = recordSeed(modelOf(defined({ model: 'asynchronous' })), 1);
    const took = Array.from({ length: trace.columns.length }, (_, step) => eventAt(trace, step))
      .filter(({ kind }) => kind === 'deliver')
      .map(({ time, cause }) => time - eventAt(trace, cause!).time);
    assert.ok(Math.max(...took) > 100_000);
    const mean = took.reduce((sum, one) => sum + one, 0) / took.length;
    assert.ok(Math.abs(mean - 20_000) < 1_500, `a mean of ${mean} µs`);
  });

  it('neither stabilises nor has bounds', () => {
    assert.match(refused({ model: 'asynchronous', stabilisesAt: '1s' }), /`stabilisesAt` bounds delays/);
    assert.match(refused({ model: { timing: 'asynchronous', delay: '1s' } }), /model\.delay is a bound/);
  });
});

describe('a system model', () => {
  it('that does not exist is refused with the nearest word', () => {
    assert.match(refused({ model: 'synchronus' }), /model\.timing is 'synchronus'/);
    assert.match(refused({ model: { timing: 'synchronous', failures: 'crash' } }), /model\.failures is 'crash'/);
    assert.match(refused({ model: { timing: 'synchronous', delays: 1 } }), /model has `delays`/);
    assert.match(refused({ model: 5 }), /The `model` of the scenario is 5/);
  });
});
