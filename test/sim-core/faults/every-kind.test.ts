import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fault, Nemesis, Scenario } from 'backstep';
import { faultLines } from '../../../runner/report/fault-lines.ts';
import { modelOf, recordSeed, runSeed } from '../../../sim-core/engine.ts';
import { FAULTS } from '../../../sim-core/faults/catalogue.ts';
import { around, sender, struckBy } from './every-kind.ts';

type Kind = keyof typeof FAULTS;

const KINDS = Object.keys(FAULTS) as Kind[];
const plain = (_style: unknown, text: string): string => text;

/** What a strike says besides how often and how long, for those kinds that demand it. */
const OPTIONS: Partial<Record<Kind, object>> = {
  loss: { probability: 0.5 },
  burstLoss: { mean: 0.5, length: 2 },
  corrupt: { probability: 0.5 },
  duplicate: { probability: 0.5 },
  reorder: { probability: 1 },
  delay: { by: '20ms' },
  clock: { by: '1s' },
  drift: { ppm: 500 },
  clockStrobe: { by: '1s' },
  clockJitter: { by: '1s' },
  falseInterval: { by: '1s' },
  slow: { cpu: 10 },
  upgrade: { to: 'v2' },
};
/** What begins again what was stopped is no kind of its own to a nemesis, and memory is overwritten by who tries what would have been. */
const UNDRAWN: readonly Kind[] = ['restart', 'heal', 'memory'];

function drawing(kind: Kind, more: Partial<Scenario> = {}): unknown {
  const { rest, b } = around(kind);
  const lasts = FAULTS[kind].nemesis?.lasts ? { for: ['5ms', '40ms'] } : {};
  // A write is torn where a crash cuts it off.
  const besides = kind === 'tornWrites' ? { crash: { every: '40ms', for: '1ms', nodes: ['b'] } } : {};
  const nemesis = { [kind]: { every: '30ms', ...lasts, ...OPTIONS[kind] }, ...besides } as Nemesis;
  const scenario = {
    name: 'drawn',
    nodes: { a: sender, b },
    versions: { v2: {} },
    duration: '500ms',
    properties: [],
    nemesis,
    ...rest,
    ...more,
  };
  const network = { latency: { min: '1ms', max: '15ms' }, reorder: kind === 'reorder' ? 0 : 1 };
  return { kind: 'backstep.scenario', scenario: { ...scenario, network } };
}

describe('every kind of fault', () => {
  it('is drawn by a nemesis, but for those that are the end of another', () => {
    assert.deepEqual(
      KINDS.filter((kind) => !FAULTS[kind].nemesis),
      UNDRAWN,
    );
  });

  for (const kind of KINDS) {
    it(`that is a ${kind} is told in the report of a run, and by its own words in the trace`, () => {
      const { outcome, recording } = struckBy(kind);
      const { requested, struck, observed } = outcome.faults[kind]!;
      const report = faultLines(outcome.faults, plain).join('\n');
      assert.ok(report.includes(`${kind} ${requested}/${struck}/${observed}`), report);
      const fact = recording.trace.faults.find((fault) => fault.kind === kind)!;
      assert.ok(fact.line.includes(`${kind}:`) && fact.struckAt !== undefined, fact.line);
    });

    if (UNDRAWN.includes(kind)) continue;
    it(`that is a ${kind} strikes when a nemesis draws it, and is the same run when what it drew is pasted`, () => {
      const model = modelOf(drawing(kind));
      const seed = Array.from({ length: 40 }, (_, each) => each).find((each) => runSeed(model, each).faults[kind]!.struck > 1);
      assert.ok(seed !== undefined, 'it struck twice in none of 40 seeds');
      const { trace } = recordSeed(model, seed);
      const faults = trace.faults.map(({ line }) => new Function(`return ${line.slice(0, -1)}`)() as Fault);
      const pasted = runSeed(modelOf(drawing(kind, { nemesis: {}, faults, stabilisesAt: '1h' })), seed);
      assert.deepEqual([pasted.events, pasted.faults], [trace.outcome.events, trace.outcome.faults]);
    });
  }
});
