import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { node, type Scenario } from 'backstep';
import { SimulatedClock } from '../../../sim-core/world/clock.ts';
import { tell } from '../story.ts';

describe('a clock', () => {
  it('never lets a timer ring before its length has passed on its own monotonic clock', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999, max: 999_999 }),
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 0, max: 1e9 }),
        (drift, start, length) => {
          const clock = new SimulatedClock(0, drift, { uptime: () => 17 });
          const measured = clock.monotonic(start + clock.simulated(length)) - clock.monotonic(start);
          assert.ok(measured >= length, `${measured} of ${length}`);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('lets it ring no later than the next microseconds of either clock', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -200, max: 200 }),
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 0, max: 1e9 }),
        (drift, start, length) => {
          const clock = new SimulatedClock(0, drift);
          assert.ok(clock.monotonic(start + clock.simulated(length)) - clock.monotonic(start) <= length + 2);
        },
      ),
    );
  });

  it('never goes back on its monotonic side, whatever its time of day does', () => {
    const clock = new SimulatedClock(1_000, -500, { uptime: () => 5 });
    clock.distort('one', 100, { kind: 'step', by: -50 });
    clock.distort('two', 200, { kind: 'step', by: 1_000 });
    for (let now = 0; now < 400; now++) assert.ok(clock.monotonic(now + 1) >= clock.monotonic(now));
    assert.deepEqual(
      [99, 100, 200].map((now) => clock.timeOfDay(now) - clock.timeOfDay(0)),
      [98, 49, 1_149],
    );
  });

  it('tells of no jump that was not known yet', () => {
    const clock = new SimulatedClock(0, 0);
    clock.distort('one', 100, { kind: 'step', by: 1_000 });
    assert.deepEqual([clock.timeOfDay(100, 0), clock.timeOfDay(100, 1), clock.timeOfDay(100)], [100, 1_100, 1_100]);
  });

  it('is what it was after save and load', () => {
    const clock = new SimulatedClock(3, 7);
    clock.distort('one', 10, { kind: 'step', by: 5 });
    const saved = clock.save();
    clock.distort('two', 20, { kind: 'step', by: 5 });
    clock.load(saved);
    assert.equal(clock.timeOfDay(30), 38);
    assert.deepEqual(clock.shownBy('time of day', 30), ['one']);
  });
});

describe('the clocks of two machines', () => {
  const reader = node()({ init: (self) => ({ monotonic: self.monotonic(), now: self.now() }), on: {} });
  const readings = (clocks: Scenario['clocks'] | undefined, seed: number): { monotonic: number; now: number }[] => {
    const story = tell({ a: reader, b: reader }, { duration: '1ms', ...(clocks ? { clocks } : {}) }, seed);
    return ['a', 'b'].map((name) => story.state(name));
  };

  it('agree where the scenario says nothing of clocks', () => {
    for (let seed = 0; seed < 5; seed++)
      assert.deepEqual(readings(undefined, seed), [
        { monotonic: 0, now: 0 },
        { monotonic: 0, now: 0 },
      ]);
  });

  it('have been running for different times where it does, so that monotonic readings cannot be compared', () => {
    const apart = Array.from({ length: 20 }, (_, seed) => readings({}, seed)).map(([a, b]) => Math.abs(a!.monotonic - b!.monotonic));
    assert.ok(
      apart.every((difference) => difference > 1),
      apart.join(),
    );
    assert.ok(apart.some((difference) => difference > 60_000));
    assert.ok(
      readings({}, 1).every(({ now }) => now === 0),
      'the time of day is off only as far as was asked for',
    );
  });

  it('are off by up to the offset, either way', () => {
    const offsets = Array.from({ length: 50 }, (_, seed) => readings({ offset: '1h' }, seed))
      .flat()
      .map(({ now }) => now);
    assert.ok(offsets.every((offset) => Math.abs(offset) <= 3_600_000));
    assert.ok(offsets.some((offset) => offset > 1_800_000) && offsets.some((offset) => offset < -1_800_000));
  });
});
