import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DiskError, node, type Fault, type NodeDefinition, type Scenario } from 'backstep';
import type { FaultCount } from '../../../sim-core/base/fault-counts.ts';
import { FAULTS } from '../../../sim-core/faults/catalogue.ts';
import { tell } from '../story.ts';

type Numbered = { type: 'numbered'; n: number };

/** From 10 ms on sends one message each 10 ms to b, and reads its clock. */
const sender = node<never, Numbered>()({
  init(self) {
    self.setTimer('send', '10ms');
    return { n: 0, now: 0 };
  },
  on: {},
  timers: {
    send(state, self) {
      state.now = self.now();
      self.send('b', { type: 'numbered', n: ++state.n });
      self.setTimer('send', '10ms');
    },
  },
});
const receiver = node<Numbered>()({ init: () => ({ got: 0 }), on: { numbered: (state) => void (state.got += 1) } });
/** At each message reads, writes under two keys, syncs, and writes once more; it goes on where its disk fails. */
const writer = node<Numbered>()({
  init: () => ({ got: 0 }),
  on: {
    numbered(_state, { n }, self) {
      for (const work of [
        () => self.disk.read('x'),
        () => self.disk.write('x', n),
        () => self.disk.write('y', n),
        () => self.disk.sync(),
        () => self.disk.write('z', `${n}`.repeat(3)),
      ])
        try {
          work();
        } catch (error) {
          if (!(error instanceof DiskError)) throw error;
        }
    },
  },
});
/** Kinds that a node notices only if it writes. */
const DISK = new Set(['lyingSync', 'lostWrites', 'misdirectedWrites', 'tornWrites', 'failedSync', 'diskFull', 'readErrors', 'bitRot']);
const worker = node<Numbered>()({ init: () => ({ got: 0 }), on: { numbered: (_state, _message, self) => self.busy('1ms') } });

function account(
  faults: readonly Fault<'a' | 'b'>[],
  rest: Partial<Scenario> = {},
  b: NodeDefinition<unknown, Numbered, Numbered> = receiver,
): Readonly<Record<string, FaultCount>> {
  return tell({ a: sender, b }, { versions: { v2: {} }, network: { latency: '1ms' }, duration: '201ms', faults, ...rest }).outcome.faults;
}

const counted = (requested: number, struck: number, observed: number): FaultCount => ({ requested, struck, observed });

/** For each kind one fault that strikes, with what is observed of it, and one that finds nothing to strike. */
const CASES: Readonly<
  Record<
    keyof typeof FAULTS,
    { readonly strikes: readonly Fault<'a' | 'b'>[]; readonly observed: number; readonly idle: readonly Fault<'a' | 'b'>[] }
  >
