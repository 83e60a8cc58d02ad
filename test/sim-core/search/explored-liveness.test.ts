import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, scenario, type World } from '../../../sim-core/index.ts';
import { BreadthFirst, ExploredWorld, modelOf, orderedModel, recordSeed } from '../../../sim-core/engine.ts';

type Parts = Omit<Parameters<typeof scenario>[0], 'name' | 'duration'>;

function explored(parts: Parts, bounds: { depth?: number; states?: number } = {}) {
  const model = modelOf(scenario({ name: 'explored', duration: '10s', ...parts }));
  const world = new ExploredWorld(model, 0);
  const search = new BreadthFirst(world, { depth: Infinity, states: 10_000, ...bounds });
  while (search.goOn(100));
  return { model, world, search };
}

type Word = { type: 'word' };

/** Sends a word to whoever sent it one, for ever; `first` begins. */
const talker = (partner: string, first: boolean) =>
  node<Word, Word>()({
    init(self) {
      if (first) self.send(partner, { type: 'word' });
      return {};
    },
    on: {
      word(_state, _message, self, from) {
        self.send(from, { type: 'word' });
      },
    },
  });

/** Sends one word to the listener. */
const caller = node<never, Word>()({
  init(self) {
    self.send('listener', { type: 'word' });
    return {};
  },
  on: {},
});

const listener = node<Word>()({
  init: () => ({ heard: false }),
  on: {
    word(state) {
      state.heard = true;
    },
  },
});

class Heard {
  @liveness({ within: '1s' }) static theListenerHears({ nodes }: World<{ listener: typeof listener }>) {
    return nodes.listener.heard;
  }
}

const talk = { a: talker('b', true), b: talker('a', false) };

