import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault } from 'backstep';
import { tell, type Story } from '../story.ts';

type Mark = { type: 'mark'; at: string };

/** Works in three pieces of 20 ms from 100 ms on, and does a little of everything before, between and after. */
const worker = node<never, Mark>()({
  init(self) {
    self.setTimer('work', '100ms');
    return { read: [] as number[], drawn: [] as number[], found: [] as unknown[], ids: [] as number[] };
  },
  on: {},
  timers: {
    work(state, self) {
      for (const piece of ['first', 'second', 'third']) {
        state.read.push(self.monotonic());
        state.drawn.push(self.random());
        state.found.push(self.disk.read('piece') ?? null);
        self.disk.write('piece', piece);
        const id = self.invoke(piece);
        state.ids.push(id);
        self.send('watcher', { type: 'mark', at: piece });
        self.busy('20ms');
        self.complete(id, piece);
      }
      state.read.push(self.monotonic());
      self.setTimer('later', '10ms');
    },
    later() {},
  },
});

const watcher = node<Mark>()({ init: () => ({ heard: [] as string[] }), on: { mark: (state, { at }) => void state.heard.push(at) } });

interface Worked {
  readonly read: number[];
  readonly drawn: number[];
  readonly found: unknown[];
  readonly ids: number[];
}

const run = (...faults: Fault<'worker' | 'watcher'>[]): Story => tell({ worker, watcher }, { faults });
const worked = (story: Story): Worked => story.state<Worked>('worker');
const told = (story: Story): string[] => story.of('send', 'pause', 'resume', 'finish', 'crash', 'restart').map((line) => line.replace(/ (worker|watcher|mark|at:)/g, ''));

describe('a handler that nothing strikes', () => {
  it('brings about each thing at its own time', () => {
    const story = run();
    assert.deepEqual(told(story), ['100ms send "first"', '120ms send "second"', '140ms send "third"', '160ms finish']);
    assert.deepEqual(worked(story).read, [100, 120, 140, 160]);
    assert.deepEqual(worked(story).found, [null, 'first', 'second']);
    assert.deepEqual(story.of('timer'), ['100ms worker timer work', '170ms worker timer later']);
  });
});

describe('a handler that is frozen under way', () => {
  const plain = worked(run());

  it('has all that it had left to do happen that much later', () => {
    const story = run({ at: '130ms', pause: 'worker', for: '200ms' });
    assert.deepEqual(told(story), ['100ms send "first"', '120ms send "second"', '130ms pause', '330ms resume', '340ms send "third"', '360ms finish']);
    assert.deepEqual(worked(story).read, [100, 120, 340, 360]);
    assert.deepEqual(story.of('timer'), ['100ms worker timer work', '370ms worker timer later']);
    assert.deepEqual(story.of('complete').map((line) => Number.parseFloat(line)), [120, 340, 360]);
  });

  it('draws, reads from disk and numbers its operations as if it had not been', () => {
    for (const at of ['100ms', '105ms', '120ms', '130ms', '159ms'] as const) {
      const { drawn, found, ids } = worked(run({ at, pause: 'worker', for: '200ms' }));
      assert.deepEqual({ drawn, found, ids }, { drawn: plain.drawn, found: plain.found, ids: plain.ids }, `frozen at ${at}`);
    }
  });

  it('lets what falls on the moment of the freeze happen after it', () => {
    assert.deepEqual(told(run({ at: '120ms', pause: 'worker', for: '200ms' })), [
      '100ms send "first"', '120ms pause', '320ms resume', '320ms send "second"', '340ms send "third"', '360ms finish',
    ]);
    assert.deepEqual(told(run({ at: '160ms', pause: 'worker', for: '200ms' })).slice(-3), ['160ms pause', '360ms resume', '360ms finish']);
  });

  it('can be frozen more than once, also at the moment at which it goes on', () => {
    const story = run({ at: '110ms', pause: 'worker', for: '40ms' }, { at: '150ms', pause: 'worker', for: '50ms' }, { at: '215ms', pause: 'worker', for: '100ms' });
    assert.deepEqual(told(story), [
      '100ms send "first"', '110ms pause', '150ms resume', '150ms pause', '200ms resume', '210ms send "second"',
      '215ms pause', '315ms resume', '330ms send "third"', '350ms finish',
    ]);
    assert.deepEqual(worked(story).drawn, plain.drawn);
  });

  it('by two pauses that overlap goes on when the last of them ends', () => {
    const story = run({ at: '110ms', pause: 'worker', for: '40ms' }, { at: '120ms', pause: 'worker', for: '100ms' });
    assert.deepEqual(told(story), ['100ms send "first"', '110ms pause', '120ms pause', '220ms resume', '230ms send "second"', '250ms send "third"', '270ms finish']);
  });

  it('does nothing more when it crashes before it goes on', () => {
    const story = run({ at: '110ms', pause: 'worker', for: '100ms' }, { at: '150ms', crash: 'worker', for: '10ms' });
    assert.deepEqual(told(story), [
      '100ms send "first"', '110ms pause', '150ms crash', '160ms restart',
      '260ms send "first"', '280ms send "second"', '300ms send "third"', '320ms finish',
    ]);
    // The operation of the life that ended stays open for ever.
    assert.equal(story.of('invoke').length, 4);
    assert.equal(story.of('complete').length, 3);
  });

  it('shows its old state, disk and timers until it completes', () => {
    const { recording, events } = run({ at: '130ms', pause: 'worker', for: '200ms' });
    for (const { step, time } of events) {
      const { state, disk, timers, status } = recording.inspect(step).nodes[0]!;
      if (time < 100_000 || time >= 360_000) continue;
      assert.deepEqual((state as Worked).read, [], `at ${time}`);
      assert.deepEqual(disk, {});
      assert.deepEqual(timers, []);
      assert.equal(status, time >= 130_000 && time < 330_000 ? 'paused' : 'busy');
    }
  });
});

