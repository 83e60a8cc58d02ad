import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node } from 'backstep';
import { RandomStream } from '../../../sim-core/base/random.ts';
import { contentsOf, SimulatedDisk, type Write } from '../../../sim-core/world/disk.ts';
import { tell } from '../story.ts';

const DURABLE: readonly Write[] = [
  { key: 'x', value: 'x0' },
  { key: 'z', value: 'z0' },
];
const CACHED: readonly Write[] = [
  { key: 'x', value: 'x1' },
  { key: 'y', value: 'y1' },
  { key: 'x' },
  { key: 'x', value: 'x2' },
  { key: 'y', value: 'y2' },
  { key: 'z', value: 'z1' },
];

/** A disk on which some is durable and some is not. */
function diskBeforeCrash(): SimulatedDisk {
  const disk = new SimulatedDisk();
  for (const write of DURABLE) disk.write(write);
  disk.sync();
  for (const write of CACHED) disk.write(write);
  return disk;
}

/** What each beginning of a key's writes leaves of it. */
function prefixesOf(key: string): unknown[] {
  let value = DURABLE.find((write) => write.key === key)?.value;
  const values = [value];
  for (const write of CACHED) if (write.key === key) values.push((value = write.value));
  return values;
}

describe('a crash', () => {
  const SEEDS = 3_000;
  const after = Array.from({ length: SEEDS }, (_, seed) => {
    const disk = diskBeforeCrash();
    disk.crash({ unsynced: 'any', random: () => new RandomStream(seed, 'survive') });
    return { contents: contentsOf(disk.view()), keys: disk.keys(), view: disk.view() };
  });
  const outcomes = new Map(after.map(({ contents }) => [JSON.stringify(contents), contents]));

  it('leaves of each key a beginning of its writes and never a later one without what it replaced', () => {
    for (const { contents } of after) {
      for (const key of ['x', 'y', 'z']) assert.ok(prefixesOf(key).includes(contents[key]), `${key} is ${String(contents[key])}`);
    }
  });

  it('can leave nothing, everything, and any combination of beginnings', () => {
    assert.ok(outcomes.has(JSON.stringify({ x: 'x0', z: 'z0' })), 'nothing survived never');
    assert.ok(outcomes.has(JSON.stringify({ x: 'x2', y: 'y2', z: 'z1' })), 'everything survived never');
    const combinations = new Set(
      prefixesOf('x').flatMap((x) => prefixesOf('y').flatMap((y) => prefixesOf('z').map((z) => JSON.stringify({ x, y, z })))),
    );
    assert.equal(outcomes.size, combinations.size);
  });

  it('leaves either of two writes without the other, whichever came first', () => {
    const alone = (key: 'y' | 'z'): boolean =>
      [...outcomes.values()].some((left) => (key === 'y' ? left.y === 'y2' && left.z === 'z0' : left.z === 'z1' && left.y === undefined));
    assert.ok(alone('y') && alone('z'));
  });

  it('leaves what can be read, and all of it durable', () => {
    for (const { contents, keys, view } of after) {
      assert.deepEqual(
        keys,
        Object.keys(contents).filter((key) => contents[key] !== undefined),
      );
      assert.deepEqual(view.cached, []);
    }
  });

  it('takes nothing that was synced', () => {
    const disk = diskBeforeCrash();
    disk.sync();
    assert.equal(disk.crash({ unsynced: 'any', random: () => assert.fail('nothing is left to draw') }).survival, undefined);
    assert.deepEqual(contentsOf(disk.view()), { x: 'x2', y: 'y2', z: 'z1' });
  });

  it('tells what it kept and what it lost, by key', () => {
    for (let seed = 0; seed < 100; seed++) {
      const disk = diskBeforeCrash();
      const { kept, lost } = disk.crash({ unsynced: 'any', random: () => new RandomStream(seed, 'survive') }).survival!;
      const contents = contentsOf(disk.view());
      assert.equal(kept.includes('z'), contents.z === 'z1');
      assert.equal(lost.includes('z'), contents.z !== 'z1');
      assert.deepEqual([...new Set([...kept, ...lost])].sort(), ['x', 'y', 'z']);
    }
  });
});

describe('a disk', () => {
  it('gives copies, and takes them', () => {
    const story = tell({
      a: node()({
        init(self) {
          const mine = { list: [1] };
          self.disk.write('k', mine);
          mine.list.push(2);
          const read = self.disk.read<{ list: number[] }>('k')!;
          read.list.push(3);
          return { again: self.disk.read<{ list: number[] }>('k')!.list };
        },
        on: {},
      }),
    });
    assert.deepEqual(story.state('a'), { again: [1] });
  });

  it('is read by a handler as it wrote it, whatever others see', () => {
    const story = tell(
      {
        a: node()({
          init(self) {
            self.disk.write('a', 1);
            self.busy('10ms');
            self.disk.write('b', 2);
            self.disk.delete('a');
            const keys = self.disk.keys();
            self.disk.sync();
            self.disk.write('c', undefined);
            return { keys, all: self.disk.keys(), c: self.disk.read('c') ?? 'nothing' };
          },
          on: {},
        }),
      },
      { disk: { syncLatency: '5ms' } },
    );
    assert.deepEqual(story.state('a'), { keys: ['b'], all: ['b', 'c'], c: 'nothing' });
    assert.deepEqual(
      story.of('write', 'sync').map((line) => line.split(' ').slice(0, 4).join(' ').trim()),
      ['0ms a write a', '10ms a write b', '10ms a write a', '15ms a sync', '15ms a write c'],
    );
  });

  it('keeps of what was not synced something in some run and nothing in another', () => {
    const writer = node()({
      init(self) {
        self.setTimer('write', '10ms');
        return { found: self.disk.read<number>('x') ?? null };
      },
      on: {},
      timers: { write: (_state, self) => self.disk.write('x', 1) },
    });
    const found = Array.from(
      { length: 30 },
      (_, seed) =>
        tell({ a: writer }, { faults: [{ at: '20ms', crash: 'a', for: '1ms' }], duration: '25ms' }, seed).state<{ found: number | null }>(
          'a',
        ).found,
    );
    assert.ok(found.includes(1) && found.includes(null), found.join());
  });
});
