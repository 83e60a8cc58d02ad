import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, safety, scenario, type Fault, type Scenario, type World } from 'backstep';
import { modelOf, runSeed } from '../../../sim-core/engine.ts';
import { quartzDrift } from '../../../sim-core/faults/quartz.ts';
import { SimulatedClock } from '../../../sim-core/world/clock.ts';
import { tell } from '../story.ts';

/** Reads its clocks each 100 ms of its own time. */
const reader = node()({
  init(self) {
    self.setTimer('read', '100ms');
    return { days: [] as number[], monotonic: [] as number[] };
  },
  on: {},
  timers: {
    read(state, self) {
      state.days.push(self.now());
      state.monotonic.push(self.monotonic());
      self.setTimer('read', '100ms');
    },
  },
});

interface Readings {
  readonly days: readonly number[];
  readonly monotonic: readonly number[];
}

function readings(faults: readonly Fault<'a'>[], rest: Partial<Scenario> = {}): Readings {
  return tell({ a: reader }, { faults, ...rest }).state<Readings>('a');
}

describe('the time of day', () => {
  it('stands still while it is frozen and goes on from there, that much behind', () => {
    const { days, monotonic } = readings([{ at: '250ms', clockFreeze: 'a', for: '300ms' }], { duration: '801ms' });
    assert.deepEqual(days, [100, 200, 250, 250, 250, 300, 400, 500]);
    assert.deepEqual(monotonic, [100, 200, 300, 400, 500, 600, 700, 800]);
  });

  it('stands still once where two faults freeze it at a time', () => {
    const faults: Fault<'a'>[] = [
      { at: '150ms', clockFreeze: 'a', for: '300ms' },
      { at: '250ms', clockFreeze: 'a', for: '300ms' },
    ];
    assert.deepEqual(readings(faults, { duration: '701ms' }).days, [100, 150, 150, 150, 150, 200, 300]);
  });

  it('goes to and fro under a strobe', () => {
    const { days } = readings([{ at: '50ms', clockStrobe: 'a', by: '1s', for: '500ms' }], { duration: '701ms' });
    assert.deepEqual(days, [1_100, 200, 1_300, 400, 1_500, 600, 700]);
  });

  it('jitters to both sides and no further, and is what it was afterwards', () => {
    const { days, monotonic } = readings([{ at: 0, clockJitter: 'a', by: '20ms', for: '8s' }], { duration: '10s' });
    const off = days.map((day, index) => day - monotonic[index]!);
    assert.ok(off.slice(0, 79).every((by) => Math.abs(by) <= 20) && off.some((by) => by > 10) && off.some((by) => by < -10));
    assert.ok(off.slice(80).every((by) => by === 0));
  });

  it('has 23:59:59 twice in a leap second, which nothing mends', () => {
    const { days } = readings([{ at: '250ms', leapSecond: 'all' }], { duration: '501ms', stabilisesAt: '400ms' });
    assert.deepEqual(days, [100, 200, -700, -600, -500]);
  });

  it('loses a smeared second little by little and never goes back', () => {
    const { days } = readings([{ at: '1s', leapSecond: ['a'], smear: '10s' }], { duration: '12s' });
    days.slice(1).forEach((day, index) => assert.ok(day > days[index]!, `${day} after ${days[index]}`));
    assert.deepEqual([days[9], days[59], days[109], days[114]], [1_000, 5_500, 10_000, 10_500]);
  });
});

