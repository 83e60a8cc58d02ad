import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node } from 'backstep';
import { modelOf, recordSeed, runSeed } from '../../../sim-core/engine.ts';
import type { Recording } from '../../../sim-core/kernel/recording.ts';
import { unpackSpans } from '../../../sim-core/trace/facts.ts';
import { eventAt } from '../../../sim-core/trace/trace.ts';
import { MORE_FAULTS } from './slowdown.ts';

const ticker = node<{ type: 'tick' }>()({
  init(self) {
    self.setTimer('next', 5);
    return { got: 0 };
  },
  on: {
    tick(state) {
      state.got += 1;
    },
  },
  timers: {
    next(_state, self) {
      for (const peer of self.peers) self.send(peer, { type: 'tick' });
      self.setTimer('next', 5);
    },
  },
});

const model = (rest: object, catalogue?: object) =>
  modelOf(
    {
      kind: 'backstep.scenario',
      scenario: {
        name: 'new kind',
        nodes: { a: ticker, b: ticker, c: ticker },
        network: { latency: 1 },
        duration: 100,
        properties: [],
        ...rest,
      },
    },
    catalogue,
  );

/** How long the messages of each link travelled that were sent from one time up to another, in milliseconds. */
function latencies({ trace }: Recording, from: number, to: number): Record<string, number> {
  const found: Record<string, number> = {};
  for (let step = 0; step < trace.columns.length; step++) {
    const { kind, node: target, peer, time, cause } = eventAt(trace, step);
    if (kind !== 'deliver') continue;
    const sent = trace.columns.time[cause!]!;
    if (sent >= from * 1_000 && sent < to * 1_000) found[`${peer}>${target}`] = (time - sent) / 1_000;
  }
  return found;
}

describe('a kind of fault that the catalogue has and nobody else knows', () => {
  const faults = [
    { at: 20, slowdown: 'a', by: '7ms', for: 20 },
    { at: 95, slowdown: 'b', by: 1, for: 1 },
  ];
  const recording = recordSeed(model({ faults }, MORE_FAULTS), 1);
  const { trace } = recording;

  it('strikes, and ends', () => {
    const [usual, slow] = [1, 8];
    assert.deepEqual(latencies(recording, 0, 20), { 'a>b': usual, 'a>c': usual, 'b>a': usual, 'b>c': usual, 'c>a': usual, 'c>b': usual });
    assert.deepEqual(latencies(recording, 20, 40), { 'a>b': slow, 'a>c': slow, 'b>a': slow, 'b>c': usual, 'c>a': slow, 'c>b': usual });
    assert.deepEqual(latencies(recording, 40, 90), latencies(recording, 0, 20));
  });

  it('is accounted for: requested, struck, and what was seen of it', () => {
    const { slowdown } = trace.outcome.faults;
    // Four messages each at 20, 25, 30 and 35 ms; the other one began when b had sent, and ended before it sent again.
    assert.deepEqual(
      { ...slowdown, observed: 0 },
      { requested: 2, struck: trace.faults.filter(({ struckAt }) => struckAt !== undefined).length, observed: 0 },
    );
    assert.equal(
      slowdown!.observed,
      trace.faults.reduce((sum, { observed }) => sum + observed, 0),
    );
    assert.equal(trace.faults[0]!.observed, 16);
  });

  it('stands in the trace as a fact, with a label and a line to paste', () => {
    const [first] = trace.faults;
    const { struckAt, ...fact } = first!;
    assert.deepEqual(fact, {
      name: 'faults[0]',
      kind: 'slowdown',
      label: 'slower by 7ms',
      line: "{ at: 20, slowdown: 'a', by: '7ms', for: 20 },",
      at: 20_000,
      until: 40_000,
      node: 'a',
      observed: 16,
    });
    assert.equal(trace.columns.time[struckAt!], 20_000);
  });

  it('has a span and events of its own', () => {
    const spans = unpackSpans(trace.spans).filter(({ kind }) => kind === 'fault');
    assert.deepEqual(
      spans.map(({ from, to, label }) => [eventAt(trace, from).time, eventAt(trace, to).time, trace.faults[label]!.name]),
      [
        [20_000, 40_000, 'faults[0]'],
        [95_000, 96_000, 'faults[1]'],
      ],
    );
    assert.equal(eventAt(trace, spans[0]!.from).name, 'slower by 7ms');
  });

  it('is drawn by the nemesis, as lines that give the same run', () => {
    const nemesis = { slowdown: { every: 10, for: [5, 10], by: ['1ms', '9ms'], nodes: ['a', 'b'] } };
    const drawn = recordSeed(model({ nemesis, stabilisesAt: 80 }, MORE_FAULTS), 3).trace;
    assert.ok(drawn.faults.length > 3);
    assert.ok(drawn.outcome.faults['slowdown']!.observed > 0);
    for (const { kind, line } of drawn.faults) {
      assert.equal(kind, 'slowdown');
      assert.match(line, /^\{ at: '\d+(?:us|ms)', slowdown: '[ab]', by: '\d+(?:us|ms)', for: '\d+(?:us|ms)' \},$/);
    }
    const pasted = new Function(`return [${drawn.faults.map(({ line }) => line).join('\n')}]`)() as object[];
    assert.equal(runSeed(model({ faults: pasted, stabilisesAt: 80 }, MORE_FAULTS), 3).hash, drawn.outcome.hash);
  });

  it('can be added by a fork', () => {
    const plain = recordSeed(model({}, MORE_FAULTS), 1);
    const fork = plain.fork(10, { faults: [{ at: 20, slowdown: 'a', by: '7ms', for: 20 }] });
    fork.run();
    assert.equal(fork.outcome().hash, runSeed(model({}, MORE_FAULTS), 1, { faults: [{ at: 20, slowdown: 'a', by: '7ms', for: 20 }] }).hash);
    assert.notEqual(fork.outcome().hash, plain.trace.outcome.hash);
  });

  it('is refused by path where it makes no sense, and by name where the catalogue lacks it', () => {
    const refuses = (rest: object, message: RegExp, catalogue: object | undefined = MORE_FAULTS) =>
      assert.throws(() => model(rest, catalogue), message);
    refuses({ faults: [{ at: 1, slowdown: 'z', by: 1, for: 1 }] }, /faults\[0\] names the node 'z'/);
    refuses({ faults: [{ at: 1, slowdown: 'a', by: 'soon', for: 1 }] }, /The `by` of faults\[0\] is 'soon'/);
    refuses({ faults: [{ at: 1, slowdown: 'a', by: 1, for: 1, crash: 'b' }] }, /two|2 faults in one/);
    refuses({ faults: [{ at: 1, slowdown: 'a', by: 1, for: 1, call: 2 }] }, /has `call`, which it does not know/);
    refuses({ nemesis: { slowdown: { every: 10, for: 1, by: [9, 1] } } }, /The `by` of nemesis\.slowdown goes from 9 down to 1/);
    refuses({ faults }, /none of the known faults/, {});
    assert.throws(() => model({ faults }), /none of the known faults: it has `slowdown`/);
  });

  it('changes nothing of a run in which it does not occur', () => {
    const faults = [{ at: 10, crash: 'a', for: 9 }];
    assert.equal(runSeed(model({ faults }, MORE_FAULTS), 1).hash, runSeed(model({ faults }), 1).hash);
  });
});
