import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, safety, sometimes, type Fault, type Scenario, type World } from 'backstep';
import type { PropertyOutcome } from '../../../sim-core/base/verdict.ts';
import { tell } from '../story.ts';

/** Starts slowly, writes its number of lives on disk, then counts. */
const slow = node()({
  init(self) {
    const lives = (self.disk.read<number>('lives') ?? 0) + 1;
    self.disk.write('lives', lives);
    self.disk.sync();
    self.disk.write('draft', lives);
    self.busy('20ms');
    self.setTimer('tick', '10ms');
    return { lives, ticks: 0, leads: lives === 1 };
  },
  on: {},
  timers: {
    tick(state, self) {
      state.ticks += 1;
      self.setTimer('tick', '10ms');
    },
  },
});
const quick = node()({
  init(self) {
    self.setTimer('tick', '10ms');
    return { ticks: 0 };
  },
  on: {},
  timers: {
    tick(state, self) {
      state.ticks += 1;
      self.setTimer('tick', '10ms');
    },
  },
});

const cluster = { slow, quick };
type Seen = World<typeof cluster>;

/** What a property sees, once for each different sight, with the time in ms. */
function sights(look: (world: Seen) => unknown, ...faults: Fault<'slow' | 'quick'>[]): string[] {
  const seen: string[] = [];
  const property = safety(function looks(world: Seen) {
    // The time is read at each look: a property that reads it now and then is another one each time it is executed.
    const { time } = world;
    const sight = JSON.stringify(look(world));
    if (seen.at(-1)?.split(' ').slice(1).join(' ') !== sight) seen.push(`${time} ${sight}`);
    return true;
  });
  tell(cluster, { properties: [property], faults, duration: '300ms' });
  // The story is executed in several ways: the first is looked at.
  const second = seen.findIndex((line, index) => index > 0 && Number.parseFloat(line) < Number.parseFloat(seen[index - 1]!));
  return second < 0 ? seen : seen.slice(0, second);
}

function judge(property: Scenario['properties'][number], ...faults: Fault<'slow' | 'quick'>[]): PropertyOutcome {
  return tell(cluster, { properties: [property], faults }).outcome.properties[0]!;
}

const crash = { at: '100ms', crash: 'slow', for: '50ms' } as const;

describe('the world of a property', () => {
  it('tells the status of each node', () => {
    assert.deepEqual(
      sights(({ status }) => [status('slow'), status('quick')], crash, { at: '200ms', pause: 'quick', for: '50ms' }),
      [
        '0 ["starting","up"]',
        '20 ["up","up"]',
        '100 ["down","up"]',
        '150 ["starting","up"]',
        '170 ["up","up"]',
        '200 ["up","paused"]',
        '250 ["up","up"]',
      ],
    );
  });

  it('has a node that starts again neither up nor within reach', () => {
    assert.deepEqual(
      sights(({ isUp, canReach }) => [isUp('slow'), canReach('quick', 'slow'), canReach('slow', 'quick')], crash),
      ['0 [false,false,false]', '20 [true,true,true]', '100 [false,false,false]', '170 [true,true,true]'],
    );
  });

  it('does not take what a node was before its crash for what it is', () => {
    assert.equal(
      judge(
        safety(function aLeaderThatIsUpLeadsInItsFirstLife({ nodes, isUp }: Seen) {
          return !isUp('slow') || nodes.slow.lives === 1 || !nodes.slow.leads;
        }),
        crash,
      ).verdict,
      'held',
    );
  });

  it('shows what is synced on a disk and what is not, as of the last completed handler', () => {
    const seen = sights(({ disk }) => disk('slow'), { at: '150ms', pause: 'slow', for: '10ms' });
    assert.deepEqual(seen, ['0 {"synced":{},"unsynced":[]}', '20 {"synced":{"lives":1},"unsynced":[{"key":"draft","value":1}]}']);
  });

  it('gives copies of what is on a disk', () => {
    assert.equal(
      judge(
        safety(function theDiskIsMine({ disk }: Seen) {
          const view = disk('slow');
          (view.synced as Record<string, unknown>).lives = 99;
          return disk('slow').synced.lives !== 99;
        }),
      ).verdict,
      'held',
    );
  });

  it('names the nodes that exist when another is asked for', () => {
    assert.throws(
      () =>
        judge(
          safety(function asks({ status }: Seen) {
            return status('slwo' as never) === 'up';
          }),
        ),
      (error: Error & { cure?: string }) => /asks for the node 'slwo'/.test(error.message) && /Did you mean `slow`/.test(error.cure ?? ''),
    );
  });
});

