import { DiskError, node, type Fault, type NodeDefinition, type Scenario } from 'backstep';
import type { FAULTS } from '../../../sim-core/faults/catalogue.ts';
import { tell, type Story } from '../story.ts';

export type Numbered = { type: 'numbered'; n: number };

/** From 10 ms on sends one message each 10 ms to b, and reads its clock. */
export const sender = node<never, Numbered>()({
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
export const receiver = node<Numbered>()({ init: () => ({ got: 0 }), on: { numbered: (state) => void (state.got += 1) } });
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

type Kind = keyof typeof FAULTS;

/** For each kind one fault that strikes, with what is observed of it, and one that finds nothing to strike. */
export const CASES: Readonly<
  Record<Kind, { readonly strikes: readonly Fault<'a' | 'b'>[]; readonly observed: number; readonly idle: readonly Fault<'a' | 'b'>[] }>
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

/** A run with these faults, beside which there is a version to upgrade to. */
export function withFaults(
  faults: readonly Fault<'a' | 'b'>[],
  rest: Partial<Scenario> = {},
  b: NodeDefinition<unknown, Numbered, Numbered> = receiver,
): Story {
  return tell({ a: sender, b }, { versions: { v2: {} }, network: { latency: '1ms' }, duration: '201ms', faults, ...rest });
}

/** What a kind needs around it to find something to strike. */
export function around(kind: Kind): { readonly rest: Partial<Scenario>; readonly b: NodeDefinition<unknown, Numbered, Numbered> } {
  const b = kind === 'slow' ? worker : DISK.has(kind) ? writer : receiver;
  if (kind === 'reorder') return { rest: { network: { latency: '1ms', reorder: 0 } }, b };
  if (kind === 'falseInterval') return { rest: { clocks: { interval: {} } }, b };
  return { rest: kind === 'tornWrites' ? { disk: { unsynced: 'none' } } : {}, b };
}

/** A run in which one fault of a kind strikes. */
export function struckBy(kind: Kind): Story {
  const { rest, b } = around(kind);
  return withFaults([...(BEFORE[kind] ?? []), ...CASES[kind].strikes], rest, b);
}

const BEFORE: Partial<Record<Kind, readonly Fault<'a' | 'b'>[]>> = {
  restart: [{ at: '50ms', crash: 'b' }],
  heal: [{ at: '50ms', partition: [['a'], ['b']] }],
  tornWrites: [{ at: '105ms', crash: 'b', for: '1ms' }],
  // The message from 90 ms on is slow, so that the next may go ahead of it.
  reorder: [{ at: '85ms', delay: '50ms', for: '6ms' }],
};