describe('a handler that a stall strikes under way', () => {
  it('stands still before the next call on self, and reads the later time after it', () => {
    const story = run({ at: '110ms', stall: 'worker', for: '100ms' });
    // The next call is the completion of the first operation, at 120 ms.
    assert.deepEqual(told(story), ['100ms send "first"', '120ms pause stall', '220ms resume stall', '220ms send "second"', '240ms send "third"', '260ms finish']);
    assert.deepEqual(worked(story).read, [100, 220, 240, 260]);
    assert.deepEqual(worked(story).drawn, worked(run()).drawn);
    assert.deepEqual(story.outcome.faults, { stall: { requested: 1, struck: 1, observed: 1 } });
  });

  it('has a freeze within the stall come on top of it', () => {
    const story = run({ at: '110ms', stall: 'worker', for: '100ms' }, { at: '150ms', pause: 'worker', for: '30ms' });
    assert.deepEqual(told(story).slice(1), [
      '120ms pause stall', '150ms pause', '180ms resume', '250ms resume stall', '250ms send "second"', '270ms send "third"', '290ms finish',
    ]);
  });

  it('after stabilisation is struck all the same, though it began before', () => {
    const story = tell({ worker, watcher }, { stabilisesAt: '105ms', faults: [{ at: '110ms', stall: 'worker', for: '100ms' }] });
    assert.deepEqual(told(story).slice(1, 4), ['120ms pause stall', '220ms resume stall', '220ms send "second"']);
  });
});

describe('a handler whose clock jumps under way', () => {
  const reader = node()({
    init(self) {
      self.setTimer('work', '100ms');
      return { now: [] as number[] };
    },
    on: {},
    timers: {
      work(state, self) {
        for (let piece = 0; piece < 3; piece++) {
          state.now.push(self.now());
          self.busy('20ms');
        }
      },
    },
  });

  it('has read the old time before, and reads the new one after', () => {
    const story = tell({ reader }, { faults: [{ at: '130ms', clock: 'reader', forward: '1h' }] });
    assert.deepEqual(story.state<{ now: number[] }>('reader').now, [100, 120, 3_600_140]);
    assert.deepEqual(story.outcome.faults, { clock: { requested: 1, struck: 1, observed: 1 } });
  });

  it('reads the new time at the very moment of the jump', () => {
    const story = tell({ reader }, { faults: [{ at: '120ms', clock: 'reader', backward: '50ms' }] });
    assert.deepEqual(story.state<{ now: number[] }>('reader').now, [100, 70, 90]);
  });
});

describe('an init that a fault strikes', () => {
  const slow = node<never, Mark>()({
    init(self) {
      const now = [self.now()];
      self.send('watcher', { type: 'mark', at: 'begun' });
      self.log('begun');
      self.disk.write('boots', (self.disk.read<number>('boots') ?? 0) + 1);
      self.setTimer('tick', '1ms');
      self.busy('20ms');
      now.push(self.now());
      self.send('watcher', { type: 'mark', at: 'done' });
      return { now };
    },
    on: {},
    timers: { tick() {} },
  });
  const start = (...faults: Fault<'slow' | 'watcher'>[]): Story => tell({ slow, watcher }, { faults });

  it('at its very beginning has happened once as far as it had come', () => {
    const strikes: Fault<'slow'>[] = [
      { at: 0, pause: 'slow', for: '50ms' },
      { at: 0, clock: 'slow', forward: '1h' },
      { at: 0, stall: 'slow', for: '50ms' },
    ];
    for (const strike of strikes) {
      const story = start(strike);
      assert.deepEqual(story.state<{ heard: string[] }>('watcher').heard, ['begun', 'done'], JSON.stringify(strike));
      assert.equal(story.of('note').length, 1);
      assert.equal(story.of('write').length, 1);
      assert.equal(story.of('timer').length, 1);
    }
  });

  it('at its very beginning has read the clock as it was', () => {
    assert.deepEqual(start({ at: 0, clock: 'slow', forward: '1h' }).state<{ now: number[] }>('slow').now, [0, 3_600_020]);
    // A restart and a jump fall on the same microsecond.
    const story = start({ at: '100ms', crash: 'slow', for: '100ms' }, { at: '200ms', clock: 'slow', forward: '1h' });
    assert.deepEqual(story.state<{ now: number[] }>('slow').now, [200, 3_600_220]);
    assert.deepEqual(story.state<{ heard: string[] }>('watcher').heard, ['begun', 'done', 'begun', 'done']);
  });

  it('at its very beginning stands still before its next call that takes place later', () => {
    const { now } = start({ at: 0, stall: 'slow', for: '50ms' }).state<{ now: number[] }>('slow');
    assert.deepEqual(now, [0, 70]);
  });

  it('keeps the node starting for that much longer, and what it sends later', () => {
    const story = start({ at: '10ms', pause: 'slow', for: '100ms' });
    assert.deepEqual(story.of('send', 'finish').map((line) => Number.parseFloat(line)), [0, 120, 120]);
  });

  it('by a crash begins again from what its disk kept', () => {
    const story = start({ at: '10ms', crash: 'slow', for: '10ms' });
    assert.deepEqual(story.of('send').map((line) => Number.parseFloat(line)), [0, 20, 40]);
    assert.deepEqual(story.of('finish'), ['40ms slow finish']);
  });
});
