import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node } from 'backstep';
import { tell } from '../story.ts';

type Ping = { type: 'ping'; n: number };

/** Sends `ping 1` to b after 100 ms, reading its clock first, and writes down both. */
const caller = node<never, Ping>()({
  init(self) {
    self.setTimer('go', '100ms');
    return { read: 0 };
  },
  on: {},
  timers: {
    go(state, self) {
      state.read = self.now();
      self.send('b', { type: 'ping', n: 1 });
      self.send('b', { type: 'ping', n: 2 });
    },
  },
});

const receiver = node<Ping>()({
  init: () => ({ got: [] as number[] }),
  on: {
    ping(state, { n }) {
      state.got.push(n);
    },
  },
});

describe('a handler', () => {
  it('runs at one moment, and its messages leave in order', () => {
    const story = tell({ a: caller, b: receiver });
    assert.deepEqual(story.of('timer', 'send', 'deliver'), [
      '100ms a timer go',
      '100ms a send b ping n: 1',
      '100ms a send b ping n: 2',
      '110ms b deliver a ping n: 1',
      '110ms b deliver a ping n: 2',
    ]);
    assert.deepEqual(story.state('b'), { got: [1, 2] });
  });

  it('that is stalled between reading the clock and sending sends late, on what it read before', () => {
    const story = tell({ a: caller, b: receiver }, { faults: [{ at: '50ms', stall: 'a', for: '300ms', call: 2 }] });
    assert.deepEqual(story.of('timer', 'send', 'pause', 'resume', 'finish'), [
      '100ms a timer go',
      '100ms a pause stall',
      '400ms a resume stall',
      '400ms a send b ping n: 1',
      '400ms a send b ping n: 2',
      '400ms a finish',
    ]);
    assert.deepEqual(story.state('a'), { read: 100 });
    assert.deepEqual(story.outcome.faults, { stall: { requested: 1, struck: 1, observed: 1 } });
  });

  it('that a crash hits in a stall sends nothing after it', () => {
    const story = tell(
      { a: caller, b: receiver },
      {
        faults: [
          { at: '50ms', stall: 'a', for: '300ms', call: 3 },
          { at: '200ms', crash: 'a' },
        ],
      },
    );
    assert.deepEqual(story.of('send', 'crash'), ['100ms a send b ping n: 1', '200ms a crash']);
    assert.deepEqual(story.state('b'), { got: [1] });
  });

  it('that is busy makes messages wait, and others see its old state until it completes', () => {
    const slow = node<Ping>()({
      init: () => ({ got: [] as number[] }),
      on: {
        ping(state, { n }, self) {
          state.got.push(n);
          self.busy('50ms');
        },
      },
    });
    const seen: string[] = [];
    const story = tell(
      { a: caller, b: slow },
      {
        properties: [
          {
            kind: 'safety',
            name: 'looks',
            judge: ({ nodes, time }: { nodes: Record<string, { got: number[] }>; time: number }) => {
              seen.push(`${time}: ${nodes.b!.got.join()}`);
              return true;
            },
            memory: () => ({}),
            within: 0,
            given: undefined,
          } as never,
        ],
      },
    );
    assert.deepEqual(story.of('deliver', 'finish'), [
      '110ms b deliver a ping n: 1',
      '160ms b finish',
      '160ms b deliver a ping n: 2',
      '210ms b finish',
    ]);
    // A property that reads the time is also asked at the last moment before each event, and at the end.
    assert.deepEqual(
      [...new Set(seen)],
      ['0: ', '99.999: ', '100: ', '109.999: ', '159.999: ', '160: 1', '209.999: 1', '210: 1,2', '1000: 1,2'],
    );
  });

  it('of a paused node waits, timers and messages alike, and comes in order when it thaws', () => {
    const story = tell(
      { a: caller, b: receiver },
      {
        faults: [
          { at: '60ms', pause: 'a', for: '100ms' },
          { at: '165ms', pause: 'b', for: '35ms' },
        ],
      },
    );
    assert.deepEqual(story.of('timer', 'send', 'deliver', 'pause', 'resume'), [
      '60ms a pause',
      '160ms a resume',
      '160ms a timer go',
      '160ms a send b ping n: 1',
      '160ms a send b ping n: 2',
      '165ms b pause',
      '200ms b resume',
      '200ms b deliver a ping n: 1',
      '200ms b deliver a ping n: 2',
    ]);
  });
});

