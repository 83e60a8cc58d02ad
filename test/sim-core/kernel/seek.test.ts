import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modelOf, recordSeed, runSeed } from '../../../sim-core/engine.ts';
import { KIND } from '../../../sim-core/trace/event.ts';
import { planRun, startingOver } from '../../../sim-core/kernel/run.ts';
import { RandomStream } from '../../../sim-core/base/random.ts';
import { Simulation } from '../../../sim-core/kernel/simulation.ts';
import { TraceRecorder } from '../../../sim-core/trace/recorder.ts';
import { stress } from '../stress.ts';

const model = modelOf(stress);
const SEEDS = [1, 2, 3];

/** The hash of the whole world after each step of the original run. */
function originalWorlds(seed: number): string[] {
  return startingOver(() => {
    const plan = planRun(model, seed).faults;
    const simulation = new Simulation(model, seed, { byzantine: {}, plan, recorder: new TraceRecorder(), sharesPayloads: true, singleSteps: true });
    const worlds: string[] = [];
    while (simulation.step()) worlds.push(simulation.worldHash());
    return worlds;
  });
}

function shuffledSteps(count: number, seed: number): number[] {
  const random = new RandomStream(seed, 'test/order');
  const steps = Array.from({ length: count }, (_, step) => step);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [steps[last], steps[other]] = [steps[other]!, steps[last]!];
  }
  return steps;
}

describe('seeking', () => {
  for (const seed of SEEDS) {
    it(`finds the world of the original run at every step of seed ${seed}, in random order`, () => {
      const worlds = originalWorlds(seed);
      const recording = recordSeed(model, seed);
      assert.equal(recording.trace.columns.length, worlds.length);
      assert.ok(worlds.length > 1_000, `only ${worlds.length} steps`);
      for (const step of shuffledSteps(worlds.length, seed)) {
        assert.equal(recording.seek(step).worldHash(), worlds[step], `the world differs at step ${step}`);
      }
    });
  }

  it('tells two different worlds apart', () => {
    const worlds = originalWorlds(1);
    assert.equal(new Set(worlds).size, worlds.length);
  });

  it('goes on from any point with the trace of the original run', () => {
    const seed = 4;
    const plan = planRun(model, seed);
    const recording = recordSeed(model, seed);
    const { columns, outcome } = recording.trace;
    for (const step of shuffledSteps(columns.length, 9).slice(0, 40)) {
      const checkpoint = recording.seek(step).save();
      const recorder = new TraceRecorder();
      const simulation = new Simulation(model, seed, { byzantine: {}, plan: plan.faults, recorder, sharesPayloads: true, singleSteps: true });
      simulation.history.follow(recording.seek(step).history);
      simulation.load(checkpoint);
      simulation.run();
      assert.equal(simulation.outcome().hash, outcome.hash);
      assert.deepEqual(simulation.outcome().properties, outcome.properties);
      const again = recorder.columns();
      assert.equal(again.length, columns.length - step - 1);
      assert.deepEqual(again.hash.subarray(0, again.length), columns.hash.subarray(step + 1, columns.length));
    }
  });

  it('refuses a step that the run does not have', () => {
    const recording = recordSeed(model, 1);
    assert.throws(() => recording.seek(-1), /There is no step -1/);
    assert.throws(() => recording.seek(recording.trace.columns.length), /There is no step/);
    assert.throws(() => recording.seek(0.5), /There is no step 0.5/);
  });

  it('shows what a step changed', () => {
    const recording = recordSeed(model, 1);
    const changes = Array.from({ length: recording.trace.columns.length }, (_, step) => recording.inspect(step))
      .flatMap(({ nodes }) => nodes.flatMap(({ changed }) => changed));
    assert.ok(changes.includes('next'));
    assert.ok(changes.some((path) => /^heard\.w\d$/.test(path)));
  });
});

describe('looking at a step', () => {
  it('tells a node that has not started from one that has crashed, and shows no memory of either', () => {
    const recording = recordSeed(model, 1);
    const nodesAt = (step: number) => recording.inspect(step).nodes.map(({ name, status, state }) => ({ name, status, hasState: state !== undefined }));
    assert.deepEqual(nodesAt(0)[3], { name: 'd', status: 'unstarted', hasState: false });
    const { columns } = recording.trace;
    const crash = columns.kind.indexOf(KIND.crash);
    assert.ok(crash > 0);
    const crashed = nodesAt(crash)[columns.node[crash]!]!;
    assert.deepEqual({ ...crashed, name: '' }, { name: '', status: 'crashed', hasState: false });
  });
});

describe('recording', () => {
  it('gives the same outcome as a run that keeps no trace', () => {
    for (let seed = 0; seed < 30; seed++) {
      assert.deepEqual(recordSeed(model, seed).trace.outcome, runSeed(model, seed));
    }
  });

  it('gives the same columns and values each time', () => {
    const [one, two] = [recordSeed(model, 7).trace, recordSeed(modelOf(stress), 7).trace];
    assert.deepEqual(one.columns, two.columns);
    assert.deepEqual(one.values, two.values);
    assert.deepEqual(one.strings, two.strings);
  });

  it('is not changed by a receiver that changes its message', () => {
    const { trace } = recordSeed(model, 7);
    const sent = trace.values.filter((value) => (value as { type?: string }).type === 'rumour') as { words: { hops: number[] } }[];
    assert.ok(sent.length > 10);
    assert.ok(sent.some(({ words }) => words.hops.length === 0), 'every rumour was changed after it was sent');
  });
});

describe('the timeline', () => {
  it('of the nemesis, pasted into faults, gives the same run', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { timeline, trace } = recordSeed(model, seed);
      const faults = new Function(`return [${timeline}]`)() as NonNullable<typeof stress.scenario.faults>;
      const { nemesis: _nemesis, ...rest } = stress.scenario;
      const pasted = modelOf({ kind: 'backstep.scenario', scenario: { ...rest, faults } });
      const again = runSeed(pasted, seed);
      assert.equal(again.hash, trace.outcome.hash);
      // The nemesis also accounts for kinds that it never drew.
      const drawn = Object.entries(trace.outcome.faults).filter(([, { requested }]) => requested > 0);
      assert.deepEqual(Object.entries(again.faults), drawn);
    }
  });
});
