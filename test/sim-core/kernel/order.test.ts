import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, safety, type Scenario, type World } from 'backstep';
import { tell } from '../story.ts';

// Every story is executed in several ways, and compared: what these tests add is what the one order is.

type Ping = { type: 'ping' };
const SOME = 12;

describe('things that fall on one microsecond', () => {
  it('happen in the order of the calls that brought them about', () => {
    const order = (first: 'send' | 'timer'): string[] => {
      const a = node<Ping>()({
        init(self) {
          if (first === 'send') self.send('a', { type: 'ping' });
          self.setTimer('late', '10ms');
          if (first === 'timer') self.send('a', { type: 'ping' });
          return { pinged: false };
        },
        on: { ping: (state) => void (state.pinged = true) },
        timers: {
          // More events follow one way than the other, which is where seeking could lose its way.
          late(state, self) {
            for (let n = 0; state.pinged && n < SOME; n++) self.log('in time');
          },
        },
      });
      return tell({ a }).of('deliver', 'timer', 'note');
    };
    assert.deepEqual(order('send'), [
      '10ms a deliver a ping',
      '10ms a timer late',
      ...Array.from({ length: SOME }, () => '10ms a note in time'),
    ]);
    assert.deepEqual(order('timer'), ['10ms a timer late', '10ms a deliver a ping']);
  });

  it('do so when one of them is the end of a sync or of work', () => {
    for (const way of ['sync', 'busy'] as const) {
      const a = node<never, Ping>()({
        init(self) {
          self.send('b', { type: 'ping' });
          if (way === 'busy') self.busy('10ms');
          else {
            self.disk.write('x', 1);
            self.disk.sync();
          }
          return { done: true };
        },
        on: {},
      });
      const b = node<Ping>()({ init: () => ({ got: 0 }), on: { ping: (state) => void (state.got += 1) } });
      const doneMeansGot = safety(function doneMeansGot({ nodes }: World<{ a: typeof a; b: typeof b }>) {
        return !nodes.a.done || nodes.b.got > 0;
      });
      const story = tell({ a, b }, { disk: { syncLatency: '10ms' }, properties: [doneMeansGot] });
      assert.equal(story.outcome.verdict, 'held', way);
    }
  });

  it('have faults end before others begin, and both before what nodes do', () => {
    const a = node<Ping>()({
      init(self) {
        self.setTimer('tick', '50ms');
        return {};
      },
      on: { ping() {} },
      timers: { tick: (_state, self) => self.send('a', { type: 'ping' }) },
    });
    const story = tell(
      { a },
      {
        faults: [
          { at: '50ms', loss: 0.5, for: '10ms' },
          { at: '40ms', delay: '1ms', for: '10ms' },
          { at: '50ms', clog: {}, for: '10ms' },
        ],
        stabilisesAt: '50ms',
      },
    );
    assert.deepEqual(
      story.lines.filter((line) => line.startsWith('50ms')).map((line) => line.replace(/ on all links/, '')),
      ['50ms fault delay 1ms', '50ms stabilise', '50ms fault loss 50%', '50ms fault clog', '50ms a timer tick', '50ms a send a ping'],
    );
  });

  it('that faults strike begin in the order in which they are written', () => {
    const quiet = node()({ init: () => ({}), on: {} });
    const faults = [
      { at: '5ms', crash: 'b' },
      { at: '5ms', crash: 'a' },
      { at: '5ms', pause: 'c', for: 1 },
    ] as const;
    const story = tell({ a: quiet, b: quiet, c: quiet }, { faults });
    assert.deepEqual(story.of('crash', 'pause'), ['5ms b crash', '5ms a crash', '5ms c pause']);
  });
});

describe('a run without any latency', () => {
  it('has one order too', () => {
    const relay = node<{ type: 'hop'; left: number }>()({
      init(self) {
        if (self.id === 'a') self.send('b', { type: 'hop', left: 20 });
        return { seen: [] as number[] };
      },
      on: {
        hop(state, { left }, self) {
          state.seen.push(left);
          for (const peer of self.peers) if (left > 15) self.send(peer, { type: 'hop', left: left - 1 });
        },
      },
    });
    const rest: Partial<Scenario> = { network: { latency: 0 } };
    const story = tell({ a: relay, b: relay, c: relay }, rest);
    assert.equal(story.of('send').length, story.of('deliver').length);
    assert.equal(story.outcome.simulatedMicroseconds, 1_000_000);
  });
});

describe('a slow handler', () => {
  it('shows none of what it does until it is done, whether the node was known to be slow or not', () => {
    const b = node<Ping>()({
      init: () => ({ n: 0, list: [] as number[] }),
      on: {
        ping(state, _message, self) {
          state.n += 1;
          state.list.push(state.n);
          if (state.n % 3 === 0) self.busy('15ms');
          state.list.push(-state.n);
        },
      },
    });
    const a = node<never, Ping>()({
      init(self) {
        self.setTimer('send', '10ms');
        return {};
      },
      on: {},
      timers: {
        send(_state, self) {
          self.send('b', { type: 'ping' });
          self.setTimer('send', '10ms');
        },
      },
    });
    const whole = safety(function aHandlerIsSeenWhole({ nodes }: World<{ b: typeof b }>) {
      return nodes.b.list.length === 2 * nodes.b.n;
    });
    const story = tell({ a, b }, { properties: [whole], duration: '300ms' });
    assert.equal(story.outcome.verdict, 'held');
    for (const { step, time } of story.events) {
      const { n, list } = (story.recording.inspect(step).nodes[1]!.state as { n: number; list: number[] } | undefined) ?? {
        n: 0,
        list: [],
      };
      assert.equal(list.length, 2 * n, `at ${time}`);
    }
  });
});
