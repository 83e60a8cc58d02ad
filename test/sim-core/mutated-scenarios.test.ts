import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, safety, sometimes, violation, type World } from 'backstep';
import { RandomStream } from '../../sim-core/base/random.ts';
import { modelOf, runSeed, ScenarioError } from '../../sim-core/engine.ts';
import { SOAK, SOAK_SEED } from '../support/soak.ts';

const MUTATIONS = 10_000 * SOAK;

const talker = node<{ type: 'ping'; n: number }>()({
  init(self) {
    self.setTimer('tick', '10ms');
    return { heard: 0 };
  },
  on: {
    ping(state) {
      state.heard += 1;
    },
  },
  timers: {
    tick(state, self) {
      for (const peer of self.peers) self.send(peer, { type: 'ping', n: state.heard });
      self.setTimer('tick', '10ms');
    },
  },
});

class Properties {
  @safety static nobodyHearsTooMuch({ nodes }: World<{ a: typeof talker }>) {
    return nodes.a.heard < 1_000 || violation('Too much was heard.', { nodes: ['a'] });
  }
  @liveness({ within: '20ms' }) static somethingIsHeard({ nodes }: World<{ a: typeof talker }>) {
    return nodes.a.heard > 0;
  }
  @sometimes static aLotIsHeard({ nodes }: World<{ a: typeof talker }>) {
    return nodes.a.heard > 3;
  }
}

/** Everything that can be written, once. */
const WHOLE = {
  name: 'talkers',
  nodes: { a: talker, b: talker, c: talker },
  network: {
    latency: { min: '1ms', max: '5ms' },
    loss: 0.1,
    duplicate: 0.1,
    reorder: 0.5,
    links: { 'a>b': { latency: { mean: '2ms' }, loss: 0.5 } },
  },
  clocks: { offset: '5ms', drift: 100 },
  disk: { syncLatency: '1ms' },
  byzantine: { c: { behaviour: 'forge', fields: { n: 9 } } },
  faults: [
    { at: '5ms', crash: 'a', for: '5ms' },
    { at: '6ms', pause: 'b', for: '5ms' },
    { at: '7ms', partition: [['a'], ['b', 'c']], for: '5ms' },
    { at: '8ms', loss: 0.5, links: { from: ['a'], to: ['b'] }, for: '5ms' },
    { at: '9ms', delay: '3ms', for: '5ms' },
    { at: '10ms', clock: 'a', forward: '5ms' },
    { at: '11ms', duplicate: 0.5, for: '5ms' },
    { at: '12ms', slow: 'a', disk: 2, for: '5ms' },
    { at: '12ms', swizzle: ['a', 'b'], for: '5ms' },
    { at: '12ms', burstLoss: { mean: 0.1, length: 3 }, for: '5ms' },
    { at: '12ms', corrupt: 1, for: '5ms' },
    { at: '12ms', byzantine: 'b', lie: { behaviour: 'silent' }, for: '5ms' },
    { at: '15ms', heal: 'all' },
  ],
  nemesis: {
    crash: { every: '20ms', for: '5ms' },
    partition: { every: '20ms', for: '5ms' },
    delay: { every: '10ms', by: '2ms', for: '5ms' },
    slow: { every: '20ms', for: '5ms', disk: 5 },
    byzantine: { every: '20ms', for: '5ms', nodes: ['b'] },
  },
  duration: '60ms',
  stabilisesAt: '30ms',
  core: 'majority',
  properties: [Properties],
};

const cyclic: { inner?: unknown } = {};
cyclic.inner = cyclic;
const revoked = <Value extends object>(value: Value): Value => {
  const { proxy, revoke } = Proxy.revocable(value, {});
  revoke();
  return proxy;
};
class Made {
  readonly every = '10ms';
}