describe('a crash', () => {
  it('loses memory and timers, and what comes meanwhile', () => {
    const story = tell({ a: caller, b: receiver }, { faults: [{ at: '105ms', crash: 'b', for: '100ms' }] });
    assert.deepEqual(story.of('crash', 'drop', 'restart'), [
      '105ms b crash',
      '110ms b drop a ping node is down',
      '110ms b drop a ping node is down',
      '205ms b restart',
    ]);
    assert.deepEqual(story.state('b'), { got: [] });
  });

  it('loses what waited for a paused process', () => {
    const story = tell(
      { a: caller, b: receiver },
      {
        faults: [
          { at: '50ms', pause: 'b', for: '500ms' },
          { at: '300ms', crash: 'b', for: '50ms' },
        ],
      },
    );
    assert.deepEqual(story.of('drop', 'deliver'), ['300ms b drop a ping lost in the crash', '300ms b drop a ping lost in the crash']);
  });

  it('of a node that is down already is requested and does not strike', () => {
    const story = tell(
      { a: caller, b: receiver },
      {
        faults: [
          { at: '10ms', crash: 'b' },
          { at: '20ms', crash: 'b' },
        ],
      },
    );
    assert.deepEqual(story.outcome.faults, { crash: { requested: 2, struck: 1, observed: 2 } });
  });

  it('keeps on disk what was synced and nothing else', () => {
    const writer = node()({
      init(self) {
        self.setTimer('write', '10ms');
        return { found: self.disk.keys(), value: self.disk.read<number>('durable') ?? null };
      },
      on: {},
      timers: {
        write(_state, self) {
          self.disk.write('durable', 1);
          self.disk.sync();
          self.disk.write('durable', 2);
          self.disk.write('cached', 3);
        },
      },
    });
    const story = tell({ a: writer }, { faults: [{ at: '15ms', crash: 'a', for: '1ms' }], duration: '20ms' });
    assert.deepEqual(story.state('a'), { found: ['durable'], value: 1 });
  });

  it('in the middle of a sync loses the write, and nobody hears of it', () => {
    const writer = node<Ping>()({
      init: (self) => ({ found: self.disk.keys() }),
      on: {
        ping(_state, { n }, self, from) {
          self.disk.write(`n${n}`, n);
          self.disk.sync();
          self.send(from, { type: 'ping', n });
        },
      },
    });
    const echo = node<Ping>()({
      init(self) {
        self.setTimer('go', '10ms');
        return { answers: 0 };
      },
      on: {
        ping(state) {
          state.answers += 1;
        },
      },
      timers: {
        go(_state, self) {
          self.send('b', { type: 'ping', n: 1 });
        },
      },
    });
    const at = (crash: `${number}ms`): { found: string[]; answers: number } => {
      // In this seed nothing of what the crash catches in the cache survives.
      const story = tell({ a: echo, b: writer }, { disk: { syncLatency: '5ms' }, faults: [{ at: crash, crash: 'b', for: '1ms' }] }, 4);
      return { ...story.state<{ found: string[] }>('b'), ...story.state<{ answers: number }>('a') };
    };
    assert.deepEqual(at('22ms'), { found: [], answers: 0 });
    assert.deepEqual(at('26ms'), { found: ['n1'], answers: 1 });
  });
});

describe('timers and clocks', () => {
  it('measure the time of their own node, which drifts', () => {
    const sleeper = node()({
      init(self) {
        self.setTimer('wake', '100s');
        return { woke: -self.monotonic() };
      },
      on: {},
      timers: {
        wake(state, self) {
          state.woke += self.monotonic();
        },
      },
    });
    const story = tell({ a: sleeper, b: sleeper }, { duration: '101s', clocks: { drift: 500 } });
    const [a, b] = story.of('timer').map((line) => Number.parseFloat(line));
    assert.notEqual(a, b);
    for (const name of ['a', 'b']) {
      const { woke } = story.state<{ woke: number }>(name);
      assert.ok(woke >= 100_000 && woke < 100_001, `${name} measured ${woke} ms`);
    }
  });

  it('do not follow a jump of the time of day', () => {
    const sleeper = node()({
      init(self) {
        self.setTimer('wake', '100ms');
        return { now: 0 };
      },
      on: {},
      timers: {
        wake(state, self) {
          state.now = self.now();
        },
      },
    });
    const story = tell({ a: sleeper }, { faults: [{ at: '50ms', clock: 'a', forward: '1h' }] });
    assert.deepEqual(story.of('timer', 'fault'), ['50ms a fault clock +3600s', '100ms a timer wake']);
    assert.deepEqual(story.state('a'), { now: 3_600_100 });
  });

  it('fire once, at the last setting, and not when cancelled', () => {
    const setter = node()({
      init(self) {
        self.setTimer('twice', '10ms');
        self.setTimer('twice', '30ms');
        self.setTimer('cancelled', '20ms');
        self.cancelTimer('cancelled');
        return { fired: 0 };
      },
      on: {},
      timers: {
        twice(state) {
          state.fired += 1;
        },
        cancelled(state) {
          state.fired += 100;
        },
      },
    });
    const story = tell({ a: setter });
    assert.deepEqual(story.of('timer'), ['30ms a timer twice']);
    assert.deepEqual(story.state('a'), { fired: 1 });
  });
});
