import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DiskError, everything, node, type Fault, type Scenario } from 'backstep';
import { modelOf, ScenarioError } from '../../../sim-core/engine.ts';
import { faultsOf } from '../../../sim-core/kernel/explicit.ts';
import { torn } from '../../../sim-core/world/torn.ts';
import { unpackSpans } from '../../../sim-core/trace/facts.ts';
import { tell, type Story } from '../story.ts';

interface Seen {
  found: unknown;
  n: number;
  told: string[];
}

/** Each 10 ms it reads, writes the next value under x, and syncs if it is told to; it notes what its disk tells. */
function writer(value: (n: number) => unknown, { syncs = true, waits = 0 } = {}) {
  return node()({
    init(self): Seen {
      self.setTimer('write', 10);
      return { found: self.disk.read('x'), n: 0, told: [] };
    },
    on: {},
    timers: {
      write(state, self) {
        self.setTimer('write', 10);
        state.n += 1;
        self.busy(waits);
        try {
          self.disk.read('x');
          self.disk.write('x', value(state.n));
          if (syncs) self.disk.sync();
        } catch (error) {
          if (!(error instanceof DiskError)) throw error;
          state.told.push(`${self.monotonic()} ${error.operation} ${error.key ?? ''}: ${error.message} ${error.code}`);
        }
      },
    },
  });
}

const numbers = writer((n) => n);

function write(faults: readonly Fault[], rest: object = {}, writes = numbers, seed = 1): Story {
  return tell({ a: writes, b: writes }, { duration: '100ms', faults, ...rest }, seed);
}

const seen = (story: Story): Seen => story.state<Seen>('a');
const crash: Fault = { at: 45, crash: 'a', for: 1 };

describe('a disk that fails and says so', () => {
  it('throws what a handler can catch while it is full, and writes nothing', () => {
    const story = write([{ at: 25, diskFull: 'a', for: 20 }]);
    assert.deepEqual(seen(story).told, [
      "30 write x: The disk of 'a': no space is left for 'x' (ENOSPC). ENOSPC",
      "40 write x: The disk of 'a': no space is left for 'x' (ENOSPC). ENOSPC",
    ]);
    assert.equal(story.of('write').filter((line) => line.includes(' a write')).length, 8);
    assert.equal(story.of('diskError').length, 2);
    assert.deepEqual(story.outcome.faults['diskFull'], { requested: 1, struck: 1, observed: 2 });
  });

  it('is a finding of its seed where nobody catches it', () => {
    const careless = node()({
      init: (self) => (self.setTimer('write', 10), {}),
      on: {},
      timers: { write: (_state, self) => self.disk.write('x', 1) },
    });
    const { outcome } = tell({ a: careless }, { duration: '20ms', faults: [{ at: 0, diskFull: 'a', for: 'ever' }] });
    assert.match(JSON.stringify(outcome), /no space is left for 'x' \(ENOSPC\)/);
  });

  it('does not read what lies on it, and reads what is in its cache', () => {
    const cached = writer((n) => n, { syncs: false });
    assert.deepEqual(seen(write([{ at: 25, readErrors: 'a', for: 10 }])).told, [
      "30 read x: The disk of 'a': 'x' cannot be read (EIO). EIO",
    ]);
    assert.deepEqual(seen(write([{ at: 25, readErrors: 'a', for: 10 }], {}, cached)).told, []);
  });

  it('after a sync that failed makes nothing of it durable any more, though it can be read', () => {
    const once = node()({
      init(self): { told: string; read: unknown; found: unknown[] } {
        if (self.boots === 0) self.setTimer('first', 10);
        return { told: '', read: undefined, found: [self.disk.read('x'), self.disk.read('y')] };
      },
      on: {},
      timers: {
        first(state, self) {
          self.disk.write('x', 1);
          try {
            self.disk.sync();
          } catch (error) {
            state.told = (error as DiskError).message;
          }
          self.setTimer('second', 10);
        },
        second(state, self) {
          state.read = self.disk.read('x');
          self.disk.write('y', 2);
          self.disk.sync();
        },
      },
    });
    const faults: Fault[] = [{ at: 5, failedSync: 'a', for: 10 }];
    const before = tell({ a: once }, { duration: '30ms', faults });
    assert.deepEqual(before.state('a'), { told: "The disk of 'a': the sync failed (EIO).", read: 1, found: [undefined, undefined] });
    for (let seed = 0; seed < 5; seed++) {
      const after = tell({ a: once }, { duration: '30ms', faults: [...faults, { at: 25, crash: 'a', for: 1 }] }, seed);
      assert.deepEqual(after.state<{ found: unknown[] }>('a').found, [undefined, 2]);
    }
  });

  it('after a sync that failed keeps what is written anew', () => {
    assert.equal(seen(write([{ at: 25, failedSync: 'a', for: 10 }, crash])).found, 4);
    assert.equal(seen(write([{ at: 25, failedSync: 'a', for: 'ever' }, crash])).found, 2);
  });

  it('fails in the middle of a handler that is under way, whenever the fault begins or ends', () => {
    const slow = writer((n) => n, { waits: 4 });
    const told = (fault: Fault): string[] => seen(write([fault], { duration: '20ms' }, slow)).told;
    assert.equal(told({ at: 12, diskFull: 'a', for: 1 }).length, 0);
    assert.equal(told({ at: 12, diskFull: 'a', for: 5 }).length, 1);
    assert.equal(told({ at: 9, diskFull: 'a', for: 3 }).length, 0);
  });

  it('is told: in the trace, as a span, and by what it struck', () => {
    const story = write([{ at: 25, failedSync: 'a', for: 10 }]);
    assert.deepEqual(
      story.of('diskTrouble', 'diskError').map((line) => line.replace(/ +/g, ' ')),
      ['25ms a diskTrouble failedSync', '30ms a diskError the sync failed (EIO)', '35ms a diskTrouble failedSync'],
    );
    assert.deepEqual(
      unpackSpans(story.recording.trace.spans).map(({ kind }) => kind),
      ['troubled'],
    );
  });
});

