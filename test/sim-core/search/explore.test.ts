import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, safety, scenario, sometimes, type World } from '../../../sim-core/index.ts';
import { BreadthFirst, ExploredWorld, modelOf, orderedModel, recordSeed, ScenarioError } from '../../../sim-core/engine.ts';

type Parts = Omit<Parameters<typeof scenario>[0], 'name' | 'duration' | 'properties'> & {
  readonly properties?: Parameters<typeof scenario>[0]['properties'];
};

function modelWith(parts: Parts): ReturnType<typeof modelOf> {
  return modelOf(scenario({ name: 'explored', duration: '10s', properties: [Counts], ...parts }));
}

function explored(parts: Parts, bounds: { depth?: number; states?: number } = {}) {
  const world = new ExploredWorld(modelWith(parts), 0);
  const search = new BreadthFirst(world, { depth: Infinity, states: 10_000, ...bounds });
  while (search.goOn(100));
  return { world, search };
}

/** Sends so many numbers to the sink at its start. */
const source = (count: number) =>
  node<never, { type: 'number'; number: number }>()({
    init(self) {
      for (let number = 0; number < count; number++) self.send('sink', { type: 'number', number });
      return {};
    },
    on: {},
  });

/** Keeps all that it gets, in the order in which it comes. */
const sink = node<{ type: 'number'; number: number }>()({
  init: () => ({ got: [] as number[] }),
  on: {
    number(state, { number }) {
      state.got.push(number);
    },
  },
});

class Counts {
  @safety static atMostThreeCome({ nodes }: World<{ sink: typeof sink }>) {
    return nodes.sink.got.length <= 3;
  }
}

class InOrder {
  @safety static theyComeInOrder({ nodes }: World<{ sink: typeof sink }>) {
    return nodes.sink.got.every((number, place, all) => place === 0 || all[place - 1]! <= number);
  }
}

class AllCome {
  @liveness({ within: '1s' }) static allCome({ nodes }: World<{ sink: typeof sink }>) {
    return nodes.sink.got.length === 2;
  }
  @sometimes static noneCame({ nodes }: World<{ sink: typeof sink }>) {
    return nodes.sink.got.length === 0;
  }
}

