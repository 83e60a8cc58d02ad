import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KIND, NONE, NO_NODE } from '../../../sim-core/trace/event.ts';
import { HappensBefore } from '../../../sim-core/trace/happens-before.ts';
import { RunModel } from '../../../webview/model/run-model.ts';
import { longTrace, panelRun, SyntheticTrace } from '../../support/synthetic-trace.ts';

/** Whether each step happens before each other one, by vector clocks, which is the definition (Mattern 1989). */
function vectorClocks(run: RunModel): (a: number, b: number) => boolean {
  const clocks: number[][] = [];
  const last: (number[] | undefined)[] = run.nodes.map(() => undefined);
  const { columns } = run;
  for (let step = 0; step < run.steps; step++) {
    const lost = columns.kind[step] === KIND.drop;
    const lane = columns.node[step] === NO_NODE || lost ? -1 : columns.node[step]!;
    const from = [lane >= 0 ? last[lane] : undefined, columns.cause[step] === NONE ? undefined : clocks[columns.cause[step]!]];
    const clock = run.nodes.map((_, node) => Math.max(0, ...from.map((one) => one?.[node] ?? 0)));
    // What is of no node is counted in a place of its own.
    clock[lane >= 0 ? lane : run.nodes.length + step] = (clock[lane] ?? 0) + 1;
    clocks.push(clock);
    if (lane >= 0) last[lane] = clock;
  }
  return (a, b) => {
    const own = columns.node[a] === NO_NODE || columns.kind[a] === KIND.drop ? run.nodes.length + a : columns.node[a]!;
    return a !== b && (clocks[b]![own] ?? 0) >= clocks[a]![own]!;
  };
}

describe('the causal past and future of an event', () => {
  it('are those of vector clocks, for every pair of events', () => {
    const run = new RunModel(panelRun(longTrace(400).trace()));
    const happensBefore = vectorClocks(run);
    for (let step = 0; step < run.steps; step += 7) {
      const causality = new HappensBefore(run.columns, step);
      for (let other = 0; other < run.steps; other++) {
        const wanted = other === step ? 'self' : happensBefore(other, step) ? 'past' : happensBefore(step, other) ? 'future' : 'concurrent';
        assert.equal(causality.at(other), wanted, `step ${other} to step ${step}`);
      }
    }
  });

  it('are not those of a node that a message never reached', () => {
    const trace = new SyntheticTrace(['a', 'b']).start('a', 'b');
    const send = trace.send('a', 'b', 'ping');
    const lost = trace.drop(send, 'lost');
    const after = trace.event('timer', { node: 'b', name: 'tick' });
    const causality = new HappensBefore(new RunModel(panelRun(trace.trace())).columns, send);
    assert.deepEqual([causality.at(lost), causality.at(after)], ['future', 'concurrent']);
    assert.deepEqual(causality.counts, { past: 1, self: 1, future: 1, concurrent: 2 });
  });
});
