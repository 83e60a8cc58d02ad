import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault, type Nemesis } from 'backstep';
import { unpackSpans } from '../../../sim-core/trace/facts.ts';
import { tell, type Story } from '../story.ts';

interface Found {
  boots: number;
  found: (number | undefined)[];
}

/** Each 10 ms it writes under two keys how often it has, and syncs; its memory begins with what its disk held when it started. */
const writer = node()({
  init(self): Found & { n: number } {
    self.setTimer('write', 10);
    return { boots: self.boots, found: [self.disk.read<number>('x'), self.disk.read<number>('y')], n: 0 };
  },
  on: {},
  timers: {
    write(state, self) {
      state.n += 1;
      self.disk.write('x', state.n);
      self.disk.write('y', -state.n);
      self.disk.sync();
      self.setTimer('write', 10);
    },
  },
});

function write(faults: readonly Fault[], rest: object = {}, seed = 1): Story {
  return tell({ a: writer, b: writer }, { duration: '100ms', faults, ...rest }, seed);
}

const found = (story: Story, name = 'a'): (number | undefined)[] => story.state<Found>(name).found;
const crashOf = (name: string): Fault => ({ at: 45, crash: name, for: 1 });

describe('a disk that does not do what it says', () => {
  it('of a sync that lies, may lose what was synced', () => {
    const lost = Array.from({ length: 30 }, (_, seed) => found(write([{ at: 25, lyingSync: 'a', for: 20 }, crashOf('a')], {}, seed)));
    // The last sync before was at 20 ms; nothing of what came later is certain, and nothing is made up.
    assert.ok(lost.some(([x]) => x === 2));
    for (const [x] of lost) assert.ok(x === 2 || x === 3 || x === 4, `found ${x}`);
  });

  it('syncs all of it once the next sync does not lie', () => {
    for (let seed = 0; seed < 10; seed++)
      assert.deepEqual(found(write([{ at: 25, lyingSync: 'a', for: 10 }, crashOf('a')], {}, seed)), [4, -4]);
  });

  it('loses writes of some time, and tells nobody', () => {
    assert.deepEqual(found(write([{ at: 25, lostWrites: 'a', for: 100 }, crashOf('a')])), [2, -2]);
  });

  it('writes what is misdirected in the place of another key', () => {
    // First x is written where y is, and then y where x is.
    assert.deepEqual(found(write([{ at: 35, misdirectedWrites: 'a', for: 100 }, crashOf('a')])), [-4, 4]);
  });

  it('is as bad for each of several faults, which end on their own and at stabilisation', () => {
    const faults: Fault[] = [
      { at: 5, lostWrites: 'a', for: 10 },
      { at: 6, lostWrites: 'a', for: 30 },
      { at: 37, lostWrites: 'a', for: '1h' },
      { at: 45, crash: 'a', for: 20 },
    ];
    assert.deepEqual(found(write(faults, { stabilisesAt: '39ms' })), [4, -4]);
    assert.deepEqual(found(write(faults)), [undefined, undefined]);
  });

  it('is told: counted, in the trace, and as a span', () => {
    const story = write([{ at: 25, lostWrites: 'a', for: 10 }]);
    assert.deepEqual(story.outcome.faults['lostWrites'], { requested: 1, struck: 1, observed: 2 });
    assert.equal(story.of('diskTrouble').length, 2);
    assert.deepEqual(
      unpackSpans(story.recording.trace.spans).map(({ kind }) => kind),
      ['troubled'],
    );
  });
});

describe('a disk that is lost', () => {
  it('holds nothing when its node starts again', () => {
    assert.deepEqual(found(write([{ at: 45, diskLoss: 'a', for: 5 }])), [undefined, undefined]);
    assert.deepEqual(found(write([{ at: 45, crash: 'a', for: 5 }])), [4, -4]);
  });

  it('is lost of a node that is down as well', () => {
    assert.deepEqual(
      found(
        write([
          { at: 45, crash: 'a', for: 20 },
          { at: 50, diskLoss: 'a', for: 1 },
        ]),
      ),
      [undefined, undefined],
    );
  });
});

describe('a loss of power', () => {
  it('takes all its nodes down at one time, and brings them back', () => {
    const story = write([{ at: 45, powerLoss: ['a', 'b'], for: 20 }]);
    assert.deepEqual(
      story.of('crash').map((line) => line.slice(0, 6)),
      ['45ms a', '45ms b'],
    );
    assert.deepEqual(
      story.of('restart').map((line) => line.slice(0, 6)),
      ['65ms a', '65ms b'],
    );
    assert.deepEqual(write([{ at: 45, powerLoss: 'all', for: 20 }]).outcome.hash, story.outcome.hash);
  });

  it('is drawn for several nodes by a nemesis', () => {
    const nemesis: Nemesis = { powerLoss: { every: 20, for: [1, 5] } };
    assert.match(JSON.stringify(write([], { nemesis }).recording.trace.faults), /powerLoss: \['/);
  });
});

describe('a restart loop', () => {
  it('crashes the process over and over, and leaves it up at the end', () => {
    const story = write([{ at: 15, restartLoop: 'a', up: 10, down: 5, for: 40 }]);
    const at = (kind: string): string[] => story.of(kind).map((line) => line.split(' ')[0]!);
    assert.deepEqual(
      [at('crash'), at('restart')],
      [
        ['15ms', '30ms', '45ms'],
        ['20ms', '35ms', '50ms'],
      ],
    );
  });

  it('is over at stabilisation', () => {
    const story = write([{ at: 15, restartLoop: 'a', up: 10, down: 5, for: 80 }], { stabilisesAt: '32ms' });
    assert.deepEqual([story.of('crash').length, story.of('restart').length], [2, 2]);
  });

  it('is refused where it is up or down for no time, or for too many times', () => {
    assert.throws(() => write([{ at: 1, restartLoop: 'a', up: 0, for: 1 }]), /The process of faults\[0\] is up or down for no time/);
    assert.throws(() => write([{ at: 1, restartLoop: 'a', up: '1us', down: '1us', for: '1s' }]), /more than 5000 restarts/);
  });
});