describe('exploring', () => {
  it('delivers messages in every order', () => {
    // None, one of three, two of them in either order, and all in any of six.
    const { search } = explored({ nodes: { source: source(3), sink } });
    assert.equal(search.states, 1 + 3 + 6 + 6);
    assert.equal(search.diameter, 3);
    assert.equal(search.ends, 6);
    assert.ok(search.isComplete);
  });

  it('keeps the order of links that keep it', () => {
    const parts = { nodes: { source: source(3), sink }, properties: [InOrder] };
    assert.equal(explored({ ...parts, network: { reorder: 0 } }).search.states, 4);
    assert.deepEqual(explored(parts).search.counterexample!.way, ['source>sink#1', 'source>sink#0']);
  });

  it('loses messages where the network may', () => {
    const { search } = explored({ nodes: { source: source(2), sink }, network: { loss: 0.1 } });
    // Each of two is under way, lost or there; when both are there, in either order.
    assert.equal(search.states, 3 * 3 + 1);
    // A queue that may overflow is such a network too, and one without a bound is not.
    const queued = (network: Parts['network']): number => explored({ nodes: { source: source(2), sink }, network }).search.states;
    assert.equal(queued({ rate: '1Mbit/s', buffer: '1kB' }), 3 * 3 + 1);
    assert.equal(queued({ rate: '1Mbit/s' }), 1 + 2 + 2);
  });

  it('finds that something never comes about, where nothing more happens', () => {
    const parts = { nodes: { source: source(2), sink }, properties: [AllCome] };
    assert.equal(explored(parts).search.counterexample, undefined);
    assert.ok(explored(parts).search.isComplete);
    const lossy = { ...parts, network: { loss: 0.1 } };
    const { property, way } = explored(lossy).search.counterexample!;
    assert.equal(property.name, 'allCome');
    assert.deepEqual(way, ['source>sink#0', 'lose source>sink#1', 'end']);
    const { outcome } = recordSeed(orderedModel(modelWith(lossy)), 0, { order: way }).trace;
    assert.deepEqual(
      outcome.properties.map(({ verdict }) => verdict),
      ['violated', 'held'],
    );
  });

  it('counts a world once, however often a message that is repeated arrives', () => {
    const seen = node<{ type: 'number'; number: number }>()({
      init: () => ({ got: [] as number[] }),
      on: {
        number(state, { number }) {
          if (!state.got.includes(number)) state.got.push(number);
        },
      },
    });
    const { search } = explored({ nodes: { source: source(2), sink: seen }, network: { duplicate: 0.5 } });
    assert.equal(search.states, 1 + 2 + 2);
    assert.equal(search.ends, 2);
  });

  it('lets a planned crash happen at any moment, and its end too', () => {
    const { search } = explored({ nodes: { source: source(1), sink }, faults: [{ at: '1s', crash: 'sink', for: '1s' }] });
    // Before the crash the message is under way or there; from then on it may also be lost; the last state of a sink that is down is seen.
    const states = { notYet: 2, down: 3, upAgain: 3 };
    assert.equal(
      search.states,
      Object.values(states).reduce((sum, count) => sum + count),
    );
  });

  it('lets faults happen in the order of their times', () => {
    const nodes = { source: source(0), sink };
    const both = (second: '1s' | '2s') =>
      explored({
        nodes,
        faults: [
          { at: '1s', crash: 'sink' },
          { at: second, crash: 'source' },
        ],
      }).search.states;
    assert.equal(both('1s'), 4);
    assert.equal(both('2s'), 3);
  });

  it('ends a world in which somebody waits for what never comes in a deadlock, and names the way', () => {
    const asker = node<{ type: 'answer' }, { type: 'question' }>()({
      init(self) {
        const id = self.invoke('ask');
        self.send('silent', { type: 'question' });
        return { id };
      },
      on: {
        answer(state, _message, self) {
          self.complete(state.id);
        },
      },
    });
    const silent = node<{ type: 'question' }, { type: 'answer' }>()({
      init: () => ({ asked: 0 }),
      on: {
        question(state) {
          state.asked += 1;
        },
      },
    });
    const { search } = explored({ nodes: { asker, silent }, properties: [] });
    assert.equal(search.deadlocks, 1);
    assert.deepEqual(search.deadlock, ['asker>silent#0', 'end']);
  });

  it('notices who reads a clock, and what is drawn', () => {
    const curious = node()({
      init(self) {
        self.setTimer('look', '1s');
        return { at: 0 };
      },
      on: {},
      timers: {
        look(state, self) {
          state.at = self.now() + self.random();
        },
      },
    });
    const { world } = explored({ nodes: { curious, other: source(0), sink }, properties: [] });
    assert.deepEqual([...world.clockReaders], ['curious']);
    assert.deepEqual([...world.draws], ['node/curious']);
  });

  it('keeps the histories of worlds apart in which clients did the same things in another order', () => {
    const client = node()({
      init(self) {
        self.setTimer('act', '1s');
        return { acted: false };
      },
      on: {},
      timers: {
        act(state, self) {
          state.acted = true;
          self.complete(self.invoke('act', self.id));
        },
      },
    });
    class Seen {
      @safety static whoActedIsInTheHistory({ nodes, history }: World<{ a: typeof client; b: typeof client; c: typeof client }>) {
        const acted = Object.keys(nodes).filter((name) => (nodes as Record<string, { acted: boolean }>)[name]!.acted);
        const told = history.map(({ input }) => String(input)).sort();
        return acted.join() === told.join();
      }
    }
    const { search } = explored({ nodes: { a: client, b: client, c: client }, properties: [Seen] });
    assert.equal(search.counterexample, undefined);
    // Who acted, in which order.
    assert.equal(search.states, 1 + 3 + 6 + 6);
  });

  it('is told of a property that changes the state of a node', () => {
    class Meddles {
      @safety static countsLooks({ nodes }: World<{ other: typeof sink }>) {
        nodes.other.got.push(0);
        return true;
      }
    }
    assert.throws(
      () => explored({ nodes: { source: source(1), sink, other: sink }, properties: [Meddles] }),
      (error) => error instanceof ScenarioError && /The state of 'other' was changed, though none of its handlers ran/.test(error.message),
    );
  });

  it('takes a handler that is busy for one that takes no time', () => {
    const busy = node<{ type: 'number'; number: number }>()({
      init: () => ({ got: [] as number[] }),
      on: {
        number(state, { number }, self) {
          self.busy('1s');
          state.got.push(number);
        },
      },
    });
    const { search } = explored({ nodes: { source: source(2), sink: busy } });
    assert.ok(search.isComplete);
    assert.equal(search.states, 1 + 2 + 2);
  });

  it('stops at its bounds, and says that there is more', () => {
    const parts = { nodes: { source: source(3), sink } };
    const deep = explored(parts, { depth: 1 }).search;
    assert.deepEqual([deep.states, deep.isComplete], [4, false]);
    const few = explored(parts, { states: 5 }).search;
    assert.deepEqual([few.states, few.isComplete], [5, false]);
  });

  it('has fewer states where nodes are alike, and the same verdict', () => {
    const voter = node<never, { type: 'ballot'; from: string }>()({
      init(self) {
        self.setTimer('vote', '1s');
        return { voted: false };
      },
      on: {},
      timers: {
        vote(state, self) {
          state.voted = true;
          self.send('urn', { type: 'ballot', from: self.id });
        },
      },
    });
    const urn = node<{ type: 'ballot'; from: string }>()({
      init: () => ({ ballots: [] as string[] }),
      on: {
        ballot(state, { from }) {
          state.ballots.push(from);
        },
      },
    });
    const nodes = { a: voter, b: voter, c: voter, urn };
    const all = explored({ nodes, properties: [] }).search;
    const alike = explored({ nodes, alike: [['a', 'b', 'c']], properties: [] }).search;
    // Each has not voted, has its ballot under way, or has been counted, and who is counted stands in order.
    assert.equal(all.states, 8 + 3 * 4 + 6 * 2 + 6);
    assert.equal(alike.states, 4 + 3 + 2 + 1);
    assert.equal(alike.diameter, all.diameter);
  });

  it('refuses what can only be drawn, and says what to write instead', () => {
    const nodes = { source: source(1), sink };
    const refusals = [
      [{ nodes, nemesis: { crash: { every: '1s', for: '1s' } } }, /has a nemesis.*List in `faults`/s],
      [{ nodes, faults: [{ at: '1s', stall: 'sink', for: '1s' }] }, /`faults\[0\]` is a stall.*Explore without it/s],
      [{ nodes, network: { corrupt: 0.1, checksum: false } }, /damages messages.*without `corrupt`/s],
      [{ nodes, alike: [['source', 'sing']] }, /names the node 'sing'.*Did you mean/s],
      [{ nodes, alike: [['sink'], ['sink']] }, /names 'sink' twice/],
      [{ nodes, alike: 'sink' }, /`alike` is 'sink', which is no list/],
    ] as const;
    for (const [parts, told] of refusals)
      assert.throws(
        () => explored(parts as Parts),
        (error) => error instanceof ScenarioError && told.test(`${error.message} ${error.cure}`),
      );
  });

  it('refuses an order that cannot happen', () => {
    const model = orderedModel(modelWith({ nodes: { source: source(1), sink } }));
    assert.throws(() => recordSeed(model, 0, { order: ['source>sink#4'] }), /'source>sink#4' at its place 0, which cannot happen there/);
  });
});
