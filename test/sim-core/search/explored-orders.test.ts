import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linearizable, liveness, node, safety, scenario, sometimes, type World } from '../../../sim-core/index.ts';
import { BreadthFirst, ExploredWorld, modelOf } from '../../../sim-core/engine.ts';

type Parts = Omit<Parameters<typeof scenario>[0], 'name' | 'duration' | 'properties'> & {
  readonly properties?: Parameters<typeof scenario>[0]['properties'];
};

class Anything {
  @safety static anythingGoes() {
    return true;
  }
}

function explored(
  parts: Parts,
  everyOrder = false,
): BreadthFirst<ReturnType<ExploredWorld['save']>, ReturnType<ExploredWorld['moves']>[number]> {
  const model = modelOf(scenario({ name: 'explored', duration: '10s', properties: [Anything], ...parts }));
  const search = new BreadthFirst(new ExploredWorld(model, 0), { depth: Infinity, states: 10_000, everyOrder });
  while (search.goOn(100));
  return search;
}

/** How many transitions are made with reduction, and how many there are. All else is the same. */
function transitions(parts: Parts): readonly [made: number, all: number] {
  const [reduced, whole] = [explored(parts), explored(parts, true)];
  const found = ({ states, diameter, ends, deadlocks, deadlock, counterexample, isComplete }: typeof whole): unknown[] => [
    states,
    diameter,
    ends,
    deadlocks,
    deadlock,
    counterexample,
    isComplete,
  ];
  assert.deepEqual(found(reduced), found(whole));
  assert.equal(whole.leftOut, 0);
  assert.equal(reduced.transitions + reduced.leftOut, whole.transitions);
  return [reduced.transitions, whole.transitions];
}

/** Does something once, by itself. */
const actor = node()({
  init(self) {
    self.setTimer('act', '1s');
    return { acted: false };
  },
  on: {},
  timers: {
    act(state) {
      state.acted = true;
    },
  },
});

/** The same, and the whole world hears of it. */
const client = node()({
  init(self) {
    self.setTimer('act', '1s');
    return { acted: false };
  },
  on: {},
  timers: {
    act(state, self) {
      state.acted = true;
      self.complete(self.invoke('write', 1));
    },
  },
});

/** Acts, and tells the sink of it. */
const teller = node<never, { type: 'told' }>()({
  init(self) {
    self.setTimer('act', '1s');
    return { acted: false };
  },
  on: {},
  timers: {
    act(state, self) {
      state.acted = true;
      self.send('sink', { type: 'told' });
    },
  },
});

const sink = node<{ type: 'told' }>()({
  init: () => ({ heard: [] as string[] }),
  on: {
    told(state, _message, _self, from) {
      state.heard.push(from);
    },
  },
});

const three = { a: actor, b: actor, c: actor };