describe('a torn write', () => {
  it('is new up to a block, and behind that what was there', () => {
    assert.equal(torn('old text', 'NEW', 2), 'NEd text');
    assert.equal(torn(undefined, 'NEW', 2), 'NE');
    assert.equal(torn(7, 'NEW', 1), 'N');
    assert.deepEqual(torn([1, 2, 3], [7, 8, 9, 10], 3), [7, 8, 9]);
    assert.deepEqual(torn([1, 2, 3], [7, 8], 1), [7, 2, 3]);
    assert.deepEqual(torn(Uint8Array.of(1, 2, 3), Uint8Array.of(9, 9), 1), Uint8Array.of(9, 2, 3));
    assert.deepEqual(torn({ term: 1, vote: 'a', old: 0 }, { term: 2, vote: 'b' }, 1), { term: 2, vote: 'a', old: 0 });
    assert.deepEqual(torn(new Map([['x', 1]]), new Map([['y', 2], ['z', 3]]), 1), new Map([['x', 1], ['y', 2]])); // prettier-ignore
    assert.deepEqual(torn(new Set([1, 2]), new Set([8, 9]), 1), new Set([8, 2]));
  });

  it('is found after a crash, of what was written, at blocks, and told', () => {
    const texts = writer((n) => `${n}`.repeat(6), { syncs: false });
    const found = new Set<unknown>();
    for (let seed = 0; seed < 60; seed++) {
      const story = write(
        [
          { at: 5, tornWrites: 'a', block: 2, for: 'ever' },
          { at: 15, crash: 'a', for: 1 },
        ],
        { disk: { unsynced: 'none' }, duration: '20ms' },
        texts,
        seed,
      );
      found.add(seen(story).found);
      assert.match(story.of('tornWrite').join(), /15ms a +tornWrite x/);
      assert.deepEqual(story.outcome.faults['tornWrites'], { requested: 1, struck: 1, observed: 1 });
    }
    assert.deepEqual([...found].sort(), ['11', '1111']);
  });

  it('is never one of a number, of what was synced, or of what is no larger than a block', () => {
    const rest = { disk: { unsynced: 'none' } };
    const fault = (block: number): Fault => ({ at: 5, tornWrites: 'a', block, for: 'ever' });
    for (const [writes, block] of [
      [writer((n) => n, { syncs: false }), 1],
      [writer((n) => `${n}${n}`), 1],
      [writer(() => 'xyz', { syncs: false }), 3],
    ] as const)
      assert.deepEqual(write([fault(block), crash], rest, writes).of('tornWrite'), []);
  });
});

describe('bit rot', () => {
  it('is found by a checksum when it is read, until it is written anew', () => {
    const story = write([{ at: 25, bitRot: 'a' }]);
    assert.deepEqual(
      seen(story).told,
      Array.from({ length: 8 }, (_, index) => `${30 + 10 * index} read x: The disk of 'a': 'x' does not match its checksum (EIO). EIO`),
    );
    assert.deepEqual(story.outcome.faults['bitRot'], { requested: 1, struck: 1, observed: 8 });
  });

  it('is read as it is without one, of its type and wrong, and outlasts a crash', () => {
    const story = write([{ at: 41, bitRot: 'a', key: 'x', checksum: false }, crash]);
    const { found } = seen(story);
    assert.ok(typeof found === 'number' && found !== 4, String(found));
    assert.match(story.of('bitRot').join(), new RegExp(`41ms a +bitRot x ${found}`));
    assert.equal(story.outcome.faults['bitRot']!.observed, 2);
  });

  it('is seen by a handler under way that reads after it, and not by one that has read', () => {
    const slow = writer((n) => n, { waits: 4 });
    const told = (at: number): number => seen(write([{ at, bitRot: 'a' }], { duration: '28ms' }, slow)).told.length;
    assert.deepEqual([told(22), told(26)], [1, 0]);
  });

  it('finds nothing on a disk that holds nothing durable', () => {
    const story = write([{ at: 5, bitRot: 'a' }, { at: 25, bitRot: 'a', key: 'y' }]); // prettier-ignore
    assert.deepEqual(story.outcome.faults['bitRot'], { requested: 2, struck: 0, observed: 0 });
  });
});

