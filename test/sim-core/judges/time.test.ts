import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, safety, sometimes, type Scenario, type World } from 'backstep';
import type { PropertyOutcome } from '../../../sim-core/base/verdict.ts';
import { tell } from '../story.ts';

/** A flag that is turned at these times, in milliseconds. */
const flag = (first: boolean, ...times: number[]) =>
  node()({
    init(self) {
      if (times[0] !== undefined) self.setTimer('turn', times[0]);
      return { up: first, turned: 0 };
    },
    on: {},
    timers: {
      turn(state, self) {
        state.up = !state.up;
        state.turned += 1;
        const next = times[state.turned];
        if (next !== undefined) self.setTimer('turn', next - times[state.turned - 1]!);
      },
    },
  });

type Flag = ReturnType<typeof flag>;
type Seen = World<{ a: Flag }>;

const judge = (a: Flag, property: Scenario['properties'][number], rest: Partial<Scenario> = {}): PropertyOutcome =>
  tell({ a }, { duration: '10s', properties: [property], ...rest }).outcome.properties[0]!;

const rises = (within: `${number}s`, given?: (world: World<never>) => boolean) =>
  liveness(given ? { within, given } : { within })(function theFlagIsUp({ nodes }: Seen) {
    return nodes.a.up;
  });

describe('a property that reads the time', () => {
  it('is judged at the last moment before an event', () => {
    const { verdict, time, step, eventTime } = judge(
      flag(true, 7_000),
      safety(function isDownFromFiveSecondsOn({ time, nodes }: Seen) {
        return time < 5_000 || !nodes.a.up;
      }),
    );
    assert.deepEqual({ verdict, time }, { verdict: 'violated', time: 6_999_999 });
    assert.deepEqual([step, eventTime], [0, 0], 'the last event before it is told, with its time');
  });

  it('is judged at the end of the run', () => {
    const { verdict, time } = judge(
      flag(true),
      safety(function endsEarly({ time }: Seen) {
        return time < 10_000;
      }),
    );
    assert.deepEqual({ verdict, time }, { verdict: 'violated', time: 10_000_000 });
  });

  it('is reached between two events', () => {
    const { verdict, time, eventTime } = judge(
      flag(true, 4_000, 7_000),
      sometimes(function isInTheGap({ time }: Seen) {
        return time > 5_000 && time < 7_000;
      }),
    );
    assert.deepEqual({ verdict, time, eventTime }, { verdict: 'held', time: 6_999_999, eventTime: 4_000_000 });
  });

  it('comes true in time, though nothing happens', () => {
    const late = (at: number) =>
      liveness({ within: '6s' })(function timeHasPassed({ time }: Seen) {
        return time >= at;
      });
    assert.equal(judge(flag(true), late(5_000)).verdict, 'held');
    assert.equal(judge(flag(true), late(6_000)).verdict, 'held');
    assert.equal(judge(flag(true), late(6_000.001)).verdict, 'violated');
  });

  it('that does so only now and then is judged from then on', () => {
    const { verdict, time } = judge(
      flag(false, 3_000, 9_000),
      safety(function isUpForThreeSecondsAtMost({ nodes, time }: Seen) {
        return !nodes.a.up || time < 6_000;
      }),
    );
    assert.deepEqual({ verdict, time }, { verdict: 'violated', time: 8_999_999 });
  });

  it('as its `given` has its clock stand still from the microsecond on', () => {
    const early = judge(
      flag(false),
      rises('1s', ({ time }) => time < 500),
    );
    assert.equal(early.verdict, 'unknown');
    const late = judge(
      flag(false),
      rises('1s', ({ time }) => time < 500 || time >= 3_000),
    );
    assert.equal(late.verdict, 'violated');
    assert.equal(late.time, 3_500_000);
    assert.deepEqual(late.deadline!.suspended, [[500_000, 3_000_000]]);
    // An event after the deadline that was missed comes too late to keep it.
    const tooLate = judge(
      flag(false, 5_000),
      rises('1s', ({ time }) => time < 500 || time >= 3_000),
    );
    assert.deepEqual([tooLate.verdict, tooLate.time], ['violated', 3_500_000]);
    assert.equal(
      judge(
        flag(false, 3_500),
        rises('1s', ({ time }) => time < 500 || time >= 3_000),
      ).verdict,
      'held',
    );
  });
});