const STRANGE: readonly unknown[] = [
  null,
  undefined,
  true,
  false,
  0,
  -1,
  0.5,
  1e12,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  3n,
  '',
  'abc',
  'a',
  'all',
  'ever',
  '5ms',
  '-5ms',
  'constructor',
  '__proto__',
  'x\ny\u001b[2J',
  'y'.repeat(100_000),
  [],
  ['a'],
  [[]],
  ['a', 'a'],
  {},
  { at: '1ms' },
  { constructor: 1 },
  new Map(),
  new Set(['a']),
  new Uint8Array(2),
  Symbol('sly'),
  () => 'a',
  Object.create(null),
  new Date(0),
  -0,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_VALUE,
  2 ** 32,
  10n ** 40n,
  '1 h',
  '+5ms',
  '1e400s',
  '.5s',
  '9'.repeat(500) + 's',
  'a>b>c',
  '\ud800',
  Promise.resolve('5ms'),
  async () => 'a',
  class {},
  cyclic,
  Object.assign([], { 3: 'a' }),
  Object.assign(['a'], { more: 1 }),
  ['10Mbit/s'],
  ['1kB'],
  new Array(1e7),
  new Made(),
  Object.create({ every: '10ms', for: '5ms', at: '1ms', crash: 'a' }),
  Object.defineProperty({}, 'for', { value: '5ms', enumerable: false }),
  revoked({}),
  revoked([]),
  revoked(() => 'a'),
  new Proxy(new Map(), {}),
  new Proxy(
    {},
    {
      get() {
        throw new Error('asked');
      },
    },
  ),
  new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('asked for its keys');
      },
    },
  ),
  new Proxy([], {
    get() {
      throw 5;
    },
  }),
  {
    get every(): string {
      throw new Error('asked for every');
    },
  },
  {
    toString() {
      throw new Error('asked for its text');
    },
  },
  { [Symbol('sly')]: 1 },
  Object('5ms'),
  Object(Symbol('sly')),
  JSON.parse('{"__proto__": {"every": "5ms"}}'),
  { length: 1e9 },
  { kind: 'backstep.node', handlers: { init: () => ({}), on: revoked(() => 1) } },
];
const KEYS: readonly (string | symbol)[] = [
  Symbol('sly'),
  '',
  'z'.repeat(100_000),
  'nemesiss',
  'constructor',
  '__proto__',
  'toString',
  'length',
  'at',
  'for',
  'crash',
  'x\ny',
  '0',
];

type Draw = (bound: number) => number;

/** Whatever the name is, and although a getter stands there. */
function put(owner: object, key: string | symbol, value: unknown): void {
  Object.defineProperty(owner, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Something that authors could have written by mistake: a value replaced, left out, moved, or something added. */
function mutated(value: unknown, below: Draw): unknown {
  // What is strange already may throw when it is asked.
  const isWritten =
    !STRANGE.includes(value) &&
    (Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype));
  if (!isWritten || below(8) === 0) return STRANGE[below(STRANGE.length)];
  const keys = Object.keys(value as object);
  const copy = (Array.isArray(value) ? [...value] : Object.create(Object.prototype, Object.getOwnPropertyDescriptors(value))) as Record<
    string,
    unknown
  >;
  const key = keys[below(Math.max(1, keys.length))];
  switch (below(10)) {
    case 8:
      return new Proxy(copy, {});
    case 9: {
      const item = STRANGE[below(STRANGE.length)];
      if (key !== undefined) Object.defineProperty(copy, key, { get: () => item, enumerable: true, configurable: true });
      return copy;
    }
    case 0:
      if (key !== undefined) delete copy[key];
      return copy;
    case 1:
      if (!Array.isArray(copy)) put(copy, KEYS[below(KEYS.length)]!, STRANGE[below(STRANGE.length)]);
      return copy;
    case 2: {
      const other = keys[below(Math.max(1, keys.length))];
      if (key !== undefined && other !== undefined) put(copy, key, copy[other]);
      return copy;
    }
    default:
      if (key !== undefined) put(copy, key, mutated(copy[key], below));
      return copy;
  }
}

describe('a scenario with mistakes in it', () => {
  it('is told what to do, or runs', () => {
    const random = new RandomStream(10 + SOAK_SEED, 'test/mutated-scenarios');
    const below: Draw = (bound) => random.below(bound);
    let refused = 0;
    for (let count = 0; count < MUTATIONS; count++) {
      const scenario = mutated(below(3) === 0 ? mutated(WHOLE, below) : WHOLE, below);
      try {
        const model = modelOf({ kind: 'backstep.scenario', scenario });
        // Some are written to last for years.
        const outcome = runSeed({ ...model, duration: Math.min(model.duration, 60_000) }, count);
        assert.match(outcome.hash, /^[0-9a-f]{16}$/);
      } catch (error) {
        assert.ok(error instanceof ScenarioError, `${error instanceof Error ? error.stack : String(error)} at mutation ${count}`);
        assert.ok(
          error.message.length > 5 && error.message.length < 2_000,
          `mutation ${count}: a message of ${error.message.length} characters`,
        );
        assert.doesNotMatch(error.message, /^(?!.*threw ).*(TypeError|RangeError)|\[object |[^\P{Cc}]|\p{Cs}/u, `mutation ${count}`);
        refused++;
      }
    }
    console.log(`mutations ${MUTATIONS}: refused ${refused}, ran ${MUTATIONS - refused}`);
  });
});