describe('what was not synced', () => {
  it("is lost in every crash where the scenario says 'none', and kept in order where it says 'prefix'", () => {
    const two = node()({
      init(self): { found: unknown } {
        if (self.boots === 0) for (const key of ['x', 'y']) self.disk.write(key, 1);
        return { found: [self.disk.read('x'), self.disk.read('y')].join() };
      },
      on: {},
    });
    const found = (unsynced: string): string[] => {
      const all = Array.from(
        { length: 30 },
        (_, seed) =>
          tell(
            { a: two },
            { duration: '30ms', disk: { unsynced }, faults: [{ at: 5, crash: 'a', for: 1 }] } as Partial<Scenario>,
            seed,
          ).state<{ found: string }>('a').found,
      );
      return [...new Set(all)].sort();
    };
    assert.deepEqual([found('none'), found('prefix'), found('any')], [[','], [',', '1,', '1,1'], [',', ',1', '1,', '1,1']]);
  });
});

describe('a bound on bad disks', () => {
  const definition = (rest: object): unknown => ({
    kind: 'backstep.scenario',
    scenario: {
      name: 's',
      nodes: { a: numbers, b: numbers, c: numbers, d: numbers, e: numbers },
      duration: '20s',
      properties: [],
      ...rest,
    },
  });
  const KINDS = [
    'diskLoss',
    'lyingSync',
    'lostWrites',
    'misdirectedWrites',
    'tornWrites',
    'failedSync',
    'diskFull',
    'readErrors',
    'bitRot',
  ];

  it('is kept by a nemesis, all kinds together, with other nodes in other seeds', () => {
    const model = modelOf(definition({ nemesis: everything({ intensity: 5 }), disk: { bad: 2 } }));
    const struck = new Set<string>();
    const kinds = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const bad = new Set<string>();
      for (const fault of faultsOf(model, seed)) {
        const kind = KINDS.find((one) => one in fault);
        if (kind === undefined) continue;
        kinds.add(kind);
        bad.add(fault[kind] as string);
      }
      assert.ok(bad.size <= 2, [...bad].join());
      for (const name of bad) struck.add(name);
    }
    assert.deepEqual([struck.size, [...kinds].sort()], [5, [...KINDS].sort()]);
  });

  it('counts the nodes that faults strike as planned, and is refused where they are more', () => {
    const planned = modelOf(
      definition({ nemesis: { lostWrites: { every: '1s', for: '1s' } }, faults: [{ at: 1, bitRot: 'c' }], disk: { bad: 1 } }),
    );
    for (let seed = 0; seed < 5; seed++)
      assert.ok(faultsOf(planned, seed).every((fault) => fault['lostWrites'] === undefined || fault['lostWrites'] === 'c'));
    const refused = (rest: object, message: RegExp): void =>
      assert.throws(() => modelOf(definition(rest)), (error) => error instanceof ScenarioError && message.test(error.message)); // prettier-ignore
    refused({ faults: [{ at: 1, bitRot: 'c' }, { at: 2, diskLoss: 'd' }], disk: { bad: 1 } }, /`diskLoss` of faults\[1\] makes the disk of 'd' bad/); // prettier-ignore
    refused({ disk: { bad: 6 } }, /disk\.bad is 6/);
    refused({ disk: { bad: 0.5 } }, /disk\.bad is 0\.5/);
    refused({ disk: { unsynced: 'some' } }, /disk\.unsynced is 'some'/);
    refused({ faults: [{ at: 1, tornWrites: 'a', block: 0, for: 1 }] }, /The `block` of faults\[0\] is 0/);
    refused({ nemesis: { tornWrites: { every: 1, for: 1, block: 1.5 } } }, /The `block` of nemesis\.tornWrites is 1\.5/);
    refused({ faults: [{ at: 1, bitRot: 'a', checksum: 'no' }] }, /The `checksum` of faults\[0\] is 'no'/);
    refused({ nemesis: { bitRot: { every: 1, key: 5 } } }, /The `key` of nemesis\.bitRot is 5/);
    refused({ nemesis: { bitRot: { every: 1, for: 1 } } }, /nemesis\.bitRot has `for`/);
    refused({ faults: [{ at: 1, diskFull: 'z', for: 1 }] }, /names the node 'z'/);
  });

  it('is what a nemesis of everything asks for before it has bad disks', () => {
    const kinds = modelOf(definition({ nemesis: everything() })).nemesis.map(({ kind }) => kind);
    assert.ok(!KINDS.some((kind) => kinds.includes(kind)), kinds.join());
  });
});