describe('of transitions that commute', () => {
  it('one order is gone through, so that each state is come to once', () => {
    assert.deepEqual(transitions({ nodes: three }), [2 ** 3 - 1, 3 * 2 ** 2]);
  });

  it('all orders are gone through where one node handles them', () => {
    // The ballots are sent in any order, and counted in one that the sink knows.
    const nodes = { a: teller, b: teller, sink };
    const [made, all] = transitions({ nodes });
    const states = explored({ nodes }).states;
    assert.ok(made < all);
    // Each has not voted, has its ballot under way, or is counted, and of two that are counted one is first.
    assert.equal(states, 3 * 3 + 1);
    assert.equal(made, states - 1);
  });

  it('all orders are gone through where clients put something into their history', () => {
    const [made, all] = transitions({ nodes: { a: client, b: client, c: client } });
    assert.equal(made, all);
    const [some, many] = transitions({ nodes: { a: client, b: client, c: actor } });
    assert.ok(some < many);
  });

  it('the losses of messages are left out too, but not what becomes of one message', () => {
    const [made, all] = transitions({ nodes: { a: teller, sink }, network: { loss: 0.1 } });
    assert.equal(made, all);
    const [some, many] = transitions({ nodes: { a: teller, b: teller, sink }, network: { loss: 0.1 } });
    assert.ok(some < many);
  });

  it('what changes nothing is left out, whichever is first', () => {
    const nodes = { a: teller, b: teller, c: actor, sink: node<{ type: 'told' }>()({ init: () => ({}), on: { told() {} } }) };
    const [made, all] = transitions({ nodes, network: { duplicate: 0.1 } });
    // Each of three acts or not. Where what is told leads, nowhere, is found out once of a, and of b where a has spoken and where not.
    assert.equal(made, 2 ** 3 - 1 + 1 + 2);
    assert.equal(all, 3 * 2 ** 2 + 2 * 2 ** 2);
  });

  it('those of which one strikes a node and the other is of others are', () => {
    for (const fault of [
      { at: '1s', crash: 'a', for: '1s' },
      { at: '1s', pause: 'a', for: '1s' },
      { at: '1s', restart: 'a' },
    ]) {
      const faults = [fault as never];
      const [made, all] = transitions({ nodes: three, faults });
      // Whenever it strikes a, it makes no difference to b and c, of whom each acts or not.
      const [alone] = transitions({ nodes: { a: actor }, faults });
      const { states } = explored({ nodes: { a: actor }, faults });
      assert.ok(made <= 3 * states + 4 * alone && made < all, `${made} of ${all}`);
    }
  });

  it('those are of which one cuts links and the other neither sends nor arrives there', () => {
    const partition = { at: '1s', partition: [['a'], ['b', 'c', 'sink']], for: '1s' };
    const whole = (nodes: Parts['nodes']): readonly [number, number, number] => {
      const parts = { nodes, faults: [partition as never] };
      return [...transitions(parts), explored(parts).states];
    };
    // Nobody sends: before, during and after it, each state is come to once.
    const [made, all, states] = whole({ ...three, sink });
    assert.deepEqual([made, states], [3 * 2 ** 3 - 1, 3 * 2 ** 3]);
    assert.ok(all > made);
    // What a says is lost while it is cut off, and before and after it is not.
    const [other] = whole({ a: teller, b: actor, c: actor, sink });
    const [same] = whole({ a: actor, b: teller, c: actor, sink });
    assert.ok(other > explored({ nodes: { a: teller, b: actor, c: actor, sink }, faults: [partition as never] }).states - 1);
    assert.equal(same, explored({ nodes: { a: actor, b: teller, c: actor, sink }, faults: [partition as never] }).states - 1);
  });

  it('all orders are gone through of what a link that is cut loses', () => {
    const early = node<never, { type: 'told' }>()({
      init(self) {
        self.send('sink', { type: 'told' });
        return {};
      },
      on: {},
    });
    const faults = [{ at: '1s', partition: [['a'], ['sink']], for: '1s' }] as never;
    // What is under way arrives before, while it is cut, which loses it, or after; and then there is nothing more to come.
    const nodes = { a: early, sink };
    assert.deepEqual(transitions({ nodes, faults }), [8, 8]);
    assert.equal(explored({ nodes, faults }).states, 3 * 3 - 1);
  });

  it('none is left out where a property has a memory, or something is promised', () => {
    const counts = safety({ memory: () => ({ looks: 0 }) })(function looksAreCounted(_world: World, memory: { looks: number }) {
      memory.looks += 1;
      return true;
    } as never);
    const promised = liveness({ within: '1s' })(function aActs({ nodes }: World<{ a: typeof actor }>) {
      return nodes.a.acted;
    });
    for (const property of [counts, promised]) {
      const [made, all] = transitions({ nodes: three, properties: [property] });
      assert.equal(made, all);
    }
  });

  it('some are left out where a history is judged that others do not write', () => {
    const [made, all] = transitions({ nodes: { a: client, b: actor }, properties: [linearizable('register')] });
    assert.ok(made < all);
  });

  it('one order is gone through also of nodes that are alike', () => {
    const [made, all] = transitions({ nodes: three, alike: [['a', 'b', 'c']] });
    assert.deepEqual([made, all], [6, 6]);
    const [some, many] = transitions({ nodes: { ...three, d: actor }, alike: [['a', 'b', 'c']] });
    assert.ok(some < many, `${some} of ${many}`);
  });

  it('the shortest order that violates something stays the same', () => {
    const twoOfThree = safety(function twoHaveActed({ nodes }: World<typeof three>) {
      return [nodes.a, nodes.b, nodes.c].filter(({ acted }) => acted).length < 2;
    });
    const [made, all] = transitions({ nodes: three, properties: [twoOfThree] });
    assert.ok(made <= all);
    assert.deepEqual(explored({ nodes: three, properties: [twoOfThree] }).counterexample!.way, ['timer a/act', 'timer b/act']);
  });
});

describe('a state', () => {
  it('is one whether or not a @sometimes was reached on the way', () => {
    const blinker = node()({
      init(self) {
        self.setTimer('on', '1s');
        return { on: false };
      },
      on: {},
      timers: {
        on(state, self) {
          state.on = true;
          self.setTimer('off', '1s');
        },
        off(state, self) {
          state.on = false;
          self.setTimer('on', '1s');
        },
      },
    });
    const bothOn = sometimes(function bothAreOn({ nodes }: World<{ a: typeof blinker; b: typeof blinker }>) {
      return nodes.a.on && nodes.b.on;
    });
    const { states, diameter } = explored({ nodes: { a: blinker, b: blinker }, properties: [bothOn] });
    assert.deepEqual([states, diameter], [4, 2]);
  });

  it('in which all that happens leads to one that is alike is no end', () => {
    const passer = node<{ type: 'token' }, { type: 'token' }>()({
      init(self) {
        if (self.id === 'a') self.send('b', { type: 'token' });
        return {};
      },
      on: {
        token(_state, _message, self, from) {
          self.send(from, { type: 'token' });
        },
      },
    });
    const { states, ends } = explored({ nodes: { a: passer, b: passer }, alike: [['a', 'b']] });
    assert.deepEqual([states, ends], [1, 0]);
  });

  it('is come to also by the first move at which a handler throws', () => {
    const fragile = node()({
      init(self) {
        self.setTimer('fail', '1s');
        return {};
      },
      on: {},
      timers: {
        fail() {
          throw new Error('It fails.');
        },
      },
    });
    assert.deepEqual(explored({ nodes: { fragile } }).counterexample?.way, ['timer fragile/fail']);
  });

  it('is come to also by the first move at which a property keeps what it sees', () => {
    const keeps = safety({ memory: () => ({ seen: [] as unknown[] }) })(function keepsStates(
      { nodes }: World<{ a: typeof actor }>,
      memory: { seen: unknown[] },
    ) {
      memory.seen = [nodes.a];
      return true;
    } as never);
    assert.equal(explored({ nodes: { a: actor }, properties: [keeps] }).states, 2);
  });
});