> = {
  crash: { strikes: [{ at: '95ms', crash: 'b', for: '30ms' }], observed: 3, idle: [{ at: '95ms', crash: 'b', for: '1ms' }] },
  restart: { strikes: [{ at: '95ms', restart: 'b' }], observed: 0, idle: [{ at: '95ms', restart: 'b' }] },
  pause: { strikes: [{ at: '95ms', pause: 'b', for: '30ms' }], observed: 3, idle: [{ at: '95ms', pause: 'b', for: '1ms' }] },
  stall: { strikes: [{ at: '95ms', stall: 'a', for: '5ms' }], observed: 1, idle: [{ at: '95ms', stall: 'b', for: '5ms' }] },
  partition: { strikes: [{ at: '95ms', partition: [['a'], ['b']], for: '30ms' }], observed: 3, idle: [] },
  heal: { strikes: [{ at: '100ms', heal: 'all' }], observed: 0, idle: [{ at: '100ms', heal: 'all' }] },
  clog: { strikes: [{ at: '95ms', clog: {}, for: '30ms' }], observed: 3, idle: [{ at: '95ms', clog: { from: ['b'] }, for: '30ms' }] },
  swizzle: { strikes: [{ at: '95ms', swizzle: ['a', 'b'], for: '30ms' }], observed: 3, idle: [{ at: '95ms', swizzle: ['a'], for: '1ms' }] },
  loss: { strikes: [{ at: '95ms', loss: 1, for: '30ms' }], observed: 3, idle: [{ at: '95ms', loss: 1, for: '1ms' }] },
  burstLoss: {
    strikes: [{ at: '95ms', burstLoss: { mean: 0.999, length: 999 }, for: '30ms' }],
    observed: 3,
    idle: [{ at: '95ms', burstLoss: { mean: 0.5, length: 2 }, for: '1ms' }],
  },
  corrupt: { strikes: [{ at: '95ms', corrupt: 1, for: '30ms' }], observed: 3, idle: [{ at: '95ms', corrupt: 1, for: '1ms' }] },
  duplicate: {
    strikes: [{ at: '95ms', duplicate: 1, for: '30ms' }],
    observed: 3,
    idle: [{ at: '95ms', duplicate: 1, for: '30ms', links: { to: ['a'] } }],
  },
  reorder: { strikes: [{ at: '95ms', reorder: 1, for: '10ms' }], observed: 1, idle: [{ at: '195ms', reorder: 1, for: '1ms' }] },
  delay: { strikes: [{ at: '95ms', delay: '5ms', for: '30ms' }], observed: 3, idle: [{ at: '95ms', delay: '5ms', for: '1ms' }] },
  clock: { strikes: [{ at: '175ms', clock: 'a', forward: '1s' }], observed: 3, idle: [] },
  drift: { strikes: [{ at: '175ms', drift: 'a', ppm: 500, for: '20ms' }], observed: 2, idle: [] },
  clockFreeze: { strikes: [{ at: '175ms', clockFreeze: 'a', for: '20ms' }], observed: 2, idle: [] },
  clockStrobe: { strikes: [{ at: '175ms', clockStrobe: 'a', by: '1s', for: '20ms' }], observed: 2, idle: [] },
  clockJitter: { strikes: [{ at: '175ms', clockJitter: 'a', by: '1s', for: '20ms' }], observed: 2, idle: [] },
  leapSecond: { strikes: [{ at: '175ms', leapSecond: ['a', 'b'] }], observed: 3, idle: [] },
  // The sender reads no interval.
  falseInterval: {
    strikes: [{ at: '175ms', falseInterval: 'a', forward: '1s', for: '20ms' }],
    observed: 0,
    idle: [{ at: '175ms', falseInterval: 'a', forward: '1s', for: '20ms' }],
  },
  byzantine: {
    strikes: [{ at: '95ms', byzantine: 'a', lie: { behaviour: 'silent' }, for: '30ms' }],
    observed: 3,
    idle: [{ at: '95ms', byzantine: 'b', lie: { behaviour: 'silent' }, for: '30ms' }],
  },
  // The sender does nothing that takes time.
  slow: { strikes: [{ at: '95ms', slow: 'b', cpu: 2, for: '30ms' }], observed: 3, idle: [{ at: '95ms', slow: 'a', cpu: 2, for: '30ms' }] },
  upgrade: { strikes: [{ at: '95ms', upgrade: 'b', to: 'v2', for: '30ms' }], observed: 3, idle: [] },
  powerLoss: {
    strikes: [{ at: '95ms', powerLoss: ['b'], for: '30ms' }],
    observed: 3,
    idle: [{ at: '95ms', powerLoss: ['b'], for: '1ms' }],
  },
  restartLoop: {
    strikes: [{ at: '95ms', restartLoop: 'b', for: '35ms', up: '10ms', down: '10ms' }],
    observed: 2,
    idle: [{ at: '95ms', restartLoop: 'b', for: '1ms' }],
  },
  diskLoss: { strikes: [{ at: '95ms', diskLoss: 'b', for: '30ms' }], observed: 3, idle: [] },
  lyingSync: { strikes: [{ at: '95ms', lyingSync: 'b', for: '30ms' }], observed: 3, idle: [{ at: '95ms', lyingSync: 'a', for: '30ms' }] },
  lostWrites: {
    strikes: [{ at: '95ms', lostWrites: 'b', for: '30ms' }],
    observed: 9,
    idle: [{ at: '95ms', lostWrites: 'a', for: '30ms' }],
  },
  misdirectedWrites: {
    strikes: [{ at: '95ms', misdirectedWrites: 'b', for: '30ms' }],
    observed: 9,
    idle: [{ at: '95ms', misdirectedWrites: 'a', for: '30ms' }],
  },
  // A crash comes at 105 ms.
  tornWrites: {
    strikes: [{ at: '95ms', tornWrites: 'b', for: '30ms' }],
    observed: 1,
    idle: [{ at: '95ms', tornWrites: 'a', for: '30ms' }],
  },
  failedSync: {
    strikes: [{ at: '95ms', failedSync: 'b', for: '30ms' }],
    observed: 3,
    idle: [{ at: '95ms', failedSync: 'a', for: '30ms' }],
  },
  diskFull: { strikes: [{ at: '95ms', diskFull: 'b', for: '30ms' }], observed: 9, idle: [{ at: '95ms', diskFull: 'a', for: '30ms' }] },
  readErrors: {
    strikes: [{ at: '95ms', readErrors: 'b', for: '30ms' }],
    observed: 3,
    idle: [{ at: '95ms', readErrors: 'a', for: '30ms' }],
  },
  // Each message that comes after it reads x before it writes x anew.
  bitRot: { strikes: [{ at: '95ms', bitRot: 'b', key: 'x' }], observed: 1, idle: [{ at: '95ms', bitRot: 'a' }] },
  gc: { strikes: [{ at: '95ms', gc: 'b', for: '30ms' }], observed: 3, idle: [{ at: '95ms', gc: 'b', for: '1ms' }] },
  blockingRead: {
    strikes: [{ at: '95ms', blockingRead: 'a', for: '5ms' }],
    observed: 1,
    idle: [{ at: '95ms', blockingRead: 'b', for: '5ms' }],
  },
  paging: {
    strikes: [{ at: '95ms', paging: 'a', faults: 3, for: '1ms' }],
    observed: 3,
    idle: [{ at: '95ms', paging: 'b', faults: 3, for: '1ms' }],
  },
  migration: { strikes: [{ at: '95ms', migration: 'b', for: '30ms' }], observed: 3, idle: [{ at: '95ms', migration: 'b', for: '1ms' }] },
  memory: {
    strikes: [{ at: '95ms', memory: 'b', set: { got: 100 } }],
    observed: 0,
    idle: [{ at: '95ms', memory: 'b', set: { got: 100 } }],
  },
};

