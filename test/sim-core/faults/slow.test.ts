import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault } from 'backstep';
import { unpackSpans } from '../../../sim-core/trace/facts.ts';
import { tell, type Story } from '../story.ts';

/** Every 10 ms it reads, works and syncs, a millisecond each, and notes how long each took. */
const worker = node()({
  init(self) {
    self.setTimer('work', 10);
    return { took: [] as number[][] };
  },
  on: {},
  timers: {
    work(state, self) {
      self.setTimer('work', 10);
      const times = [self.monotonic()];
      self.disk.read('x');
      times.push(self.monotonic());
      self.busy(1);
      times.push(self.monotonic());
      self.disk.sync();
      times.push(self.monotonic());
      state.took.push(times.slice(1).map((time, at) => time - times[at]!));
    },
  },
});

const DISK = { syncLatency: 1, readLatency: 1 } as const;

function work(faults: readonly Fault[], rest: object = {}): Story {
  return tell({ a: worker }, { disk: DISK, duration: '100ms', faults, ...rest });
}

const took = (story: Story): number[][] => story.state<{ took: number[][] }>('a').took;

describe('a slow node', () => {
  it('takes so many times as long for its disk, or for its work, and is up', () => {
    assert.deepEqual(took(work([{ at: 5, slow: 'a', disk: 3, for: 10 }])).slice(0, 2), [
      [3, 1, 3],
      [1, 1, 1],
    ]);
    assert.deepEqual(took(work([{ at: 5, slow: 'a', cpu: 4, for: 10 }])).slice(0, 2), [
      [1, 4, 1],
      [1, 1, 1],
    ]);
  });

  it('becomes slow in the middle of a handler, and fast again for what begins later', () => {
    // From 10 to 11 ms it reads, and from 11 to 12 ms it works.
    assert.deepEqual(took(work([{ at: 11.5, slow: 'a', disk: 5, cpu: 5, for: 100 }]))[0], [1, 1, 5]);
    assert.deepEqual(took(work([{ at: 5, slow: 'a', disk: 5, cpu: 5, for: 7 }]))[0], [5, 1, 1]);
  });

  it('is as slow as the strongest of several faults makes it, each of which ends on its own', () => {
    const faults: Fault[] = [
      { at: 5, slow: 'a', disk: 2, for: 30 },
      { at: 6, slow: 'a', disk: 4, for: 12 },
    ];
    assert.deepEqual(
      took(work(faults))
        .slice(0, 3)
        .map(([read]) => read),
      [4, 2, 2],
    );
  });

  it('stays slow through a crash, up to stabilisation unless for ever', () => {
    const through = work([
      { at: 5, slow: 'a', disk: 3, for: 80 },
      { at: 12, crash: 'a', for: 1 },
    ]);
    assert.equal(took(through)[0]![0], 3);
    const slowReads = (lasting: 80 | 'ever'): number =>
      took(work([{ at: 5, slow: 'a', disk: 3, for: lasting }], { stabilisesAt: '45ms' })).filter(([read]) => read === 3).length;
    assert.ok(slowReads(80) < slowReads('ever'));
  });

  it('is told: counted, in the trace, and as a span', () => {
    const { outcome, recording, of } = work([{ at: 5, slow: 'a', disk: 3, for: 10 }]);
    assert.deepEqual(outcome.faults['slow'], { requested: 1, struck: 1, observed: 2 });
    assert.deepEqual(of('fault').length, 2);
    const { spans } = recording.trace;
    assert.equal(unpackSpans(spans).filter(({ kind }) => kind === 'slow').length, 1);
  });

  it('is refused where nothing is slow', () => {
    assert.throws(() => work([{ at: 5, slow: 'a', for: 1 }]), /faults\[0\] makes nothing slow/);
    assert.throws(() => work([{ at: 5, slow: 'a', disk: 0.5, for: 1 }]), /The `disk` of faults\[0\] is 0\.5/);
  });
});
