import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everything, node, type Fault, type Nemesis } from 'backstep';
import { modelOf, ScenarioError } from '../../../sim-core/engine.ts';
import { faultsOf } from '../../../sim-core/kernel/explicit.ts';
import { microseconds, type Duration } from '../../../sim-core/base/duration.ts';
import { tell, type Story } from '../story.ts';

/** Each 10 ms it reads its clocks, with a call before and one after. */
const reader = node()({
  init(self) {
    self.setTimer('read', 10);
    return { now: [] as number[], monotonic: [] as number[] };
  },
  on: {},
  timers: {
    read(state, self) {
      self.setTimer('read', 10);
      state.now.push(self.now());
      state.monotonic.push(self.monotonic());
    },
  },
});

const read = (faults: readonly Fault[], rest: object = {}): Story => tell({ a: reader }, { duration: '60ms', faults, ...rest });
const paused = (story: Story): string[] => story.of('pause', 'resume').map((line) => line.replace(/ +/g, ' '));

describe('a pause with a cause', () => {
  it('is told by its cause', () => {
    assert.deepEqual(paused(read([{ at: 15, gc: 'a', for: 10 }])), ['15ms a pause garbage collection', '25ms a resume']);
    assert.deepEqual(paused(read([{ at: 15, blockingRead: 'a', for: 4 }])), [
      '20ms a pause synchronous disk read',
      '24ms a resume synchronous disk read',
    ]);
    assert.deepEqual(paused(read([{ at: 15, pause: 'a', for: 1 }])), ['15ms a pause', '16ms a resume']);
  });

  it('of paging holds up one call after the other', () => {
    const story = read([{ at: 15, paging: 'a', faults: 2, for: 3 }]);
    assert.deepEqual(
      paused(story).map((line) => line.replace(' 2 page faults', '')),
      ['20ms a pause', '23ms a resume', '23ms a pause', '26ms a resume'],
    );
    assert.deepEqual(story.outcome.faults['paging'], { requested: 1, struck: 1, observed: 2 });
  });

  it('of a migration sets the time of day to that of the other host, and not the monotonic clock', () => {
    const clocks = (fault: object): number[][] => {
      const { now, monotonic } = read([{ at: 15, migration: 'a', for: 12, ...fault } as Fault], { duration: '32ms' }).state<{
        now: number[];
        monotonic: number[];
      }>('a');
      return [now, monotonic];
    };
    // The timer that was due at 20 ms fires when it goes on, at 27.
    assert.deepEqual(clocks({ forward: 100 }), [[10, 127], [10, 27]]); // prettier-ignore
    assert.deepEqual(clocks({ backward: 5 }), [[10, 22], [10, 27]]); // prettier-ignore
    assert.deepEqual(clocks({}), [[10, 15], [10, 27]]); // prettier-ignore
  });

  it('is drawn with the lengths of its cause, or with those that are written', () => {
    const drawn = (nemesis: Nemesis): readonly number[] => {
      const model = modelOf({
        kind: 'backstep.scenario',
        scenario: { name: 's', nodes: { a: reader, b: reader }, duration: '400s', properties: [], nemesis },
      });
      return Array.from({ length: 10 }, (_, seed) => faultsOf(model, seed)).flatMap((faults) =>
        faults.map((fault) => microseconds(fault['for'] as Duration, '') / 1_000),
      );
    };
    const between = (lengths: readonly number[], from: number, to: number): number =>
      lengths.filter((length) => length >= from && length <= to).length / lengths.length;
    const gc = drawn({ gc: { every: '1s' } });
    assert.ok(Math.abs(between(gc, 1, 100) - 0.95) < 0.02, `${between(gc, 1, 100)}`);
    assert.equal(between(gc, 1, 100) + between(gc, 1_000, 10_000), 1);
    assert.equal(between(drawn({ blockingRead: { every: '1s' } }), 2, 20) > 0.96, true);
    assert.equal(between(drawn({ paging: { every: '1s' } }), 0.1, 100), 1);
    assert.equal(between(drawn({ migration: { every: '1s' } }), 50, 5_000), 1);
    assert.equal(between(drawn({ migration: { every: '1s', for: [7, 9] } }), 7, 9), 1);
  });

  it('is refused where it makes no sense', () => {
    const refused = (rest: object, message: RegExp): void =>
      assert.throws(() => read([], rest), (error) => error instanceof ScenarioError && message.test(error.message)); // prettier-ignore
    refused({ faults: [{ at: 1, gc: 'a' }] }, /The `for` of faults\[0\] is missing/);
    refused({ faults: [{ at: 1, paging: 'a', for: 1, faults: 0 }] }, /The `faults` of faults\[0\] is 0/);
    refused({ faults: [{ at: 1, migration: 'a', for: 1, forward: 1, backward: 1 }] }, /The clock of faults\[0\] jumps both ways/);
    refused({ nemesis: { gc: { every: 1, for: [2, 1] } } }, /The `for` of nemesis\.gc goes from 2 down to 1/);
    refused({ nemesis: { migration: { every: 1, by: 'far' } } }, /`by` of nemesis\.migration/);
    refused({ nemesis: { paging: { every: 1, faults: 1.5 } } }, /The `faults` of nemesis\.paging is 1\.5/);
    refused(
      { model: { timing: 'synchronous', pause: '5ms' }, network: { latency: 1 }, faults: [{ at: 1, gc: 'a', for: 10 }] },
      /faults\[0\] stops a process for 10ms/,
    );
  });
});