describe('accounting', () => {
  it('covers every kind of fault', () => {
    assert.deepEqual(Object.keys(CASES), Object.keys(FAULTS));
  });

  for (const [kind, { strikes, observed }] of Object.entries(CASES)) {
    it(`counts a ${kind} as requested, as struck, and what was observed of it`, () => {
      const before: Fault<'a' | 'b'>[] =
        kind === 'restart'
          ? [{ at: '50ms', crash: 'b' }]
          : kind === 'heal'
            ? [{ at: '50ms', partition: [['a'], ['b']] }]
            : kind === 'tornWrites'
              ? [{ at: '105ms', crash: 'b', for: '1ms' }]
              : // The message from 90 ms on is slow, so that the next may go ahead of it.
                kind === 'reorder'
                ? [{ at: '85ms', delay: '50ms', for: '6ms' }]
                : [];
      const rest: Partial<Scenario> =
        kind === 'reorder'
          ? { network: { latency: '1ms', reorder: 0 } }
          : kind === 'falseInterval'
            ? { clocks: { interval: {} } }
            : kind === 'tornWrites'
              ? { disk: { unsynced: 'none' } }
              : {};
      assert.deepEqual(
        account([...before, ...strikes], rest, kind === 'slow' ? worker : DISK.has(kind) ? writer : receiver)[kind],
        counted(1, 1, observed),
      );
    });
  }

  for (const [kind, { idle }] of Object.entries(CASES)) {
    if (idle.length === 0) continue;
    it(`counts a ${kind} that found nothing to strike as requested only`, () => {
      const down: Fault<'a' | 'b'>[] = ['crash', 'pause', 'memory', 'gc', 'migration', 'powerLoss', 'restartLoop'].includes(kind)
        ? [{ at: '50ms', crash: 'b' }]
        : [];
      const { requested, struck } = account([...down, ...idle], { network: { latency: '1ms', reorder: 0 } })[kind]!;
      assert.deepEqual([requested - (kind === 'crash' ? down.length : 0), struck - (kind === 'crash' ? down.length : 0)], [1, 0]);
    });
  }

  it('of a crash counts a handler that it cuts off and what waited', () => {
    const busy = node<Numbered>()({ init: () => ({}), on: { numbered: (_state, _message, self) => self.busy('35ms') } });
    const { outcome } = tell(
      { a: sender, b: busy },
      { network: { latency: '1ms' }, duration: '100ms', faults: [{ at: '35ms', crash: 'b', for: '1ms' }] },
    );
    assert.deepEqual(outcome.faults.crash, counted(1, 1, 3));
  });

  it('of what never left counts nothing else', () => {
    const faults = account([{ at: 0, partition: [['a'], ['b']] }], { network: { latency: '1ms', loss: 0.5, duplicate: 1 } });
    assert.deepEqual(faults, { partition: counted(1, 1, 20), loss: counted(1, 0, 0), duplicate: counted(1, 0, 0) });
  });

  it('of a reordering where all messages go free already counts nothing', () => {
    const faults = account([{ at: 0, reorder: 1, for: '1s' }], { network: { latency: { min: '1ms', max: '50ms' } } });
    assert.deepEqual(faults.reorder, counted(1, 0, 0));
  });

  it('of what links are like counts messages', () => {
    const faults = account([], { network: { latency: { min: '1ms', max: '50ms' }, loss: 0.3, duplicate: 0.3, reorder: 0.5 } });
    for (const kind of ['loss', 'duplicate', 'reorder']) {
      const { requested, struck, observed } = faults[kind]!;
      assert.deepEqual([requested, struck], [1, 1], kind);
      assert.ok(observed > 0 && observed < 15, `${kind}: ${observed}`);
    }
  });

  it('of a Byzantine node counts the messages that it altered, and none that it left as they were', () => {
    const lying = (byzantine: object): FaultCount => account([], { byzantine } as Partial<Scenario>).byzantine!;
    assert.deepEqual(lying({ a: { behaviour: 'silent' } }), counted(1, 1, 20));
    assert.deepEqual(lying({ a: { behaviour: 'forge', fields: { n: -1 } } }), counted(1, 1, 20));
    assert.deepEqual(lying({ a: { behaviour: 'forge', fields: { token: 5 } } }), counted(1, 0, 0));
    assert.deepEqual(lying({ a: { behaviour: 'forge', fields: { n: 3 } } }), counted(1, 1, 19));
    assert.deepEqual(lying({ b: { behaviour: 'silent' } }), counted(1, 0, 0));
    assert.deepEqual(lying({ a: { behaviour: 'silent' }, b: { behaviour: 'silent' } }), counted(2, 1, 20));
  });

  it('of a nemesis names what it may draw, though it drew nothing', () => {
    const faults = account([], { nemesis: { crash: { every: '1h', for: '1s' }, clock: undefined } } as Partial<Scenario>);
    assert.deepEqual(faults, { crash: counted(0, 0, 0) });
  });

  it('is told fault by fault in the trace', () => {
    const { recording } = tell(
      { a: sender, b: receiver },
      {
        network: { latency: '1ms' },
        faults: [
          { at: '95ms', loss: 1, for: '30ms' },
          { at: '950ms', loss: 1, for: '1ms', links: { from: ['b'] } },
        ],
      },
    );
    const [loss, idle] = recording.trace.faults;
    assert.deepEqual(
      { name: loss!.name, observed: loss!.observed, at: loss!.at, until: loss!.until },
      { name: 'faults[0]', observed: 3, at: 95_000, until: 125_000 },
    );
    assert.ok(loss!.struckAt! > 0);
    assert.deepEqual(
      { name: idle!.name, line: idle!.line, at: idle!.at, struckAt: idle!.struckAt, observed: idle!.observed },
      {
        name: 'faults[1]',
        line: "{ at: '950ms', loss: 1, for: '1ms', links: { from: ['b'] } },",
        at: 950_000,
        struckAt: undefined,
        observed: 0,
      },
    );
  });
});
