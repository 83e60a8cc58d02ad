import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, safety, type Scenario, type World } from 'backstep';
import { tell, type Story } from '../story.ts';

type Ping = { type: 'ping'; n: number };

const caller = node<never, Ping>()({
  init(self) {
    self.setTimer('call', '50ms');
    return { n: 0 };
  },
  on: {},
  timers: {
    call(state, self) {
      state.n += 1;
      self.send('b', { type: 'ping', n: state.n });
      self.setTimer('call', '50ms');
    },
  },
});

/** Throws in its handler of the third ping, after what is given. */
const fragile = (before: (self: { busy(time: number): void; log(text: string): void }) => void = () => {}) =>
  node<Ping>()({
    init: () => ({ got: [] as number[], half: false }),
    on: {
      ping(state, { n }, self) {
        if (n === 3) {
          state.half = true;
          self.log('before');
          before(self);
          throw new RangeError('index out of order');
        }
        state.got.push(n);
      },
    },
  });

const holds = safety(function allIsWell({ nodes }: World<{ b: ReturnType<typeof fragile> }>) {
  return !nodes.b.half;
});

function run(b: ReturnType<typeof fragile>, rest: Partial<Scenario> = {}): Story {
  return tell({ a: caller, b }, { properties: [holds], duration: '500ms', ...rest });
}

/** Something that throws when it is asked what it is. */
const riddle = {
  get message(): string {
    throw new Error('no message');
  },
  toString(): string {
    throw new Error('no text');
  },
};

describe('a handler that throws', () => {
  const anything: [thrown: unknown, told: string][] = [
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [5, '5'],
    [Symbol('s'), 'Symbol(s)'],
    [{ code: 7n, of: [1] }, '{code: 7n, of: [1]}'],
    [Object.defineProperty(new Error('lost'), 'message', { get: riddle.toString }), 'something that cannot be told'],
    [riddle, 'something that cannot be told'],
    [{ of: () => 1 }, '[object Object]'],
  ];
  for (const [thrown, told] of anything) {
    it(`is a finding whatever it throws: ${told}`, () => {
      const thrower = node()({
        init() {
          throw thrown;
        },
        on: {},
      });
      const { because, thrown: where } = tell({ a: thrower }).outcome.properties[0]!;
      assert.equal(because, `The handler init of 'a' threw ${told}`);
      if (!(thrown instanceof Error)) assert.equal(where!.stack, undefined);
    });
  }

  it('is a finding, with its place, its stack and what it threw', () => {
    const { outcome } = run(fragile());
    assert.equal(outcome.verdict, 'violated');
    assert.deepEqual(
      outcome.properties.map(({ name, verdict }) => `${name} ${verdict}`),
      ['allIsWell held', 'noHandlerThrows violated'],
    );
    const { because, thrown, evidence, kind, time } = outcome.properties[1]!;
    assert.equal(because, "The handler on.ping of 'b' threw RangeError: index out of order");
    assert.deepEqual({ kind, time, evidence }, { kind: 'safety', time: 160_000, evidence: { nodes: ['b'] } });
    assert.deepEqual({ node: thrown!.node, handler: thrown!.handler }, { node: 'b', handler: 'on.ping' });
    assert.match(thrown!.stack!, /RangeError: index out of order\n +at .*handlers\.test\.ts/);
  });

  it('ends its process, which stays down, while the others go on', () => {
    const story = run(fragile());
    assert.deepEqual(story.of('crash', 'restart'), ['160ms b crash a handler threw']);
    assert.equal(story.of('drop').length, 6);
    assert.equal(story.state<{ n: number }>('a').n, 10);
  });

  it('shows properties the state from before it', () => {
    assert.equal(run(fragile()).outcome.properties[0]!.verdict, 'held');
    assert.equal(run(fragile((self) => self.busy(10))).outcome.properties[0]!.verdict, 'held');
  });

  it('under way does so at its own time, with what it brought about before', () => {
    const story = run(
      fragile((self) => {
        self.busy(20);
        self.log('between');
        self.busy(10);
      }),
    );
    assert.deepEqual(story.of('note', 'crash'), ['160ms b note before', '180ms b note between', '190ms b crash a handler threw']);
    assert.equal(story.outcome.properties[1]!.time, 190_000);
  });

  it('under way does so later when it is frozen, and never when it crashes before', () => {
    const slow = fragile((self) => {
      self.busy(20);
      self.log('between');
      self.busy(10);
    });
    const paused = run(slow, { faults: [{ at: '170ms', pause: 'b', for: '100ms' }] });
    assert.deepEqual(paused.of('note', 'crash'), ['160ms b note before', '280ms b note between', '290ms b crash a handler threw']);
    const crashed = run(slow, { faults: [{ at: '185ms', crash: 'b' }] });
    assert.deepEqual(crashed.of('note', 'crash'), ['160ms b note before', '180ms b note between', '185ms b crash']);
    assert.deepEqual(
      crashed.outcome.properties.map(({ name }) => name),
      ['allIsWell'],
    );
  });

  it('is started again by a restart and by stabilisation', () => {
    assert.deepEqual(run(fragile(), { faults: [{ at: '300ms', restart: 'b' }] }).of('restart'), ['300ms b restart']);
    assert.deepEqual(run(fragile(), { faults: [{ at: '10ms', heal: 'all' }], stabilisesAt: '250ms' }).of('restart'), ['250ms b restart']);
    // A crash that was to end does not bring back what died by itself.
    assert.deepEqual(run(fragile(), { faults: [{ at: '200ms', crash: 'b', for: '50ms' }] }).of('restart'), []);
  });

  it('in init never starts, and hides no other node', () => {
    for (const wait of [0, 10]) {
      const broken = node<Ping>()({
        init(self): { got: number[]; half: boolean } {
          if (wait > 0) self.busy(wait);
          throw new Error('no such file');
        },
        on: { ping() {} },
      });
      const below = safety(function aCallsAtMostTwice({ nodes }: World<{ a: typeof caller }>) {
        return nodes.a.n <= 2;
      });
      const { outcome } = tell({ a: caller, b: broken }, { properties: [below, holds] });
      assert.deepEqual(
        outcome.properties.map(({ name, verdict, time }) => `${name} ${verdict} ${time ?? ''}`),
        ['aCallsAtMostTwice violated 150000', 'allIsWell vacuous ', `noHandlerThrows violated ${wait * 1_000}`],
      );
      assert.match(outcome.properties[2]!.because!, /The handler init of 'b' threw Error: no such file/);
    }
  });

  it('in a later init is down again, and only the first throw is told', () => {
    const second = node<Ping>()({
      init(self): { got: number[]; half: boolean } {
        const boots = (self.disk.read<number>('boots') ?? 0) + 1;
        self.disk.write('boots', boots);
        self.disk.sync();
        if (boots > 1) throw new Error(`boot ${boots}`);
        return { got: [], half: false };
      },
      on: { ping() {} },
    });
    const story = tell(
      { a: caller, b: second },
      {
        properties: [],
        faults: [
          { at: '100ms', crash: 'b', for: '10ms' },
          { at: '200ms', restart: 'b' },
        ],
      },
    );
    assert.deepEqual(story.of('crash').length, 3);
    assert.match(story.outcome.properties[0]!.because!, /threw Error: boot 2$/);
  });

  it('is not told of where no handler throws', () => {
    const { outcome } = tell({ a: caller, b: node<Ping>()({ init: () => ({}), on: { ping() {} } }) }, { properties: [] });
    assert.deepEqual(outcome.properties, []);
  });
});
