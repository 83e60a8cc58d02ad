import assert from 'node:assert/strict';
import type { ByzantineBehaviour, Fault } from 'backstep';
import fc from 'fast-check';
import type { WrittenFault } from '../../../sim-core/faults/planned-fault.ts';
import { recordSeed, runSeed } from '../../../sim-core/engine.ts';
import type { MessageChange } from '../../../sim-core/kernel/message-changes.ts';
import type { Model } from '../../../sim-core/kernel/model.ts';
import type { Recording } from '../../../sim-core/kernel/recording.ts';
import { runOf, type RunOptions } from '../../../sim-core/kernel/run.ts';
import { Simulation } from '../../../sim-core/kernel/simulation.ts';
import { behaviour, drawnFault, drawnSite } from './scenario.ts';
import { packColumns } from '../../../sim-core/trace/columns.ts';
import { comparable, requireSameWorld, snapshotOf } from './snapshot.ts';
import { someSteps } from './executions.ts';

/** What a fork after `step` is to be compared with: the same run from its beginning, on a model that knows nothing yet. */
export interface Fork {
  readonly recording: Recording;
  readonly step: number;
  readonly changes: RunOptions;
  readonly fresh: () => Model;
}

/** @throws AssertionError when a fork is another run than the one with the same changes from its beginning. */
export function requireForkIsRun({ recording, step, changes, fresh }: Fork): void {
  const what = `forked after step ${step} with ${JSON.stringify(changes)}`;
  const fork = recording.fork(step, changes);
  fork.run();
  const model = fresh();
  const run = runOf(model, recording.run.seed, { ...recording.run, ...changes });
  const whole = new Simulation(model, run, { travels: true });
  whole.run();
  const outcome = comparable(whole.outcome());
  assert.deepEqual(comparable(fork.outcome()), outcome, what);
  assert.equal(fork.fingerprint(), whole.fingerprint(), `the fingerprint, ${what}`);
  assert.equal(runSeed(fresh(), recording.run.seed, { ...recording.run, ...changes }).hash, outcome.hash, `swept, ${what}`);
  requireSameRecording({ recording, step, changes, fresh }, what);
}

/** What is recorded beside another run is what is recorded from the beginning, though only what differs was executed. */
function requireSameRecording({ recording, step, changes, fresh }: Fork, what: string): void {
  const { model } = recording.seek(step).stage;
  const options = { ...recording.run, ...changes };
  const beside = recordSeed(model, recording.run.seed, options, { beside: recording, interval: INTERVAL });
  const whole = recordSeed(fresh(), recording.run.seed, options, { interval: INTERVAL });
  assert.ok(beside.shared >= Math.max(0, step - 2 * INTERVAL), `only ${beside.shared} events were shared, ${what}`);
  const [ours, theirs] = [beside, whole].map(({ trace: { columns, outcome, ...trace } }) => ({
    ...trace,
    outcome: comparable(outcome),
    columns: new Uint8Array(packColumns(columns)),
  }));
  assert.deepEqual(ours, theirs, `recorded beside the run, ${what}`);
  for (const at of someSteps(beside.trace.columns.length, 3, step))
    requireSameWorld(snapshotOf(beside.seek(at)), snapshotOf(whole.seek(at)), `Step ${at} of what was recorded beside the run, ${what}`);
}

/** So many events lie between checkpoints in short runs, of which much is to be shared all the same. */
export const INTERVAL = 8;

/** A change as it was drawn, before it is known where the run stands. */
export interface DrawnChange {
  readonly fault: Fault | undefined;
  readonly drop: { readonly from: number; readonly to: number; readonly ahead: number } | undefined;
  readonly message: { readonly from: number; readonly to: number; readonly ahead: number; readonly change: MessageChange } | undefined;
  readonly lie: { readonly node: number; readonly behaviour: ByzantineBehaviour; readonly ahead: number } | undefined;
  readonly draw: { readonly site: string; readonly ahead: number; readonly gives: number } | undefined;
}

const messageChange: fc.Arbitrary<MessageChange> = fc.record(
  {
    delay: fc.nat(40),
    overtaken: fc.constant(true),
    duplicate: fc.constant(true),
    value: fc.constant({ n: 7 }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** `set` names fields that the state of every node has, for faults of memory; there are none, if absent. */
export function drawnChange(names: readonly string[], set?: Readonly<Record<string, unknown>>): fc.Arbitrary<DrawnChange> {
  const index = fc.nat(names.length - 1);
  const ahead = fc.nat(3);
  const nothing = fc.record({
    fault: fc.constant(undefined),
    drop: fc.constant(undefined),
    message: fc.constant(undefined),
    lie: fc.constant(undefined),
    draw: fc.constant(undefined),
  });
  const one = <Key extends keyof DrawnChange>(key: Key, arbitrary: fc.Arbitrary<DrawnChange[Key]>): fc.Arbitrary<DrawnChange> =>
    fc.tuple(nothing, arbitrary).map(([rest, value]) => ({ ...rest, [key]: value }));
  return fc.oneof(
    { weight: 4, arbitrary: one('fault', drawnFault(names)) },
    ...(set
      ? [{ weight: 1, arbitrary: one('fault', fc.record({ at: fc.nat(10), memory: fc.constantFrom(...names), set: fc.constant(set) })) }]
      : []),
    { weight: 1, arbitrary: one('drop', fc.record({ from: index, to: index, ahead })) },
    { weight: 2, arbitrary: one('message', fc.record({ from: index, to: index, ahead, change: messageChange })) },
    { weight: 1, arbitrary: one('lie', fc.record({ node: index, behaviour, ahead })) },
    { weight: 1, arbitrary: one('draw', fc.record({ site: drawnSite(names), ahead, gives: fc.constantFrom(0, 0.5, 0.999) })) },
  );
}

/** The change put where the run has not been yet; `scale` makes its lengths those of the scenario. */
export function changeAhead(simulation: Simulation, { fault, drop, message, lie, draw }: DrawnChange, scale = 1): RunOptions {
  const { stage } = simulation;
  const names = stage.model.names;
  if (fault)
    return {
      faults: [{ ...scaled(fault, scale), at: Math.floor(simulation.time / 1_000) + 1 + (Number(fault.at) % 10) * scale } as WrittenFault],
    };
  const ahead = ({ from, to, ahead: further }: NonNullable<DrawnChange['drop']>): string =>
    `${names[from]}>${names[to]}#${stage.network.link(from, to).sent + further}`;
  if (drop) return { drops: [ahead(drop)] };
  if (message) return { messages: { [ahead(message)]: message.change } };
  if (lie) return { lies: [{ node: names[lie.node]!, behaviour: lie.behaviour, after: simulation.steps - 1 + lie.ahead * 5 }] };
  if (!draw) return {};
  const drawn = stage.choices.isUsed(draw.site) ? stage.choices.stream(draw.site).drawn : 0;
  return { choices: { [draw.site]: { [drawn + draw.ahead]: draw.gives } } };
}

function scaled(fault: Fault, scale: number): Record<string, unknown> {
  const lengths = ['for', 'delay', 'forward', 'backward'];
  return Object.fromEntries(
    Object.entries(fault).map(([key, value]) => [key, lengths.includes(key) && typeof value === 'number' ? value * scale : value]),
  );
}