describe('the monotonic clock', () => {
  it('does what no fault of the time of day can: it never goes back', () => {
    const faults: Fault<'a'>[] = [
      { at: '100ms', clock: 'a', backward: '1h' },
      { at: '200ms', leapSecond: 'a' },
      { at: '300ms', clockStrobe: 'a', by: '1s', for: 'ever' },
      { at: '400ms', clockJitter: 'a', by: '1s', for: 'ever' },
      { at: '500ms', drift: 'a', ppm: -900_000, for: 'ever' },
    ];
    const { monotonic } = readings(faults, { duration: '5s' });
    monotonic.slice(1).forEach((reading, index) => assert.ok(reading >= monotonic[index]! + 100, `${reading} after ${monotonic[index]}`));
  });

  it('carries timers with it when the drift changes while they run', () => {
    const alarm = node()({
      init(self) {
        self.setTimer('ring', '400ms');
        return {};
      },
      on: {},
      timers: { ring: (_state, self) => self.log(String(self.monotonic())) },
    });
    const rings = (ppm: number, at: '0ms' | '200ms'): string[] =>
      tell({ a: alarm }, { faults: [{ at, drift: 'a', ppm, for: 'ever' }] }).of('timer', 'note');
    assert.match(rings(-500_000, '200ms')[0]!, /^600\.00\dms/);
    assert.match(rings(-500_000, '0ms')[0]!, /^800\.00\dms/);
    assert.match(rings(900_000, '200ms')[0]!, /^305\.26\dms/);
    assert.match(rings(-500_000, '200ms')[1]!, / 400(\.00\d)?$/);
  });

  it('goes at its own rate again when the drift ends, or the system stabilises', () => {
    const passed = (rest: Partial<Scenario>): number =>
      readings([{ at: 0, drift: 'a', ppm: 500_000, for: '2s' }], { duration: '10s', ...rest }).monotonic.at(-1)!;
    assert.ok(Math.abs(passed({}) - 11_000) < 101);
    assert.ok(Math.abs(passed({ stabilisesAt: '1s' }) - 10_500) < 101);
  });

  it('runs at the strongest of two drifts at a time, each of which ends on its own', () => {
    const clock = new SimulatedClock(0, 10);
    clock.distort('one', 1_000_000, { kind: 'rate', ppm: -100 });
    clock.distort('two', 2_000_000, { kind: 'rate', ppm: 1_000 });
    clock.calm('two', 3_000_000);
    clock.calm('one', 4_000_000);
    const gained = [1, 2, 3, 4, 5].map((second) => clock.monotonic(second * 1_000_000) - second * 1_000_000);
    assert.deepEqual(gained, [10, -90, 910, 810, 820]);
  });
});

describe('a quartz', () => {
  // A 32.768 kHz tuning fork: -0.034 ppm for each square of a degree away from 25 °C, as its data sheets say.
  it('runs 0.034 ppm slow at 26 °C, and 0.85 at 20', () => {
    assert.equal(quartzDrift(25), 0);
    assert.ok(Math.abs(quartzDrift(26) - -0.034) < 1e-12);
    assert.ok(Math.abs(quartzDrift(20) - -0.85) < 1e-12);
    assert.ok(Math.abs(quartzDrift(60) - -41.65) < 1e-9);
  });

  it('loses about three milliseconds a day at 26 °C', () => {
    const day = 86_400_000_000;
    const clock = new SimulatedClock(0, 0);
    clock.distort('cooling', 0, { kind: 'rate', ppm: quartzDrift(26) });
    assert.equal(clock.monotonic(day) - day, -2_938);
  });
});

/** Keeps what its interval clock says and what its drift was, and is looked at whenever time passes. */
const cautious = node()({
  init(self) {
    self.setTimer('read', '1s');
    return { read: [] as { earliest: number; latest: number }[] };
  },
  on: {},
  timers: {
    read(state, self) {
      state.read = [...state.read, self.timeInterval()];
      self.setTimer('read', '1s');
    },
  },
});
const cluster = { a: cautious, b: cautious };

class Truth {
  @safety static theTrueTimeIsWithin({ nodes, time }: World<typeof cluster>) {
    return [nodes.a, nodes.b].every(({ read }) => read.length === 0 || read.at(-1)!.earliest <= time);
  }
  @safety static widthsAreBounded({ nodes }: World<typeof cluster>) {
    return [nodes.a, nodes.b].every(({ read }) => read.every(({ earliest, latest }) => latest - earliest <= 2 * (1 + 30 * 0.2) + 0.1));
  }
}

/** Reads the true time beside the interval, which only a test can. */
function outside(faults: readonly Fault<'a' | 'b'>[], seed: number): number {
  const story = tell(cluster, { duration: '90s', clocks: { drift: 200, interval: {} }, faults }, seed);
  const times = story
    .of('timer')
    .filter((line) => line.includes(' a '))
    .map((line) => Number.parseFloat(line));
  const { read } = story.state<{ read: { earliest: number; latest: number }[] }>('a');
  return read.filter(({ earliest, latest }, index) => times[index]! < earliest || times[index]! > latest).length;
}