describe('an obligation', () => {
  const verdictOf = (a: Flag, within: `${number}s`, rest: Partial<Scenario> = {}): string => {
    const { verdict, kept, open } = judge(a, rises(within), rest);
    return `${verdict}, ${kept} kept, ${open} open`;
  };
  const later = { stabilisesAt: '8s', network: { loss: 0.1 } } as const;

  it('that missed its deadline violates', () => {
    assert.equal(verdictOf(flag(false), '3s'), 'violated, 0 kept, 0 open');
    assert.equal(verdictOf(flag(true, 1_000, 2_000, 3_000), '3s'), 'violated, 1 kept, 0 open');
  });

  it('that missed its deadline between two events tells of the last event before it; what an event did does not', () => {
    const { step, time, eventTime } = judge(flag(true, 1_000, 9_000), rises('3s'));
    assert.deepEqual([step, time, eventTime], [1, 4_000_000, 1_000_000]);
    const byAnEvent = judge(
      flag(true, 1_000),
      safety(function staysUp({ nodes }: Seen) {
        return nodes.a.up;
      }),
    );
    assert.deepEqual([byAnEvent.step, byAnEvent.time, byAnEvent.eventTime], [1, 1_000_000, undefined]);
  });

  it('that was kept, the last moment included, holds, and what is open is told', () => {
    assert.equal(verdictOf(flag(false, 3_000), '3s'), 'held, 1 kept, 0 open');
    assert.equal(verdictOf(flag(false, 2_000, 9_000), '3s'), 'held, 1 kept, 1 open');
    assert.equal(verdictOf(flag(false, 900, 901, 1_800, 1_801, 2_700), '1s'), 'held, 3 kept, 0 open');
  });

  it('never opens while the property is true, which holds when it is so for as long as a deadline', () => {
    assert.equal(verdictOf(flag(true), '3s'), 'held, 0 kept, 0 open');
    assert.equal(verdictOf(flag(true, 8_000), '3s'), 'held, 0 kept, 1 open');
  });

  it('that could not have been missed leaves it unknown', () => {
    // Up for a millisecond, then down for all of the time that is left.
    assert.equal(verdictOf(flag(true, 1), '10s'), 'unknown, 0 kept, 1 open');
    assert.equal(verdictOf(flag(true, 8_001), '5s', later), 'unknown, 0 kept, 1 open');
    assert.equal(verdictOf(flag(true, 8_001, 8_002), '5s', later), 'unknown, 1 kept, 0 open');
    assert.equal(verdictOf(flag(true), '5s', { stabilisesAt: '11s' }), 'unknown, 0 kept, 0 open');
  });

  it('is not counted before stabilisation', () => {
    assert.equal(verdictOf(flag(false, 7_900), '2s', later), 'held, 0 kept, 0 open');
    assert.equal(verdictOf(flag(false, 8_100, 9_000), '2s', later), 'held, 1 kept, 1 open');
  });

  it("is nobody's while `given` never holds", () => {
    for (const a of [flag(true, 1), flag(false), flag(true)]) {
      const { verdict, because } = judge(
        a,
        rises('1s', () => false),
      );
      assert.equal(verdict, 'vacuous');
      assert.match(because!, /never held/);
    }
  });

  it('has its clock stand still while `given` does not hold, over and over', () => {
    const times = [0, 1, 2, 3].map((index) => 600 + 1_200 * index);
    const { outcome } = tell(
      { a: flag(false), b: flag(false) },
      {
        duration: '10s',
        stabilisesAt: 0,
        faults: times.map((at) => ({ at, crash: 'b', for: '600ms' })),
        properties: [rises('1.5s' as '1s', ({ isUp }: World<{ b: Flag }>) => isUp('b'))],
      },
    );
    const [{ verdict, time, deadline }] = outcome.properties as [PropertyOutcome];
    assert.deepEqual({ verdict, time }, { verdict: 'violated', time: 2_700_000 });
    assert.deepEqual(deadline!.suspended, [
      [600_000, 1_200_000],
      [1_800_000, 2_400_000],
    ]);
  });
});

describe('stabilisation at time zero', () => {
  type Numbered = { type: 'numbered' };
  const source = node<never, Numbered>()({
    init(self) {
      self.setTimer('send', 10);
      return { sent: 0 };
    },
    on: {},
    timers: {
      send(state, self) {
        state.sent += 1;
        self.send('sink', { type: 'numbered' });
        self.setTimer('send', 10);
      },
    },
  });
  const sink = node<Numbered>()({ init: () => ({ got: 0, latest: 0 }), on: { numbered: (state) => void (state.got += 1) } });

  it('is stabilisation like at any other time: nothing is lost or repeated', () => {
    for (const stabilisesAt of [0, '1us'] as const) {
      const story = tell({ source, sink }, { network: { latency: '1ms', loss: 0.5, duplicate: 0.5 }, stabilisesAt });
      assert.deepEqual(story.of('drop'), []);
      assert.equal(story.state<{ got: number }>('sink').got, 99);
    }
  });

  it('bounds a distribution that has no bound of its own', () => {
    const burst = node<never, Numbered>()({
      init(self) {
        for (let n = 0; n < 20_000; n++) self.send('sink', { type: 'numbered' });
        return {};
      },
      on: {},
    });
    const latest = (stabilisesAt: 0 | undefined, loss: number): number => {
      const { events } = tell(
        { burst, sink },
        { network: { latency: { mean: '1ms', min: '0ms' }, loss }, ...(stabilisesAt === undefined ? {} : { stabilisesAt }) },
      );
      return Math.max(...events.filter(({ kind }) => kind === 'deliver').map(({ time }) => time));
    };
    assert.ok(latest(0, 0.1) <= 10_000);
    assert.ok(latest(undefined, 0) <= 10_000, 'a scenario without faults is stable from its start');
    // Ten thousand exponential draws have a few beyond ten means, where nothing bounds them.
    const unbounded = Math.max(...[1, 2, 3].map(() => latest(undefined, 0.01)));
    assert.ok(unbounded > 5_000);
  });
});
