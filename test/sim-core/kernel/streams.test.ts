import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault, type Network } from 'backstep';
import { tell, type Story } from '../story.ts';

type Count = { type: 'count'; n: number };
type Name = 'a' | 'b';

/** Sends numbered messages at these times, in milliseconds, and so many at each. */
const sender = (times: readonly number[], burst = 1) =>
  node<never, Count>()({
    init(self) {
      if (self.boots === 0) self.setTimer('send', times[0]!);
      return { n: 0, turn: 0 };
    },
    on: {},
    timers: {
      send(state, self) {
        for (let left = burst; left > 0; left--) {
          state.n += 1;
          self.send('b', { type: 'count', n: state.n });
        }
        state.turn += 1;
        const next = times[state.turn];
        if (next !== undefined) self.setTimer('send', next - times[state.turn - 1]!);
      },
    },
  });

const receiver = (work = 0) =>
  node<Count>()({
    init: () => ({ got: [] as number[] }),
    on: {
      count(state, { n }, self) {
        state.got.push(n);
        if (work > 0) self.busy(work);
      },
    },
  });

interface Settings {
  readonly times: readonly number[];
  readonly burst?: number;
  readonly work?: number;
  readonly faults?: readonly Fault<Name>[];
  readonly network?: Network<Name>;
  readonly duration?: '1s' | '5s' | '20s' | '60s';
}

function streamed({ times, burst, work, faults = [], network, duration = '20s' }: Settings): Story {
  return tell(
    { a: sender(times, burst), b: receiver(work) },
    { network: { latency: '10ms', transport: 'stream', ...network }, faults, duration },
  );
}

/** What arrives, as `1@10` ms. */
function arrivals({ events }: Story): string[] {
  return events.filter(({ kind }) => kind === 'deliver').map(({ value, time }) => `${(value as Count).n}@${time / 1_000}`);
}

const every = (count: number, step: number): number[] => Array.from({ length: count }, (_, index) => index * step);
/** Loses all that is sent from `a` in this time. */
const lose = (at: number, length: number): Fault<Name> => ({ at, loss: 1, for: length, links: { from: ['a'] } });

