import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault, type Nemesis } from 'backstep';
import { ScenarioError } from '../../../sim-core/engine.ts';
import { tell, type Story } from '../story.ts';

type Hello = { type: 'hello'; from: string };
type Name = 'a' | 'b' | 'c' | 'd' | 'e';

/** Tells all others of itself each 10 ms, and remembers of whom it has heard lately. */
const talker = node<Hello>()({
  init(self) {
    self.setTimer('talk', '10ms');
    return { heard: [] as string[] };
  },
  on: {
    hello(state, { from }) {
      if (!state.heard.includes(from)) state.heard.push(from);
    },
  },
  timers: {
    talk(_state, self) {
      self.broadcast({ type: 'hello', from: self.id });
      self.setTimer('talk', '10ms');
    },
  },
});

function story(
  count: number,
  rest: { faults?: readonly Fault<Name>[]; nemesis?: Nemesis<Name>; duration?: '55ms' | '10s' },
  seed = 1,
): Story {
  const names = ['a', 'b', 'c', 'd', 'e'].slice(0, count);
  const nodes = Object.fromEntries(names.map((name) => [name, talker]));
  return tell(nodes, { network: { latency: '1ms' }, duration: '55ms', ...rest } as never, seed);
}

/** Whom each node hears under a partition that lasts for the whole run. */
function heard(partition: Fault<Name>['partition'], count = 5): Record<string, string> {
  const told = story(count, { faults: [{ at: 0, partition, for: 'ever' } as Fault<Name>] });
  const names = ['a', 'b', 'c', 'd', 'e'].slice(0, count);
  return Object.fromEntries(names.map((name) => [name, [...told.state<{ heard: string[] }>(name).heard].sort().join('')]));
}

describe('a partition', () => {
  it('of a minority cuts off fewer than a third', () => {
    assert.deepEqual(heard({ shape: 'minority-third' }), { a: '', b: 'cde', c: 'bde', d: 'bce', e: 'bcd' });
  });

  it('with a bridge has two halves that one node reaches', () => {
    assert.deepEqual(heard({ shape: 'bridge', nodes: ['c', 'a', 'b', 'd', 'e'] }), { a: 'bc', b: 'ac', c: 'abde', d: 'ce', e: 'cd' });
    assert.deepEqual(heard({ shape: 'bridge' }, 3), { a: 'bc', b: 'a', c: 'a' });
  });

  it('of majorities on a ring lets each node hear a majority, and no two the same', () => {
    assert.deepEqual(heard({ shape: 'majorities-ring' }), { a: 'be', b: 'ac', c: 'bd', d: 'ce', e: 'ad' });
    for (const count of [3, 4, 5]) {
      const sets = Object.entries(heard({ shape: 'majorities-ring' }, count)).map(([name, others]) =>
        [name, ...others.split('')].sort().join(''),
      );
      assert.equal(new Set(sets).size, count);
      for (const set of sets) assert.equal(set.length, Math.floor(count / 2) + 1);
    }
  });

  it('of a chain leaves neighbours alone connected', () => {
    assert.deepEqual(heard({ shape: 'chain', nodes: ['e', 'd', 'c', 'b', 'a'] }), { a: 'b', b: 'ac', c: 'bd', d: 'ce', e: 'd' });
  });

  it('that is not transitive cuts two nodes apart whom all others reach', () => {
    assert.deepEqual(heard({ shape: 'non-transitive', nodes: ['b', 'd', 'a'] }), {
      a: 'bcde',
      b: 'ace',
      c: 'abde',
      d: 'ace',
      e: 'abcd',
    });
  });

  it('of a shape heals like any other', () => {
    const told = story(3, { faults: [{ at: 0, partition: { shape: 'bridge' }, for: '30ms' }] });
    assert.deepEqual([...told.state<{ heard: string[] }>('b').heard].sort(), ['a', 'c']);
  });
});

describe('a shape that cannot be', () => {
  const refused: readonly (readonly [object, RegExp])[] = [
    [{ faults: [{ at: 0, partition: { shape: 'bridge', nodes: ['a', 'b'] } }] }, /`partition` of faults\[0\] is 'bridge' between 2 nodes/],
    [{ faults: [{ at: 0, partition: { shape: 'minority-third', nodes: ['a', 'b', 'c'] } }] }, /'minority-third' between 3 nodes/],
    [{ faults: [{ at: 0, partition: { shape: 'brigde' } }] }, /`shape` of faults\[0\] is 'brigde'/],
    [{ faults: [{ at: 0, partition: { shape: 'bridge', nodes: ['a', 'b', 'x'] } }] }, /faults\[0\] names the node 'x'/],
    [{ faults: [{ at: 0, partition: { shape: 'bridge', nodes: ['a', 'b', 'b'] } }] }, /faults\[0\] has 'b' twice/],
    [{ faults: [{ at: 0, partition: { shape: 'bridge', node: ['a'] } }] }, /`partition` of faults\[0\] has `node`/],
    [
      { nemesis: { partition: { every: '1s', for: '1s', shape: 'bridge', nodes: ['a', 'b'] } } },
      /nemesis\.partition is 'bridge' between 2/,
    ],
    [{ nemesis: { partition: { every: '1s', for: '1s', shape: 'rings' } } }, /nemesis\.partition is 'rings'/],
  ];
  for (const [rest, message] of refused) {
    it(`is refused: ${message.source}`, () => {
      assert.throws(
        () => story(4, rest),
        (error) => error instanceof ScenarioError && message.test(error.message) && error.cure.length > 10,
      );
    });
  }
});

describe('a nemesis', () => {
  const nemesis = { partition: { every: '300ms', for: '100ms', shape: 'any' } } as const;

  it('draws all shapes when any will do, and what it draws can be pasted', () => {
    const drawn = story(5, { nemesis, duration: '10s' });
    const labels = drawn.recording.trace.faults.map(({ label }) => label).join('\n');
    for (const word of [/bridged by/, /chain/, /majorities on the ring/, /both reach/, /cannot reach/]) assert.match(labels, word);
    const pasted = new Function(`return [${drawn.recording.trace.faults.map(({ line }) => line).join('\n')}]`)() as Fault<Name>[];
    const again = story(5, { faults: pasted, duration: '10s' });
    assert.deepEqual(again.of('deliver'), drawn.of('deliver'));
  });

  it('draws no shape for which there are too few nodes', () => {
    const { trace } = story(2, { nemesis, duration: '10s' }).recording;
    assert.ok(trace.faults.length > 10);
    assert.doesNotMatch(trace.faults.map(({ label }) => label).join('\n'), /bridged|chain|ring|both reach/);
  });
});
