import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, safety, violation, type Message, type Scenario, type Self } from 'backstep';
import { hashPlain, Isolator } from '../../../sim-core/base/hash.ts';
import { copyPlain } from '../../../sim-core/base/plain.ts';
import { describeUnplain } from '../../../sim-core/base/unplain.ts';
import { modelOf, recordSeed, runSeed, ScenarioError } from '../../../sim-core/engine.ts';

class Lease {
  holder = 'a';
}
class Names extends Array<string> {}

const withHidden = (): object => Object.defineProperty({ n: 1 }, 'secret', { value: 1, enumerable: false, writable: true });
const withProperty = (): object => Object.assign([1], { total: 1 });
const circular = (): object => {
  const value: Record<string, unknown> = {};
  value.me = value;
  return value;
};
const circularMap = (): Map<string, unknown> => {
  const value = new Map<string, unknown>();
  value.set('me', value);
  return value;
};

/** What is not plain, and how it is told where it stands as `it` of something. */
const FORBIDDEN: readonly (readonly [what: string, make: () => unknown, told: RegExp])[] = [
  ['a function', () => () => 1, /\.it is a function/],
  ['a symbol', () => Symbol('s'), /\.it is a symbol/],
  ['an instance of a class', () => new Lease(), /\.it is a Lease/],
  ['a date', () => new Date(0), /\.it is a Date/],
  ['an error', () => new RangeError('off'), /\.it is a RangeError/],
  ['an array with a class', () => Names.from(['a']), /\.it is a Names/],
  ['another kind of bytes', () => new Float64Array(1), /\.it is a Float64Array/],
  ['a promise', () => Promise.resolve(1), /\.it is a Promise/],
  ['an object without a prototype', () => Object.create(null), /\.it has no prototype/],
  ['an accessor', () => ({ get double() { return 2; } }), /\.it\.double is an accessor/],
  ['a key that is a symbol', () => ({ [Symbol('k')]: 1 }), /\.it has a key that is a symbol, Symbol\(k\)/],
  ['a hidden property', withHidden, /\.it\.secret is hidden/],
  ['an array with a property', withProperty, /\.it is an array with a property, total/],
  ['what contains itself', circular, /\.it\.me contains itself/],
  ['a Map that contains itself', circularMap, /\.it\.get\('me'\) contains itself/],
  ['what is sealed', () => Object.seal({ n: 1 }), /\.it is sealed, but not frozen/],
  ['a function in a Map', () => new Map([['deep', [() => 1]]]), /\.it\.get\('deep'\)\[0\] is a function/],
  ['a class in a Set', () => new Set([1, new Lease()]), /\.it\[item 1\] is a Lease/],
];

/** The places where a value can be put, with the words that the path begins with. */
type Ticking = (self: Self<Message, 'tick'>, value: unknown, state: Record<string, unknown>) => void;
const PLACES: readonly (readonly [place: string, root: RegExp, put: Ticking])[] = [
  ['a state', /In the state of 'a' after timers\.tick, state/, (_self, value, state) => void (state.it = value)],
  ['a message', /In the message 'm' of 'a', message/, (self, value) => self.send('a', { type: 'm', it: value } as Message)],
  ['a disk', /In the disk write 'k' of 'a', value/, (self, value) => self.disk.write('k', { it: value })],
  ['an input', /In the input of 'op' of 'a', input/, (self, value) => void self.invoke('op', { it: value })],
  ['an output', /In the output of operation 0 of 'a', output/, (self, value) => self.complete(self.invoke('op'), { it: value })],
];

function ticking(put: (self: Self<Message, 'tick'>, state: Record<string, unknown>) => void): Scenario['nodes'][string] {
  return node<Message>()({
    init(self) {
      self.setTimer('tick', 1);
      return { ticks: 0 } as Record<string, unknown>;
    },
    on: { m() {} } as never,
    timers: { tick: (state: Record<string, unknown>, self: Self<Message, 'tick'>) => put(self, state) },
  } as never) as Scenario['nodes'][string];
}

/** What is said of it, in a sweep and in a recording alike. */
function refusal(a: Scenario['nodes'][string], properties: Scenario['properties'] = []): string {
  const definition = { kind: 'backstep.scenario', scenario: { name: 's', nodes: { a }, duration: '10ms', properties } };
  const [swept, recorded] = [runSeed, recordSeed].map((run) => {
    try {
      run(modelOf(definition), 1);
    } catch (error) {
      assert.ok(error instanceof ScenarioError, String((error as Error).stack));
      return error.message;
    }
    return 'it was not refused';
  });
  assert.equal(recorded, swept);
  return swept!;
}