describe('a node that has not started', () => {
  const neverUp = [{ at: '5ms', crash: 'slow' }] as const;

  it('hides no other node from properties', () => {
    const stays = safety(function quickStaysBelowFive({ nodes }: Seen) {
      return nodes.quick.ticks < 5;
    });
    assert.deepEqual([judge(stays).time, judge(stays, ...neverUp).time], [50_000, 50_000]);
    const early = safety(function quickStaysBelowOne({ nodes }: Seen) {
      return nodes.quick.ticks < 1;
    });
    assert.equal(judge(early).time, 10_000);
  });

  it('is not among the nodes until it has', () => {
    assert.deepEqual(
      sights(({ nodes }) => Object.keys(nodes)),
      ['0 ["quick"]', '20 ["slow","quick"]'],
    );
    assert.deepEqual(
      sights(({ nodes }) => [Object.keys(nodes), 'slow' in nodes], ...neverUp),
      ['0 [["quick"],true]'],
    );
  });

  it('suspends the judgement of a property that looks at it, even of one that would catch anything', () => {
    const looks = safety(function slowIsThere({ nodes }: Seen) {
      try {
        return nodes.slow.lives === 7;
      } catch {
        return false;
      }
    });
    assert.equal(judge(looks).time, 20_000);
    const { verdict, because } = judge(looks, ...neverUp);
    assert.equal(verdict, 'vacuous');
    assert.match(because!, /never started/);
  });

  it('keeps a liveness property that looks at it from coming true', () => {
    const comes = liveness({ within: '100ms' })(function slowCounts({ nodes }: Seen) {
      return nodes.slow.ticks >= 0;
    });
    const outcome = tell(cluster, { properties: [comes], faults: [...neverUp, { at: '6ms', heal: 'all' }], stabilisesAt: 0 }).outcome
      .properties[0]!;
    assert.equal(outcome.verdict, 'violated');
    assert.match(outcome.because!, /'slow', which it looks at, has not started/);
    assert.equal(judge(comes).verdict, 'held');
  });
});

describe('sometimes', () => {
  const reached = sometimes(function quickTicks({ nodes }: Seen) {
    return nodes.quick.ticks > 3;
  });
  const never = sometimes(function quickTicksForEver({ nodes }: Seen) {
    return nodes.quick.ticks > 1e6;
  });
  const holds = safety(function allIsWell() {
    return true;
  });

  it('says in a single run whether it was reached, and does not change the verdict', () => {
    for (const property of [reached, never]) assert.equal(tell(cluster, { properties: [holds, property] }).outcome.verdict, 'held');
    assert.equal(tell(cluster, { properties: [never] }).outcome.verdict, 'held');
    assert.equal(judge(reached).time, 40_000);
    assert.match(judge(never).because!, /not reached in this run/);
  });
});

describe('a property over state and history', () => {
  it('sees a handler together with what it brings about at once', () => {
    const client = node()({
      init(self) {
        self.setTimer('begin', 10);
        return { open: null as number | null, done: false };
      },
      on: {},
      timers: {
        begin(state, self) {
          state.open = self.invoke('x');
          self.setTimer('end', 10);
        },
        end(state, self) {
          self.complete(state.open!);
          state.done = true;
        },
      },
    });
    type Client = World<{ client: typeof client }>;
    const { outcome } = tell(
      { client },
      {
        properties: [
          safety(function whatIsOpenIsInTheHistory({ nodes, history }: Client) {
            return nodes.client.open === null || history.length === 1;
          }),
          safety(function whatIsInTheHistoryIsOpen({ nodes, history }: Client) {
            return history.length === 0 || nodes.client.open !== null;
          }),
          safety(function doneMeansCompleted({ nodes, history }: Client) {
            return nodes.client.done === (history[0]?.status === 'ok');
          }),
        ],
      },
    );
    assert.deepEqual(
      outcome.properties.map(({ verdict }) => verdict),
      ['held', 'held', 'held'],
    );
  });
});