describe('an interval clock', () => {
  it('holds the true time, and grows from 1 to 7 ms either way in the 30 s between synchronisations, as TrueTime does', () => {
    // Corbett et al., "Spanner" (OSDI 2012), section 3: "a sawtooth function of time, varying from about 1 to 7 ms".
    const model = modelOf(
      scenario({ name: 'truetime', nodes: cluster, clocks: { drift: 200, interval: {} }, duration: '95s', properties: [Truth] }),
    );
    for (let seed = 0; seed < 50; seed++) assert.equal(runSeed(model, seed).verdict, 'held');
    for (let seed = 0; seed < 10; seed++) assert.equal(outside([], seed), 0);
    const { read } = tell(cluster, { duration: '90s', clocks: { drift: 200, interval: {} } }, 3).state<{
      read: { earliest: number; latest: number }[];
    }>('a');
    const halves = read.map(({ earliest, latest }) => (latest - earliest) / 2);
    assert.ok(Math.min(...halves) < 1.3 && Math.max(...halves) > 6.7, `${Math.min(...halves)} to ${Math.max(...halves)}`);
  });

  it('lies under a fault, and when its quartz drifts more than it allows for', () => {
    assert.equal(outside([{ at: '10.5s', falseInterval: 'a', forward: '1ms', for: '5s' }], 1), 5);
    assert.equal(outside([{ at: '10.5s', falseInterval: 'a', backward: '1ms', for: '5s' }], 1), 5);
    assert.ok(outside([{ at: 0, drift: 'a', ppm: 5_000, for: 'ever' }], 1) > 20);
  });

  it('is counted where it is read, and misses where there is none', () => {
    const faults: Fault[] = [{ at: '10.5s', falseInterval: 'a', forward: '1ms', for: '5s' }];
    const counted = tell(cluster, { duration: '20s', clocks: { interval: {} }, faults }).outcome.faults;
    assert.deepEqual(counted, { falseInterval: { requested: 1, struck: 1, observed: 5 } });
    assert.throws(() => tell(cluster, { duration: '20s' }), /'a' reads a time interval, and the scenario gives nodes no interval clock/);
  });
});

describe('an impossible clock', () => {
  const refused: readonly (readonly [Partial<Scenario<{ a: typeof reader }>>, RegExp])[] = [
    [{ faults: [{ at: 0, drift: 'a', ppm: 2_000_000, for: '1s' }] }, /The `ppm` of faults\[0\] is 2000000\./],
    [{ faults: [{ at: 0, drift: 'a', temperature: 400, for: '1s' }] }, /The `temperature` of faults\[0\] is 400\./],
    [{ faults: [{ at: 0, drift: 'a', for: '1s' } as never] }, /faults\[0\] does not say how fast/],
    [{ nemesis: { drift: { every: '1s', for: '1s', ppm: 2_000_000 } } }, /The `ppm` of nemesis\.drift is 2000000\./],
    [{ nemesis: { drift: { every: '1s', for: '1s', temperature: [60, 20] } } }, /`temperature` of nemesis\.drift goes from 60 down to 20/],
    [{ faults: [{ at: 0, clockStrobe: 'a', by: '1s', period: 0, for: '1s' }] }, /The `period` of faults\[0\] is zero/],
    [{ faults: [{ at: 0, leapSecond: 'all', smear: '1s' }] }, /The `smear` of faults\[0\] is 1s, in which a clock cannot lose a second/],
    [{ faults: [{ at: 0, leapSecond: [] }] }, /faults\[0\] names no node/],
    [{ faults: [{ at: 0, falseInterval: 'a', forward: 0, for: '1s' }] }, /faults\[0\] is off by nothing/],
    [{ clocks: { drift: 500, interval: {} } }, /clocks\.interval allow for a drift of 200 ppm, and clocks\.drift is up to 500/],
    [{ clocks: { interval: { every: 0 } } }, /The `every` of clocks\.interval is zero/],
    [{ clocks: { interval: { uncertain: 1 } as never } }, /clocks\.interval has `uncertain`/],
  ];
  for (const [rest, complaint] of refused) {
    it(`is refused when the scenario is loaded: ${complaint.source}`, () => {
      const definition = scenario({ name: 'impossible', nodes: { a: reader }, duration: '1s', properties: [], ...rest });
      assert.throws(() => modelOf(definition), complaint);
    });
  }
});