describe('what is not plain data', () => {
  for (const [place, root, put] of PLACES) {
    it(`is refused in ${place}, with its path`, () => {
      for (const [what, make, told] of FORBIDDEN) {
        const message = refusal(ticking((self, state) => put(self, make(), state)));
        assert.match(message, told, `${what} in ${place}`);
        assert.match(message, root, `${what} in ${place}`);
      }
    });
  }

  it('is refused in the memory of a property, at its start and later', () => {
    for (const [what, make, told] of FORBIDDEN) {
      const quiet = ticking(() => {});
      const given = safety({ memory: () => ({ it: make() }) })(function remembers() { return true; });
      const kept = safety({ memory: () => ({ it: null as unknown }) })(function remembers(_world: never, memory: { it: unknown }) {
        memory.it = make();
        return true;
      });
      for (const property of [given, kept]) assert.match(refusal(quiet, [property]), told, what);
      assert.match(refusal(quiet, [kept]), /In the memory of the property 'remembers', memory\.it/);
    }
  });

  it('is refused in evidence', () => {
    for (const [what, make, told] of FORBIDDEN) {
      const message = refusal(ticking(() => {}), [safety(function shows() { return violation('It shows.', { it: make() }); })]);
      assert.match(message, told, what);
      assert.match(message, /In the evidence of the property 'shows', evidence\.it/);
    }
    const late = liveness({ within: '5ms' })(function shows() { return violation('It shows.', { it: new Lease() }); });
    assert.match(refusal(ticking(() => {}), [late]), /evidence\.it is a Lease/);
  });

  it('is refused when it comes late, in a run of many handlers', () => {
    let ticks = 0;
    const late = node()({
      init(self) {
        self.setTimer('tick', '1us');
        ticks = 0;
        return { it: null as unknown };
      },
      on: {},
      timers: {
        tick(state, self) {
          ticks += 1;
          if (ticks === 777) state.it = { get double() { return 2; } };
          self.setTimer('tick', '1us');
        },
      },
    });
    assert.match(refusal(late as Scenario['nodes'][string]), /state\.it\.double is an accessor/);
  });

  it('is refused as a state itself', () => {
    for (const value of [null, undefined, 5, 'text']) {
      const bare = node()({ init: () => value as object, on: {} });
      assert.match(refusal(bare as Scenario['nodes'][string]), /The state of 'a' is/);
    }
  });
});

/** Everything that plain data can be made of, with what is shared in two places. */
function everything(): Record<string, unknown> {
  const shared = { n: 1 };
  // oxlint-disable-next-line no-sparse-arrays
  const holes = [1, , undefined, 3];
  const bytes = new Uint8Array([1, 2, 3, 4]);
  return {
    z: 1, a: 2, text: '\ud800é', numbers: [0, -0, NaN, Infinity, -Infinity, 0.1, 2 ** 53], truth: [true, false], nothing: [null, undefined],
    big: [0n, -(2n ** 80n)], holes, map: new Map<unknown, unknown>([[1, 'one'], ['1', shared], [shared, 'key']]), set: new Set<unknown>([shared, -1, 'x']),
    bytes, view: bytes.subarray(1, 3), shared, again: shared, nested: { deep: [{ shared }] }, frozen: Object.freeze({ list: Object.freeze([1]) }), empty: [{}, [], new Map(), new Set()],
    ['__proto__x']: 1,
  };
}

describe('a copy of plain data', () => {
  it('is equal, and shares nothing that can change', () => {
    const value = everything();
    const copy = copyPlain(value);
    assert.deepStrictEqual(copy, value);
    (copy.shared as { n: number }).n = 2;
    (copy.bytes as Uint8Array)[1] = 9;
    (copy.map as Map<unknown, unknown>).clear();
    assert.deepStrictEqual(value, everything());
  });

  it('goes on sharing what is shared, inside of Maps and Sets and for bytes too', () => {
    const copy = copyPlain(everything()) as unknown as {
      shared: { n: number }; again: object; nested: { deep: [{ shared: object }] }; map: Map<unknown, unknown>; set: Set<unknown>; bytes: Uint8Array; view: Uint8Array;
    };
    assert.equal(copy.again, copy.shared);
    assert.equal(copy.nested.deep[0].shared, copy.shared);
    assert.equal(copy.map.get('1'), copy.shared);
    assert.equal(copy.map.get(copy.shared), 'key');
    assert.ok(copy.set.has(copy.shared));
    copy.bytes[1] = 77;
    assert.equal(copy.view[0], 77);
  });

  it('shares what is shared in many places', () => {
    const shared = { n: 1 };
    const many = Array.from({ length: 500 }, (_, index) => (index % 3 === 0 ? shared : { index }));
    const copy = copyPlain(many);
    assert.equal(new Set(copy).size, new Set(many).size);
    assert.equal(copy[498], copy[0]);
    assert.notEqual(copy[0], shared);
  });

  it('keeps what is frozen through and through, and copies what is not', () => {
    const constant = Object.freeze({ list: Object.freeze([1, 2]) });
    assert.equal(copyPlain({ constant }).constant, constant);
    const half = Object.freeze({ list: [1] });
    const copy = copyPlain({ half }).half;
    assert.notEqual(copy, half);
    assert.ok(Object.isFrozen(copy));
    copy.list.push(2);
    assert.deepEqual(half.list, [1]);
  });

  it('keeps holes, minus zero and the order of keys', () => {
    const copy = copyPlain(everything());
    assert.deepEqual(Object.keys(copy), Object.keys(everything()));
    assert.ok(!(1 in (copy.holes as unknown[])) && 2 in (copy.holes as unknown[]));
    assert.ok(Object.is((copy.numbers as number[])[1], -0));
  });

  it('is what `describeUnplain` finds nothing in', () => {
    assert.equal(describeUnplain(everything()), undefined);
    assert.equal(describeUnplain(copyPlain(everything())), undefined);
  });
});

