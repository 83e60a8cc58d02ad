import assert from 'node:assert/strict';
import type { Fault } from 'backstep';
import { RandomStream } from '../../../sim-core/base/random.ts';
import { shuffled } from '../../../sim-core/choices/shuffled.ts';
import { modelOf, RecordingUnderWay, recordSeed, runSeed } from '../../../sim-core/engine.ts';
import type { Model } from '../../../sim-core/kernel/model.ts';
import type { Recording } from '../../../sim-core/kernel/recording.ts';
import { runOf } from '../../../sim-core/kernel/run.ts';
import { Simulation } from '../../../sim-core/kernel/simulation.ts';
import { TraceRecorder } from '../../../sim-core/trace/recorder.ts';
import { definitionOf, type DrawnScenario } from './scenario.ts';
import { comparable, requireSameWorld, snapshotOf } from './snapshot.ts';

/** How much of a run is looked at. */
export interface Thoroughness {
  /** So many steps are sought. */
  readonly seeks: number;
  /** So many checkpoints are gone on from. */
  readonly resumptions: number;
}

/** A model that knows nothing yet of which handlers take time, as the first run of a process has it. */
export const freshModel = (drawn: DrawnScenario): Model => modelOf(definitionOf(drawn));

/** Executes one drawn scenario in every way there is. @throws AssertionError where two of them differ. */
export function requireOneRun(drawn: DrawnScenario, { seeks, resumptions }: Thoroughness): void {
  const { seed, options } = drawn;
  const recording = recordSeed(freshModel(drawn), seed, options);
  const { columns } = recording.trace;
  const outcome = comparable(recording.trace.outcome);
  assert.deepEqual(comparable(runSeed(freshModel(drawn), seed, options)), outcome, 'swept and recorded');
  assert.deepEqual(comparable(runSeed(freshModel(drawn), seed, options, { checks: 'all' })), outcome, 'checked in full and recorded');
  const steps = someSteps(columns.length, seeks, seed);
  const worlds = forwardWorlds(drawn, recording, steps);
  for (const step of steps)
    requireSameWorld(snapshotOf(recording.seek(step)), worlds.get(step), `The world after step ${step}, sought and forward`);
  for (const step of steps.slice(0, resumptions)) requireResumption(drawn, recording, step, worlds);
  requireSameLooks(recording, steps[0] ?? 0);
  requireSameInPortions(drawn, recording, steps[0] ?? 0);
  requirePasted(drawn, recording);
}

/** What is recorded up to a step is the beginning of the run, which goes on from there whatever has been looked at. */
function requireSameInPortions(drawn: DrawnScenario, recording: Recording, upTo: number): void {
  const { columns, outcome } = recording.trace;
  const model = freshModel(drawn);
  const underWay = new RecordingUnderWay(model, runOf(model, drawn.seed, drawn.options));
  underWay.goOnTo(upTo);
  const part = underWay.recording();
  const { length } = part.trace.columns;
  assert.deepEqual(part.trace.columns.hash, columns.hash.subarray(0, length), `the events up to step ${upTo}, in a part and as a whole`);
  for (const step of [length - 1, length >> 1].filter((one) => one >= 0 && one < length))
    assert.deepEqual(part.inspect(step), recording.inspect(step), `The look after step ${step}, in a part and as a whole`);
  underWay.goOnTo();
  assert.deepEqual(comparable(underWay.recording().trace.outcome), comparable(outcome), `recorded in portions, up to step ${upTo} first`);
  assert.equal(part.trace.columns.length, length, 'a part stays what it is');
}

/** So many steps are looked at one after the other. */
const LOOKS = 40;

/** What is seen by going on from step to step is what is seen by going to each. */
function requireSameLooks(recording: Recording, first: number): void {
  let step = first;
  for (const seen of recording.inspectFrom(first)) {
    if (step >= first + LOOKS) return;
    assert.deepEqual(seen, recording.inspect(step), `The look after step ${step}, on the way and sought`);
    step += 1;
  }
  assert.equal(step, recording.trace.columns.length, 'looked at up to the end');
}

/** Steps in random order; all, if there are no more. */
export function someSteps(count: number, most: number, seed: number): readonly number[] {
  const random = new RandomStream(seed, 'test/steps');
  return shuffled([...Array(count).keys()], random).slice(0, most);
}

/** What the world is after the turn of each of these steps, in a run from its beginning. */
function forwardWorlds(drawn: DrawnScenario, recording: Recording, steps: readonly number[]): ReadonlyMap<number, string> {
  const { columns } = recording.trace;
  const model = freshModel(drawn);
  const wanted = new Set(steps);
  const simulation = new Simulation(model, runOf(model, drawn.seed, drawn.options), { travels: true });
  const worlds = new Map<number, string>();
  for (let before = 0; simulation.step(); before = simulation.steps) {
    let text: string | undefined;
    for (let step = before; step < simulation.steps; step++) {
      assert.equal(
        simulation.stage.log.hashAfter(step)! >>> 0,
        columns.hash[step]! >>> 0,
        `the hash after step ${step}, forward and recorded`,
      );
      if (wanted.has(step)) worlds.set(step, (text ??= snapshotOf(simulation)));
    }
  }
  assert.equal(simulation.steps, columns.length, 'the number of events, forward and recorded');
  assert.deepEqual(comparable(simulation.outcome()), comparable(recording.trace.outcome), 'forward and recorded');
  return worlds;
}

/** From a checkpoint on, in a fresh simulation of a fresh model, the run is what it was. */
function requireResumption(drawn: DrawnScenario, recording: Recording, step: number, worlds: ReadonlyMap<number, string>): void {
  const { columns, outcome } = recording.trace;
  const checkpoint = recording.seek(step).save();
  const model = freshModel(drawn);
  const resumed = new Simulation(model, runOf(model, drawn.seed, drawn.options), { recorder: () => new TraceRecorder() });
  resumed.load(checkpoint);
  for (let before = resumed.steps; resumed.step(); before = resumed.steps) {
    const wanted = [...worlds.keys()].find((other) => before <= other && other < resumed.steps);
    if (wanted !== undefined)
      requireSameWorld(snapshotOf(resumed), worlds.get(wanted), `The world after step ${wanted}, resumed after step ${step} and forward`);
  }
  assert.deepEqual(comparable(resumed.outcome()), comparable(outcome), `resumed after step ${step}`);
  const again = resumed.stage.log.recorder!.columns();
  const first = checkpoint.log.steps;
  assert.equal(again.length, columns.length - first);
  assert.deepEqual(
    again.hash.subarray(0, again.length),
    columns.hash.subarray(first, columns.length),
    `the trace, resumed after step ${step}`,
  );
}

/** What the nemesis did, pasted into `faults`, is the same run. */
function requirePasted(drawn: DrawnScenario, recording: Recording): void {
  const drawnFaults = recording.trace.faults.filter(({ name }) => name.startsWith('nemesis.'));
  // Without a nemesis, a scenario of which nothing else is disturbed counts as stable from its start.
  if (drawnFaults.length === 0) return;
  const pasted = new Function(`return [${drawnFaults.map(({ line }) => line).join('\n')}]`)() as Fault[];
  const { outcome } = recording.trace;
  const again = runSeed(freshModel({ ...drawn, nemesis: {}, faults: [...drawn.faults, ...pasted] }), drawn.seed, drawn.options);
  assert.equal(again.hash, outcome.hash, 'pasted and drawn');
  const requested = Object.entries(outcome.faults).filter(([, { requested: count }]) => count > 0);
  assert.deepEqual(Object.entries(again.faults), requested, 'the accounting, pasted and drawn');
}
