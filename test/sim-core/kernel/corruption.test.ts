import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault } from 'backstep';
import { RandomStream } from '../../../sim-core/base/random.ts';
import { corrupted } from '../../../sim-core/kernel/corruption.ts';
import { tell, type Story } from '../story.ts';

type Report = { type: 'report'; n: number; name: string; ok: boolean; big: bigint; bytes: Uint8Array; of: Map<string, number[]> };
const REPORT: Report = {
  type: 'report',
  n: 5,
  name: 'five',
  ok: true,
  big: 5n,
  bytes: new Uint8Array([5, 6]),
  of: new Map([['a', [1, 2]]]),
};

const sender = node<never, Report>()({
  init(self) {
    self.setTimer('send', '10ms');
    return {};
  },
  on: {},
  timers: {
    send(_state, self) {
      self.send('b', REPORT);
      self.setTimer('send', '10ms');
    },
  },
});
const receiver = node<Report>()({
  init: () => ({ got: [] as Report[] }),
  on: { report: (state, message) => void state.got.push(message) },
});

function story(faults: readonly Fault<'a' | 'b'>[], rest: object = {}): Story {
  return tell({ a: sender, b: receiver }, { network: { latency: '1ms' }, duration: '201ms', faults, ...rest });
}

const shape = (value: unknown): unknown => {
  if (value instanceof Map) return ['map', ...Array.from(value, ([key, item]) => [key, shape(item)])];
  if (value instanceof Uint8Array) return ['bytes', value.length];
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([key, item]) => [key, shape(item)]);
  return typeof value;
};

describe('what is damaged on its way', () => {
  it('differs in one value and is of the same types all the same', () => {
    const random = new RandomStream(1, 'damage');
    const differing = new Set<string>();
    for (let draw = 0; draw < 2_000; draw++) {
      const damaged = corrupted(REPORT, random.next()) as Report;
      assert.equal(damaged.type, 'report');
      assert.deepEqual(shape(damaged), shape(REPORT));
      const changed = (Object.keys(REPORT) as (keyof Report)[]).filter((key) => {
        try {
          assert.deepEqual(damaged[key], REPORT[key]);
          return false;
        } catch {
          return true;
        }
      });
      assert.equal(changed.length, 1);
      differing.add(changed[0]!);
    }
    assert.deepEqual([...differing].sort(), ['big', 'bytes', 'n', 'name', 'of', 'ok']);
  });

  it('leaves the message that was sent as it is', () => {
    corrupted(REPORT, 0.1);
    assert.equal(REPORT.n, 5);
  });

  it('is the message itself where there is nothing to damage', () => {
    const empty = { type: 'ping', list: [], nothing: null, text: '' };
    assert.equal(corrupted(empty, 0.5), empty);
  });
});

describe('a corrupted message', () => {
  const fault = { at: '95ms', corrupt: 1, for: '30ms' } as const;

  it('is lost where a checksum finds it, and said to be', () => {
    const { of, outcome } = story([fault]);
    assert.deepEqual(of('drop'), ['100ms b drop a report corrupted', '110ms b drop a report corrupted', '120ms b drop a report corrupted']);
    assert.deepEqual(outcome.faults['corrupt'], { requested: 1, struck: 1, observed: 3 });
  });

  it('is delivered where none does, marked, with what it became', () => {
    const { events, of, state, outcome } = story([{ ...fault, checksum: false }]);
    assert.deepEqual(of('drop'), []);
    const marked = events.filter(({ kind, flags }) => kind === 'deliver' && (flags & 32) !== 0);
    assert.deepEqual(
      marked.map(({ time }) => time),
      [101_000, 111_000, 121_000],
    );
    const { got } = state<{ got: Report[] }>('b');
    for (const { value } of marked) {
      assert.notDeepEqual(value, { ...REPORT });
      assert.ok(got.some((message) => JSON.stringify(shape(message)) === JSON.stringify(shape(value))));
    }
    // What was sent is told as it was sent.
    for (const { kind, value } of events) if (kind === 'send') assert.deepEqual(value, REPORT);
    assert.deepEqual(outcome.faults['corrupt'], { requested: 1, struck: 1, observed: 3 });
  });

  it('is lost where nothing in it could be wrong but its type', () => {
    const pinger = node<never, { type: 'ping' }>()({
      init(self) {
        self.setTimer('ping', '5ms');
        return {};
      },
      on: {},
      timers: { ping: (_state, self) => self.send('b', { type: 'ping' }) },
    });
    const told = tell(
      { a: pinger, b: node<{ type: 'ping' }>()({ init: () => ({}), on: { ping: () => undefined } }) },
      { faults: [{ at: 0, corrupt: 1, checksum: false, for: '30ms' }] as Fault[] },
    );
    assert.deepEqual(told.of('drop', 'deliver'), ['5ms b drop a ping corrupted']);
  });

  it('comes of a link by its nature too, up to stabilisation', () => {
    const { of } = story([], { network: { latency: '1ms', corrupt: 1 }, stabilisesAt: '100ms' });
    assert.equal(of('drop').length, 9);
    assert.equal(of('deliver').length, 11);
  });

  it('begins and ends with a shape of its own', () => {
    const { of } = story([fault]);
    assert.equal(of('corruption').length, 2);
  });
});