describe('the hash of plain data', () => {
  it('tells apart what code can tell apart', () => {
    // oxlint-disable-next-line no-sparse-arrays
    const values = [0, -0, NaN, 1, '1', 1n, '1n', true, 'true', null, undefined, 'null', [], {}, new Map(), new Set(), new Uint8Array(), [undefined], [,], [[]], [{}], { a: undefined },
      { a: 1, b: 2 }, { b: 2, a: 1 }, new Map([['a', 1]]), { a: 1 }, new Set([1]), [1], new Uint8Array([1]), new Map([[1, 2], [3, 4]]), new Map([[3, 4], [1, 2]]), [1, 2], [2, 1], 0.1, 2 ** 40];
    const hashes = values.map((value) => hashPlain(value));
    values.forEach((value, index) => assert.equal(hashes.indexOf(hashes[index]!), index, `${index} is like another: ${String(value)}`));
  });

  it('is the same for a copy, and for what travels as a message', () => {
    const isolator = new Isolator();
    const copy = isolator.isolate(everything());
    assert.equal(isolator.hash, hashPlain(everything()));
    assert.equal(hashPlain(copyPlain(everything())), hashPlain(everything()));
    assert.deepStrictEqual(copy, everything());
    const { shared, again, map, frozen } = copy as { shared: object; again: object; map: Map<unknown, unknown>; frozen: object };
    assert.equal(again, shared);
    assert.equal(map.get('1'), shared);
    assert.ok(!Object.isFrozen(frozen), 'what arrives over a wire is as changeable as anything');
  });
});

describe('plain data in a run', () => {
  it('of every kind goes through messages, disks, operations and checkpoints unharmed', () => {
    const holder = node<{ type: 'take'; value: Record<string, unknown> }>()({
      init(self) {
        self.setTimer('give', 1);
        return { kept: everything(), got: null as unknown, found: null as unknown, ticks: 0 };
      },
      on: { take: (state, { value }) => void (state.got = value) },
      timers: {
        give(state, self) {
          const { shared, again } = state.kept as { shared: { n: number }; again: { n: number } };
          shared.n += 1;
          if (again.n !== shared.n) throw new Error('What is shared has come apart.');
          state.ticks += 1;
          self.send('b', { type: 'take', value: state.kept });
          self.disk.write('kept', state.kept);
          state.found = self.disk.read('kept');
          self.complete(self.invoke('op', state.kept), state.kept);
          self.setTimer('give', 1);
        },
      },
    });
    const definition = { kind: 'backstep.scenario', scenario: { name: 's', nodes: { a: holder, b: holder }, network: { latency: 1 }, duration: '600ms', properties: [] } };
    const recording = recordSeed(modelOf(definition), 1);
    const { length } = recording.trace.columns;
    assert.equal(recording.trace.outcome.verdict, 'vacuous');
    assert.deepEqual(runSeed(modelOf(definition), 1), recording.trace.outcome);
    for (const step of [length - 1, 1_500, 20, 2_900, 1_023, length - 1]) {
      const { kept, found, ticks } = recording.inspect(step).nodes[0]!.state as { kept: Record<string, unknown>; found: unknown; ticks: number };
      const expected = everything();
      (expected.shared as { n: number }).n += ticks;
      assert.deepStrictEqual(kept, expected);
      if (ticks > 0) assert.deepStrictEqual(found, expected);
    }
  });
});
