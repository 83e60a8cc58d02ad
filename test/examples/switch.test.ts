import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modelOf, recordSeed } from '../../sim-core/engine.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import backPressure from '../../examples/switch/back-pressure.ts';
import circuits from '../../examples/switch/circuits.ts';
import funnel from '../../examples/switch/funnel.ts';
import { describePair } from '../support/pair.ts';

const funnelBreaks = {
  broken: funnel,
  property: 'thePacketsFindRoomInTheSwitch',
  because: /^The buffer in front of core>sink was full when a packet came to the switch\.$/,
};

describePair({ ...funnelBreaks, cured: backPressure, sometimes: 'aSourceWaitsForAnAllowance' });
describePair({ ...funnelBreaks, cured: circuits, sometimes: 'aCircuitStandsIdleWhileAnotherSourceWaits' });

describe('the three ways through a switch', () => {
  /** How long the packets of source 1 are under way in a run on average, in microseconds, and how many a second arrive while it sends a file. */
  function measured(definition: unknown, seed: number): { delay: number; rate: number } {
    const { trace } = recordSeed(modelOf(definition), seed);
    let [count, delays, sending] = [0, 0, 0];
    let last = 0;
    for (let step = 0; step < trace.columns.length; step++) {
      const { kind, name, time, cause, peer } = eventAt(trace, step);
      if (kind !== 'deliver' || name !== 'packet' || peer !== 'source1') continue;
      count += 1;
      delays += time - eventAt(trace, cause!).time;
      // What is further apart belongs to another file.
      if (time - last < 100) sending += time - last;
      last = time;
    }
    return { delay: delays / count, rate: (count / sending) * 1e6 };
  }

  const SEEDS = [1, 2, 3, 4, 5, 6];
  const mean = (definition: unknown, of: 'delay' | 'rate'): number => {
    const still = { kind: 'backstep.scenario', scenario: { ...(definition as typeof funnel).scenario, nemesis: {}, stabilisesAt: 0 } };
    return SEEDS.reduce((sum, seed) => sum + measured(still, seed)[of], 0) / SEEDS.length;
  };

  it('differ in how long packets queue in the switch', () => {
    const [queued, allowed, reserved] = [funnel, backPressure, circuits].map((definition) => mean(definition, 'delay')) as [
      number,
      number,
      number,
    ];
    assert.ok(queued > 50, `${queued} µs in the funnel`);
    // At most the packets of five sources, which take 1.2 µs each.
    assert.ok(allowed < 5 * 8 * 1.2, `${allowed} µs with back-pressure`);
    // Its own time on a line of 2 Gbit/s, and the latency.
    assert.ok(reserved < 6 + 3 + 1.5, `${reserved} µs on a circuit`);
  });

  it('differ in what they make of the line: a circuit is never faster than what is reserved for it', () => {
    const [shared, reserved] = [mean(backPressure, 'rate'), mean(circuits, 'rate')];
    // 2 Gbit/s of 12,000 bits each.
    assert.ok(reserved > 150_000 && reserved < 170_000, `${reserved} packets a second on a circuit`);
    assert.ok(shared > 2 * reserved, `${shared} packets a second with back-pressure`);
  });
});