describe('a stream', () => {
  it('opens a connection first, which takes a round trip', () => {
    assert.deepEqual(arrivals(streamed({ times: [0, 100] })), ['1@30', '2@110']);
  });

  it('keeps the order, whatever the latency of each segment', () => {
    for (const latency of [{ min: '1ms', max: '50ms' }, { mean: '20ms' }] as const) {
      const story = streamed({ times: every(40, 1), network: { latency } });
      assert.deepEqual(story.state<{ got: number[] }>('b').got, every(41, 1).slice(1));
      assert.ok(story.of('withheld').length > 0);
    }
  });

  it('sends again what was lost after a second, and holds back what came behind it: head-of-line blocking', () => {
    const story = streamed({ times: [0, 100, 110, 120], faults: [lose(100, 5)] });
    assert.deepEqual(arrivals(story), ['1@30', '2@1110', '3@1110', '4@1110']);
    assert.deepEqual(story.of('segmentLost', 'retransmit', 'withheld'), [
      '100ms b segmentLost a count lost',
      '120ms b withheld a count',
      '130ms b withheld a count',
      '1100ms a retransmit b count',
    ]);
  });

  it('sends again sooner when three later segments have come: fast retransmit (RFC 5681)', () => {
    const story = streamed({ times: [0, 100, 110, 120, 130], faults: [lose(100, 5)] });
    // The third of them comes after 140 ms, and its acknowledgement after 150.
    assert.deepEqual(arrivals(story), ['1@30', '2@160', '3@160', '4@160', '5@160']);
  });

  it('waits twice as long each time (RFC 6298)', () => {
    const story = streamed({ times: [0, 100], faults: [lose(100, 6_000)] });
    assert.deepEqual(
      story.of('retransmit').map((line) => line.split(' ')[0]),
      ['1100ms', '3100ms', '7100ms'],
    );
  });

  it('waits for the smoothed round trip and four times its variation, where that is more than a second (RFC 6298, 2.2 and 2.3)', () => {
    // A round trip of 800 ms each time: the first one makes the timeout R + 4 · R/2, and each one more leaves three quarters of the variation.
    for (const measured of [2, 3, 6, 12]) {
      const times = every(measured, 2_000);
      const lost = times.at(-1)!;
      const story = streamed({ times, faults: [lose(lost - 1, 100)], network: { latency: '400ms' }, duration: '60s' });
      const timeout = 800 + 4 * 400 * 0.75 ** (measured - 1);
      const [again] = story.of('retransmit');
      const expected = lost + Math.max(1_000, timeout);
      assert.ok(Math.abs(Number.parseFloat(again!) - expected) <= 1, `${measured} measured: ${again}, and not ${expected}`);
    }
  });

  it('takes a second for each attempt to open, at first', () => {
    assert.deepEqual(arrivals(streamed({ times: [0], faults: [lose(0, 1_500)] })), ['1@3030']);
  });

  it('delivers each message once, though segments or acknowledgements come twice or not at all', () => {
    for (const network of [{ duplicate: 1 }, { loss: 0.3 }, { loss: 0.3, duplicate: 0.5, reorder: 0.5 }, { corrupt: 0.3 }] as const) {
      const story = tell(
        { a: sender(every(30, 2)), b: receiver() },
        { network: { latency: { min: '1ms', max: '9ms' }, transport: 'stream', ...network }, duration: '60s', stabilisesAt: '30s' },
      );
      assert.deepEqual(story.state<{ got: number[] }>('b').got, every(31, 1).slice(1), JSON.stringify(network));
    }
  });

  it('has no more under way than the receiver has room for, and goes on when there is room again', () => {
    const story = streamed({ times: [0], burst: 20, work: 30, network: { receiveBuffer: '4kB' }, duration: '20s' });
    assert.deepEqual(story.state<{ got: number[] }>('b').got, every(21, 1).slice(1));
    assert.deepEqual(story.of('drop', 'segmentLost', 'retransmit'), []);
    // One after the other, as fast as they are worked on: the window never stands empty for long.
    const last = story.events.filter(({ kind }) => kind === 'deliver').at(-1)!.time / 1_000;
    assert.ok(last < 20 * 30 + 300, `${last} ms`);
  });

  it('asks how much room there is when nobody says that there is some again (RFC 9293, 3.8.6.1)', () => {
    // The receiver is paused with a full buffer, and what tells that it has read is lost.
    const faults: Fault<Name>[] = [
      { at: 0, pause: 'b', for: '500ms' },
      { at: '490ms', loss: 1, for: '100ms', links: { from: ['b'] } },
    ];
    const story = streamed({ times: [0], burst: 6, faults, network: { receiveBuffer: '2kB' } });
    assert.deepEqual(story.state<{ got: number[] }>('b').got, [1, 2, 3, 4, 5, 6]);
    assert.ok(story.events.filter(({ kind }) => kind === 'deliver')[2]!.time > 1_000_000);
  });

  it('moves a window of bytes in a round trip: throughput is window/RTT', () => {
    // 8 messages of 1,000 bytes each 20 ms, of which the first round trip opens the connection.
    const story = streamed({ times: [0], burst: 400, network: { receiveBuffer: '8kB' } });
    const times = story.events.filter(({ kind }) => kind === 'deliver').map(({ time }) => time / 1_000);
    const rate = (times.length - 8) / (times.at(-1)! - times[7]!);
    assert.ok(Math.abs(rate / (8 / 20) - 1) < 0.15, `${rate} messages a millisecond, where theory says ${8 / 20}`);
  });

  it('is reset when the receiver has crashed, which the sender learns when it next sends', () => {
    const faults: Fault<Name>[] = [{ at: '50ms', crash: 'b', for: '10ms' }];
    const story = streamed({ times: [0, 100, 200], faults });
    // The second finds an end that knows nothing, and the third a new connection.
    assert.deepEqual(story.of('drop'), ['120ms b drop a count connection reset']);
    assert.deepEqual(arrivals(story), ['1@30', '3@230']);
  });

  it('is half-open while the receiver is down: nobody answers, and the sender goes on asking', () => {
    const faults: Fault<Name>[] = [{ at: '50ms', crash: 'b', for: '2s' }];
    const story = streamed({ times: [0, 100], faults });
    assert.deepEqual(story.of('segmentLost', 'retransmit', 'drop'), [
      '110ms b segmentLost a count node is down',
      '1100ms a retransmit b count',
      '1110ms b segmentLost a count node is down',
      '3100ms a retransmit b count',
      '3120ms b drop a count connection reset',
    ]);
  });

  it('loses in a crash of the sender what has not left', () => {
    const faults: Fault<Name>[] = [{ at: '10ms', crash: 'a', for: '10ms' }];
    assert.deepEqual(streamed({ times: [0], burst: 2, faults }).of('drop'), [
      '10ms b drop a count lost in the crash',
      '10ms b drop a count lost in the crash',
    ]);
  });

  it('passes a switch, a rate, a clog and a partition, and all arrives', () => {
    const faults: Fault<Name>[] = [
      { at: '20ms', clog: { from: ['a'] }, for: '30ms' },
      { at: '100ms', partition: [['a'], ['b']], for: '2s' },
    ];
    for (const network of [
      { rate: '8Mbit/s', buffer: '3kB' },
      { switches: { s: { every: { output: '8Mbit/s', buffer: '3kB' }, ports: { a: {}, b: {} } } } },
    ] as const) {
      const story = streamed({ times: every(30, 5), faults, network });
      assert.deepEqual(story.state<{ got: number[] }>('b').got, every(31, 1).slice(1));
    }
  });
});

describe('a receive buffer of datagrams', () => {
  it('loses what comes while the receiver works and the buffer is full', () => {
    const story = tell({ a: sender([0], 5), b: receiver(30) }, { network: { latency: '10ms', receiveBuffer: '2kB' } });
    assert.deepEqual(arrivals(story), ['1@10', '2@40', '3@70']);
    assert.deepEqual(story.of('drop'), ['10ms b drop a count receive buffer full', '10ms b drop a count receive buffer full']);
  });
});
