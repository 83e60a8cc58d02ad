import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault, type Scenario } from 'backstep';
import { FLAG } from '../../../sim-core/trace/event.ts';
import { tell, type Story } from '../story.ts';

type Numbered = { type: 'numbered'; n: number };

/** Sends the next number to b at each of these times, in milliseconds. */
const sender = (...times: number[]) =>
  node<never, Numbered>()({
    init(self) {
      self.setTimer('send', times[0]!);
      return { sent: 0 };
    },
    on: {},
    timers: {
      send(state, self) {
        state.sent += 1;
        self.send('b', { type: 'numbered', n: state.sent });
        const [last, next] = [times[state.sent - 1]!, times[state.sent]];
        if (next !== undefined) self.setTimer('send', next - last);
      },
    },
  });

/** Works so long for the first message. */
const receiver = (work = 0) =>
  node<Numbered>()({
    init: () => ({ got: [] as number[] }),
    on: {
      numbered(state, { n }, self) {
        state.got.push(n);
        if (n === 1 && work > 0) self.busy(work);
      },
    },
  });

interface Settings {
  readonly times: readonly number[];
  readonly work?: number;
  readonly faults?: readonly Fault<'a' | 'b'>[];
  readonly network?: Scenario['network'];
  readonly seed?: number;
}

function send({ times, work, faults, network, seed }: Settings): Story {
  return tell({ a: sender(...times), b: receiver(work) }, { network: { latency: '10ms', reorder: 0, ...network }, faults: faults ?? [] }, seed);
}

/** Which messages arrived, with the time in ms, as `1@10`. */
function arrivals(story: Story): string[] {
  return story.events.filter(({ kind }) => kind === 'deliver').map(({ time, value }) => `${(value as Numbered).n}@${time / 1_000}`);
}

const every = (length: number, step: number): number[] => Array.from({ length }, (_, index) => index * step);

describe('a link that keeps the order', () => {
  it('does so before a receiver that is busy, also for what arrives just when it is done', () => {
    assert.deepEqual(arrivals(send({ times: [0, 20, 50], work: 50 })), ['1@10', '2@60', '3@60']);
    assert.deepEqual(arrivals(send({ times: [0, 50], work: 50 })), ['1@10', '2@60']);
  });

  it('does so before a receiver that is paused, busy when it is, and when it goes on', () => {
    const pause = { at: '20ms', pause: 'b', for: '80ms' } as const;
    assert.deepEqual(arrivals(send({ times: [0, 20, 70], work: 50, faults: [pause] })), ['1@10', '2@140', '3@140']);
    assert.deepEqual(arrivals(send({ times: [0, 20, 90], faults: [pause] })), ['1@10', '2@100', '3@100']);
  });

  it('does so under clogs that overlap, and lets go only when the last of them ends', () => {
    const faults: Fault<'a' | 'b'>[] = [
      { at: '5ms', clog: {}, for: '45ms' },
      { at: '40ms', clog: { from: ['a'] }, for: '60ms' },
    ];
    assert.deepEqual(arrivals(send({ times: [0, 10, 45, 85, 90, 95], faults })), ['1@100', '2@100', '3@100', '4@100', '5@100', '6@105']);
  });

  it('does so when a delay ends, with all latencies drawn anew', () => {
    const network = { latency: { min: '1ms', max: '50ms' } } as const;
    for (let seed = 0; seed < 20; seed++) {
      const faults: Fault<'a' | 'b'>[] = [{ at: '20ms', delay: '200ms', for: '20ms' }, { at: '60ms', pause: 'b', for: '30ms' }, { at: '100ms', clog: {}, for: '35ms' }];
      const numbers = send({ times: every(40, 5), network, faults, seed }).state<{ got: number[] }>('b').got;
      assert.deepEqual(numbers, every(40, 1).map((n) => n + 1), `seed ${seed}`);
    }
  });

  it('delivers a duplicate never behind a newer message', () => {
    const network = { latency: { min: '1ms', max: '50ms' }, duplicate: 1 } as const;
    for (let seed = 0; seed < 20; seed++) {
      const { got } = send({ times: every(20, 3), work: 30, network, faults: [{ at: '20ms', clog: {}, for: '30ms' }], seed }).state<{ got: number[] }>('b');
      assert.deepEqual(got, every(20, 1).flatMap((n) => [n + 1, n + 1]), `seed ${seed}`);
    }
  });

  it('has no message wait behind one that never left', () => {
    const faults: Fault<'a' | 'b'>[] = [
      { at: '0ms', delay: '10h', for: '10ms' },
      { at: '0ms', partition: [['a'], ['b']], for: '10ms' },
    ];
    assert.deepEqual(arrivals(send({ times: [5, 20], faults })), ['2@30']);
  });

  it('has a message go ahead only by a fault that says so, and accounts for it', () => {
    const network = { latency: { min: '1ms', max: '50ms' } } as const;
    const story = send({ times: every(40, 1), network, faults: [{ at: '0ms', reorder: 1, for: '20ms' }] });
    const { got } = story.state<{ got: number[] }>('b');
    assert.notDeepEqual(got, [...got].sort((one, other) => one - other));
    // From 20 ms on the order is kept again.
    assert.deepEqual(got.filter((n) => n > 20), every(20, 1).map((n) => n + 21));
    const { requested, struck, observed } = story.outcome.faults.reorder!;
    assert.deepEqual([requested, struck], [1, 1]);
    assert.ok(observed > 0 && observed <= 20, `${observed} went ahead`);
  });
});