describe('a promise, explored in every order', () => {
  it('is kept where all else can go on for ever without it, because what is under way arrives some time', () => {
    const { search } = explored({ nodes: { ...talk, caller, listener }, properties: [Heard] });
    assert.ok(search.isComplete);
    assert.equal(search.counterexample, undefined);
    // There is a state in which it is not kept and to which the others lead back.
    assert.equal(search.states, 2 * 2);
  });

  it('is never kept in a loop that does justice to all', () => {
    const { model, search } = explored({ nodes: { ...talk, listener }, properties: [Heard] });
    const { property, loop, way } = search.counterexample!;
    assert.equal(property.name, 'theListenerHears');
    assert.deepEqual(loop, { prefix: 0, moves: ['a>b#0', 'b>a#0'] });
    assert.deepEqual(way, ['loop begins', 'a>b#0', 'b>a#0', 'loop closes']);
    assert.ok(search.isComplete);
    // It is an ordinary run, whose loop is marked and at whose end it is violated.
    const { outcome, columns } = recordSeed(orderedModel(model), 0, { order: way }).trace;
    assert.deepEqual(
      outcome.properties.map(({ name, verdict, step }) => ({ name, verdict, step })),
      [{ name: 'theListenerHears', verdict: 'violated', step: columns.length - 1 }],
    );
  });

  it('may wait for ever for a timer that is always set anew, and not for one that stays set', () => {
    const waiting = (anew: boolean) =>
      node<Word, Word>()({
        init(self) {
          self.setTimer('lonely', '1s');
          return { told: false };
        },
        on: {
          word(state, _message, self, from) {
            if (anew && !state.told) self.setTimer('lonely', '1s');
            self.send(from, { type: 'word' });
          },
        },
        timers: {
          lonely(state, self) {
            state.told = true;
            self.send('listener', { type: 'word' });
          },
        },
      });
    const of = (anew: boolean) => explored({ nodes: { a: talker('b', true), b: waiting(anew), listener }, properties: [Heard] }).search;
    assert.equal(of(true).counterexample!.property.name, 'theListenerHears');
    assert.equal(of(false).counterexample, undefined);
    assert.ok(of(false).isComplete);
  });

  it('is kept by a message that can arrive any number of times, if it arrives once; and by one that can be lost, after losses have ended', () => {
    const nodes = { ...talk, caller, listener };
    const of = (network: Parts['network']) => explored({ nodes, network, properties: [Heard] }).search;
    assert.equal(of({ duplicate: 0.5 }).counterexample, undefined);
    assert.ok(of({ duplicate: 0.5 }).isComplete);
    // A loss is no part of a loop, and lies before it.
    for (const network of [{ loss: 0.5 }, { loss: 0.5, duplicate: 0.5 }]) {
      const { way } = of(network).counterexample!;
      assert.ok(way.includes('lose caller>listener#0'), way.join());
    }
  });

  it('is kept by one who asks again for ever, because losses end', () => {
    const insistent = node<never, Word>()({
      init(self) {
        self.setTimer('again', '1s');
        return {};
      },
      on: {},
      timers: {
        again(_state, self) {
          self.send('listener', { type: 'word' });
          self.setTimer('again', '1s');
        },
      },
    });
    // What can arrive any number of times is kept once: else there would be no end of states.
    const { search } = explored({ nodes: { insistent, listener }, network: { loss: 0.5, duplicate: 0.5 }, properties: [Heard] });
    assert.ok(search.isComplete);
    assert.equal(search.counterexample, undefined);
  });

  it('is not decided where not every state was visited', () => {
    const counting = node<never>()({
      init(self) {
        self.setTimer('count', '1s');
        return { count: 0 };
      },
      on: {},
      timers: {
        count(state, self) {
          state.count += 1;
          self.setTimer('count', '1s');
        },
      },
    });
    const nodes = { counting, caller, listener };
    const { search } = explored({ nodes, properties: [Heard] }, { states: 50 });
    assert.deepEqual([search.counterexample, search.isComplete], [undefined, false]);
    const deep = explored({ nodes, properties: [Heard] }, { depth: 5 }).search;
    assert.deepEqual([deep.counterexample, deep.isComplete], [undefined, false]);
  });

  it('is demanded only while `given` holds somewhere in the loop', () => {
    class Given {
      @liveness({ within: '1s', given: () => false }) static theListenerHears({ nodes }: World<{ listener: typeof listener }>) {
        return nodes.listener.heard;
      }
    }
    const { search, world } = explored({ nodes: { ...talk, listener }, properties: [Given] });
    assert.equal(search.counterexample, undefined);
    assert.deepEqual([...world.demanded], []);
  });

  it('has the time that it asks for where nothing more happens, however short the scenario is', () => {
    class Late {
      @liveness({ within: '1h' }) static theListenerHears({ nodes }: World<{ listener: typeof listener }>) {
        return nodes.listener.heard;
      }
    }
    const { search } = explored({ nodes: { listener }, properties: [Late] });
    assert.deepEqual(search.counterexample!.way, ['end']);
  });

  it('is kept by a restart that has to come, whether or not a crash before it does', () => {
    const nodes = { other: node()({ init: () => ({}), on: {} }), sleeper: waker() };
    class Woken {
      @liveness({ within: '1s' }) static itWakes({ nodes: { sleeper } }: World<{ sleeper: ReturnType<typeof waker> }>) {
        return sleeper.boots > 1;
      }
    }
    const faults: Parts['faults'] = [
      { at: '1s', crash: 'sleeper' },
      { at: '2s', crash: 'other' },
      { at: '3s', restart: 'sleeper' },
    ];
    const { counterexample } = explored({ nodes, faults, properties: [Woken] }).search;
    // Only where it never went to sleep, it never wakes.
    assert.ok(!counterexample!.way.includes('faults[0]'), counterexample!.way.join());
  });

  it('is told of promises that are broken in other loops too', () => {
    class Both {
      @liveness({ within: '1s' }) static theListenerHears({ nodes }: World<{ listener: typeof listener }>) {
        return nodes.listener.heard;
      }
      @liveness({ within: '1s' }) static pigsFly() {
        return false;
      }
      @liveness({ within: '1s' }) static waterIsWet() {
        return true;
      }
    }
    const { search } = explored({ nodes: { ...talk, caller, listener }, properties: [Both] });
    assert.deepEqual(search.neverKept, ['pigsFly']);
  });
});

/** Counts its lives on its disk. */
function waker() {
  return node()({ init: (self) => ({ boots: self.boots }), on: {} });
}
