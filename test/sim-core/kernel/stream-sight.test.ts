import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Backlog, type Fault } from 'backstep';
import { tell, type Story } from '../story.ts';

type Record = { type: 'record'; n: number };

/** Sends a record, looks, and sends as long as less than so much could not leave; at most 20 in a turn. `busy` is before the second look. */
const sender = (most: number, busy = 0) =>
  node<never, Record>()({
    init(self) {
      self.setTimer('send', 10);
      return { n: 0, looks: [] as Backlog[] };
    },
    on: {},
    timers: {
      send(state, self) {
        self.setTimer('send', 100);
        state.looks.push(self.stream('b'));
        for (let left = 20; left > 0 && self.stream('b').unsent < most; left--) self.send('b', { type: 'record', n: ++state.n });
        self.busy(busy);
        state.looks.push(self.stream('b'));
      },
    },
  });

const reader = (work = 0) =>
  node<Record>()({ init: () => ({ got: 0 }), on: { record: (state, _record, self) => (self.busy(work), void (state.got += 1)) } });

interface Settings {
  readonly most: number;
  readonly busy?: number;
  readonly work?: number;
  readonly faults?: readonly Fault[];
  readonly duration?: string;
}

function run({ most, busy, work, faults = [], duration = '200ms' }: Settings): Story {
  const network = { latency: '10ms', transport: 'stream', receiveBuffer: '4kB', size: '1kB' };
  return tell({ a: sender(most, busy), b: reader(work) }, { network, faults, duration } as never);
}

const looks = (story: Story): string[] =>
  story.state<{ looks: Backlog[] }>('a').looks.map(({ unsent, unacknowledged, resets }) => `${unsent}/${unacknowledged}/${resets}`);

describe('what a sender sees of its stream', () => {
  it('is nothing at first, all that waits for the connection, and then what its receiver has room for', () => {
    // One message opens the connection; it takes 20 ms until it is open, and 20 more until that is acknowledged.
    assert.deepEqual(looks(run({ most: 1 })), ['0/0/0', '1000/0/0', '0/0/0', '1000/4000/0']);
  });

  it('is the same whether the handler takes time or not, and is executed again or not', () => {
    const usual = looks(run({ most: 3_000 }));
    assert.deepEqual(looks(run({ most: 3_000, busy: 5 })), usual);
    const again: Fault[] = [
      { at: 12, pause: 'a', for: 1 },
      { at: 113, clock: 'a', forward: 1 },
    ];
    assert.deepEqual(looks(run({ most: 3_000, busy: 5, faults: again })), usual);
  });

  it('tells of back-pressure: who keeps to it sends as fast as its receiver reads, and no faster', () => {
    const story = run({ most: 1, work: 50, duration: '2s' });
    const { n } = story.state<{ n: number }>('a');
    const { got } = story.state<{ got: number }>('b');
    assert.ok(got > 30 && n - got <= 6, `${n} sent, ${got} read`);
  });

  it('counts the resets of a receiver that has crashed', () => {
    const story = run({ most: 1_000, faults: [{ at: 50, crash: 'b', for: 10 }], duration: '500ms' });
    const seen = story.state<{ looks: Backlog[] }>('a').looks.map(({ resets }) => resets);
    assert.deepEqual([seen[0], seen.at(-1)], [0, 1]);
    assert.ok(story.of('drop').some((line) => line.includes('connection reset')));
  });

  it('is refused where the link is no stream, or the node is none', () => {
    const asks = (to: string) => node()({ init: (self) => ({ seen: self.stream(to) }), on: {} });
    assert.throws(() => tell({ a: asks('b'), b: reader() }), /'a' asks for its stream to 'b', and that link is none/);
    assert.throws(() => tell({ a: asks('z'), b: reader() }), /'a' asks for its stream to 'z', which does not exist/);
  });
});
