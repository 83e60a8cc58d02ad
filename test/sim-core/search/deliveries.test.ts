import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import zombie from '../../../examples/leases/zombie.ts';
import { modelOf, recordSeed } from '../../../sim-core/engine.ts';
import { deliveriesAmong } from '../../../sim-core/search/deliveries.ts';
import { causalPast } from '../../../sim-core/trace/happens-before.ts';
import { eventAt, type Trace } from '../../../sim-core/trace/trace.ts';

const { trace } = recordSeed(modelOf(zombie), 0);

/** For each event all that happened before it, by the definition: vector clocks as sets. */
function pastsOf(recorded: Trace): readonly ReadonlySet<number>[] {
  const pasts: Set<number>[] = [];
  const latest = new Map<string, number>();
  for (let step = 0; step < recorded.columns.length; step++) {
    const { node, kind, cause } = eventAt(recorded, step);
    const own = kind === 'drop' || node === undefined ? undefined : node;
    const before = own === undefined ? undefined : latest.get(own);
    pasts.push(new Set([step, ...(before === undefined ? [] : pasts[before]!), ...(cause === undefined ? [] : pasts[cause]!)]));
    if (own !== undefined) latest.set(own, step);
  }
  return pasts;
}

describe('the causal past of an event', () => {
  it('is all that happened before it, and nothing else', () => {
    const pasts = pastsOf(trace);
    for (const [step, past] of pasts.entries())
      assert.deepEqual(
        causalPast(trace.columns, step),
        [...past].sort((a, b) => a - b),
      );
  });

  it('names the messages in it as a run can lose them', () => {
    const last = trace.columns.length - 1;
    const all = deliveriesAmong(
      trace,
      Array.from({ length: last + 1 }, (_, step) => step),
    );
    const [first] = all;
    assert.equal(first!.message, 'client1>lock#0');
    const { kind, node, peer } = eventAt(trace, first!.sent);
    assert.deepEqual([kind, node, peer], ['send', 'client1', 'lock']);
    const lost = recordSeed(modelOf(zombie), 0, { drops: [first!.message] }).trace;
    assert.equal(eventAt(lost, first!.sent + 1).kind, 'drop');
  });
});