describe('the mark "overtaken"', () => {
  it('is on the message that was overtaken', () => {
    // The first is delayed, the second is not.
    const story = send({ times: [1, 2], network: { latency: '5ms', reorder: 1 }, faults: [{ at: '500us', delay: '100ms', for: '1ms' }] });
    assert.deepEqual(arrivals(story), ['2@7', '1@106']);
    assert.deepEqual(story.events.filter(({ kind }) => kind === 'deliver').map(({ flags }) => flags), [0, FLAG.overtaken]);
  });

  it('is on no second copy', () => {
    const story = send({ times: every(30, 1), network: { latency: { min: '1ms', max: '40ms' }, reorder: 1, duplicate: 1 } });
    assert.ok(story.events.every(({ flags }) => flags !== (FLAG.overtaken | FLAG.duplicate)));
  });
});

describe('faults that overlap', () => {
  it('end each on their own, and the strongest delay counts', () => {
    const story = send({
      times: [0, 20, 40, 60],
      network: { latency: '1ms', reorder: 1 },
      faults: [{ at: '10ms', delay: '100ms', for: '40ms' }, { at: '30ms', delay: '300ms', for: '15ms' }],
    });
    assert.deepEqual(arrivals(story), ['1@1', '4@61', '2@121', '3@341']);
    assert.deepEqual(story.outcome.faults.delay, { requested: 2, struck: 2, observed: 3 });
  });

  it('keep a link cut until the last partition of it ends', () => {
    const story = send({ times: every(10, 10), network: { latency: '1ms' }, faults: [
      { at: '15ms', partition: [['a'], ['b']], for: '30ms' },
      { at: '35ms', partition: { from: ['a'], to: ['b'] }, for: '30ms' },
    ] });
    assert.deepEqual(arrivals(story).map((arrival) => Number.parseInt(arrival, 10)), [1, 2, 8, 9, 10]);
    assert.deepEqual(story.outcome.faults.partition, { requested: 2, struck: 2, observed: 6 });
  });

  it('of crashes: the longer one counts, and for ever wins', () => {
    const lives = (...faults: Fault<'a' | 'b'>[]): string[] => send({ times: [900], faults }).of('crash', 'restart');
    assert.deepEqual(lives({ at: '10ms', crash: 'b', for: '100ms' }, { at: '50ms', crash: 'b', for: '300ms' }), ['10ms b crash', '350ms b restart']);
    assert.deepEqual(lives({ at: '10ms', crash: 'b', for: '300ms' }, { at: '50ms', crash: 'b', for: '100ms' }), ['10ms b crash', '310ms b restart']);
    assert.deepEqual(lives({ at: '10ms', crash: 'b', for: '100ms' }, { at: '50ms', crash: 'b' }), ['10ms b crash']);
    assert.deepEqual(lives({ at: '10ms', crash: 'b' }, { at: '50ms', crash: 'b', for: '100ms' }), ['10ms b crash']);
    assert.deepEqual(lives({ at: '10ms', crash: 'b' }, { at: '50ms', restart: 'b' }, { at: '60ms', crash: 'b', for: '10ms' }), [
      '10ms b crash', '50ms b restart', '60ms b crash', '70ms b restart',
    ]);
  });

  it('of a pause and a crash: the process that starts again is not paused', () => {
    const story = send({ times: [0, 60], faults: [{ at: '5ms', pause: 'b', for: '300ms' }, { at: '20ms', crash: 'b', for: '20ms' }] });
    assert.deepEqual(story.of('pause', 'crash', 'restart', 'resume'), ['5ms b pause', '20ms b crash', '40ms b restart']);
    assert.deepEqual(arrivals(story), ['2@70']);
  });
});

describe('a message to oneself', () => {
  type Note = { type: 'note'; life: number };
  const self = (wait: number) =>
    node<Note>()({
      init(own) {
        const life = own.monotonic();
        own.setTimer('send', '5ms');
        return { life, heard: [] as number[] };
      },
      on: { note: (state, { life }) => void state.heard.push(life) },
      timers: {
        send(state, own) {
          own.send(own.id, { type: 'note', life: state.life });
          if (wait > 0) own.busy(wait);
        },
      },
    });

  it('is lost in a crash, whether it is under way or waits', () => {
    for (const wait of [0, 30]) {
      for (const at of ['8ms', '20ms'] as const) {
        const story = tell({ a: self(wait) }, { faults: [{ at, crash: 'a', for: '1ms' }], duration: '60ms' });
        const isThere = wait === 0 && at === '20ms';
        assert.deepEqual(story.of('drop'), isThere ? [] : [`${at} a drop a note lost in the crash`]);
        const { life, heard } = story.state<{ life: number; heard: number[] }>('a');
        assert.ok(heard.every((from) => from === life), `life ${life} heard ${heard.join()}`);
      }
    }
  });

  it('is neither lost nor doubled by links, nor held by faults of all links', () => {
    const faults: Fault<'a'>[] = [{ at: 0, loss: 1, for: '1s' }, { at: 0, clog: {}, for: '1s' }, { at: 0, delay: '1s', for: '1s' }];
    const story = tell({ a: self(0) }, { network: { latency: '10ms', loss: 1, duplicate: 1 }, faults, duration: '60ms' });
    assert.deepEqual(story.of('deliver'), ['15ms a deliver a note life: 0']);
  });
});