describe('what a nemesis of everything has of them', () => {
  const kinds = (nemesis: object, rest: object = {}): Map<string, readonly string[]> => {
    const scenario = {
      name: 's',
      nodes: { a: reader, b: reader, c: reader, d: reader },
      duration: '20s',
      stabilisesAt: '10s',
      properties: [],
      nemesis,
      ...rest,
    };
    return new Map(modelOf({ kind: 'backstep.scenario', scenario }).nemesis.map(({ kind, nodes }) => [kind, nodes]));
  };

  it('are all of them, and losses of power and restart loops, where that makes sense', () => {
    const usual = kinds(everything());
    for (const kind of ['gc', 'blockingRead', 'paging', 'powerLoss', 'restartLoop']) assert.ok(usual.has(kind), kind);
    assert.ok(!usual.has('migration') && kinds(everything(), { clocks: {} }).has('migration'), 'where clocks differ');
    const stopped = kinds(everything(), { model: { timing: 'partiallySynchronous', failures: 'crash-stop' } });
    assert.deepEqual([stopped.has('crash'), stopped.has('powerLoss'), stopped.has('restartLoop')], [true, false, false]);
  });

  it('goes with what it is a case of, where its author switches that off or keeps it to some nodes', () => {
    const without = kinds({ ...everything(), crash: undefined, pause: undefined, stall: undefined }, { disk: { bad: 1 } });
    for (const kind of ['powerLoss', 'restartLoop', 'diskLoss', 'gc', 'blockingRead', 'paging']) assert.ok(!without.has(kind), kind);
    const kept = kinds({ ...everything(), crash: { every: '1s', for: '1s', nodes: ['a', 'b'] } });
    assert.deepEqual([kept.get('powerLoss'), kept.get('restartLoop'), kept.get('gc')?.length], [['a', 'b'], ['a', 'b'], 4]);
    assert.ok(kinds({ ...everything(), crash: undefined, powerLoss: { every: '1s', for: '1s' } }).has('powerLoss'), 'unless it is written');
  });

  it('has liars as many as the scenario tolerates, of the nodes that it says it of', () => {
    assert.ok(!kinds(everything()).has('byzantine') && !kinds(everything(), { tolerates: { crash: 1 } }).has('byzantine'));
    assert.deepEqual(kinds(everything(), { tolerates: { byzantine: 1, nodes: ['a', 'b', 'c'] } }).get('byzantine'), ['a', 'b', 'c']);
  });

  it('can be drawn in runs of any length', () => {
    for (const duration of ['1ms', '20s', '45h']) {
      const scenario = {
        name: 's',
        nodes: { a: reader, b: reader },
        duration,
        properties: [],
        nemesis: everything({ intensity: 5 }),
        disk: { bad: 1 },
        clocks: { drift: 100 },
      };
      const model = modelOf({ kind: 'backstep.scenario', scenario });
      for (let seed = 0; seed < 30; seed++) faultsOf(model, seed);
    }
  });
});
