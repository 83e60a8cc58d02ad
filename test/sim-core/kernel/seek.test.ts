import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modelOf, recordSeed, runOf, runSeed, SeekDiffers } from '../../../sim-core/engine.ts';
import { KIND } from '../../../sim-core/trace/event.ts';
import { Simulation } from '../../../sim-core/kernel/simulation.ts';
import { RandomStream } from '../../../sim-core/base/random.ts';
import { shuffled } from '../../../sim-core/choices/shuffled.ts';
import { node } from 'backstep';
import { stress } from '../stress.ts';

const model = modelOf(stress);
const SEEDS = [1, 2, 3];

/** The fingerprint of the whole world after the turn of each step, as a run that is not recorded has it. */
function originalWorlds(seed: number): string[] {
  const simulation = new Simulation(modelOf(stress), runOf(model, seed));
  const worlds: string[] = [];
  while (simulation.step()) {
    const world = simulation.fingerprint();
    while (worlds.length < simulation.steps) worlds.push(world);
  }
  return worlds;
}

function shuffledSteps(count: number, seed: number): number[] {
  const random = new RandomStream(seed, 'test/order');
  return shuffled([...Array(count).keys()], random);
}

describe('seeking', () => {
  for (const seed of SEEDS) {
    it(`finds the world of the original run at every step of seed ${seed}, in random order`, () => {
      const worlds = originalWorlds(seed);
      const recording = recordSeed(model, seed);
      assert.equal(recording.trace.columns.length, worlds.length);
      assert.ok(worlds.length > 1_000, `only ${worlds.length} steps`);
      for (const step of shuffledSteps(worlds.length, seed).slice(0, 1_000)) {
        assert.equal(recording.seek(step).fingerprint(), worlds[step], `the world differs at step ${step}`);
      }
    });
  }

  it('tells the worlds of different turns apart', () => {
    const recording = recordSeed(model, 1);
    const turns = new Set<number>();
    const worlds = new Set<string>();
    for (let step = 0; step < recording.trace.columns.length; step++) {
      const world = recording.seek(step);
      turns.add(world.steps);
      worlds.add(world.fingerprint());
    }
    assert.equal(worlds.size, turns.size);
  });

  it('goes on from any point with the trace of the original run', () => {
    const seed = 4;
    const recording = recordSeed(model, seed);
    const { columns, outcome } = recording.trace;
    for (const step of shuffledSteps(columns.length, 9).slice(0, 40)) {
      const simulation = new Simulation(model, runOf(model, seed), { travels: true });
      simulation.load(recording.seek(step).save());
      while (simulation.step()) {
        const last = simulation.steps - 1;
        assert.equal(simulation.stage.log.hashAfter(last)! >>> 0, columns.hash[last]);
      }
      assert.equal(simulation.steps, columns.length);
      assert.deepEqual(simulation.outcome(), outcome);
    }
  });

  it('refuses a step that the run does not have', () => {
    const recording = recordSeed(model, 1);
    assert.throws(() => recording.seek(-1), /There is no step -1/);
    assert.throws(() => recording.seek(recording.trace.columns.length), /There is no step/);
    assert.throws(() => recording.seek(0.5), /There is no step 0.5/);
  });

  it('says so when the run goes elsewhere, and can be asked again', () => {
    let calls = 0;
    const forgetful = node()({
      init(self) {
        self.setTimer('tick', 1);
        return { n: 0 };
      },
      on: {},
      timers: {
        tick(_state, self) {
          // What outlives the run makes another run of it: exactly what must be noticed.
          calls += 1;
          self.log(`call ${calls}`);
          self.setTimer('tick', 1);
        },
      },
    });
    const recording = recordSeed(
      modelOf({ kind: 'backstep.scenario', scenario: { name: 's', nodes: { a: forgetful }, duration: '50ms', properties: [] } }),
      1,
    );
    assert.throws(() => recording.seek(20), SeekDiffers);
    assert.throws(() => recording.seek(20), /Going to step 20 of seed 1 led to another event/);
    assert.equal(recording.seek(0).steps, 1);
  });

  it('shows what a step changed', () => {
    const recording = recordSeed(model, 1);
    const changes = Array.from({ length: recording.trace.columns.length }, (_, step) => recording.inspect(step)).flatMap(({ nodes }) =>
      nodes.flatMap(({ changed }) => changed),
    );
    assert.ok(changes.includes('next'));
    assert.ok(changes.some((path) => /^heard\.w\d$/.test(path)));
  });
});

describe('looking at a step', () => {
  it('tells a node that has not started from one that has crashed, and shows no memory of either', () => {
    const recording = recordSeed(model, 1);
    const nodesAt = (step: number) =>
      recording.inspect(step).nodes.map(({ name, status, state }) => ({ name, status, hasState: state !== undefined }));
    assert.deepEqual(nodesAt(0)[3], { name: 'd', status: 'unstarted', hasState: false });
    const { columns } = recording.trace;
    const crash = columns.kind.indexOf(KIND.crash);
    assert.ok(crash > 0);
    const crashed = nodesAt(crash)[columns.node[crash]!]!;
    assert.deepEqual({ ...crashed, name: '' }, { name: '', status: 'down', hasState: false });
  });
});

describe('recording', () => {
  it('gives the same outcome as a run that keeps no trace', () => {
    for (let seed = 0; seed < 30; seed++) {
      assert.deepEqual(recordSeed(model, seed).trace.outcome, runSeed(model, seed));
    }
  });

  it('gives the same outcome whatever ran before it, and when everything is checked', () => {
    for (const seed of [5, 6, 7]) {
      assert.deepEqual(runSeed(modelOf(stress), seed), runSeed(model, seed));
      assert.deepEqual(runSeed(modelOf(stress), seed, {}, { checks: 'all' }), runSeed(model, seed));
    }
  });

  it('gives the same columns and values each time', () => {
    const [one, two] = [recordSeed(model, 7).trace, recordSeed(modelOf(stress), 7).trace];
    assert.deepEqual(one.columns, two.columns);
    assert.deepEqual(one.values, two.values);
    assert.deepEqual(one.strings, two.strings);
    assert.deepEqual(one.spans, two.spans);
    assert.deepEqual(one.faults, two.faults);
  });

  it('is not changed by a receiver that changes its message', () => {
    const { trace } = recordSeed(model, 7);
    const sent = trace.values.slice().filter((value) => (value as { type?: string }).type === 'rumour') as { words: { hops: number[] } }[];
    assert.ok(sent.length > 10);
    assert.ok(
      sent.some(({ words }) => words.hops.length === 0),
      'every rumour was changed after it was sent',
    );
  });
});

describe('the timeline', () => {
  it('of the nemesis, pasted into faults, gives the same run', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { trace } = recordSeed(model, seed);
      const faults = new Function(`return [${trace.faults.map(({ line }) => line).join('\n')}]`)() as NonNullable<
        typeof stress.scenario.faults
      >;
      const { nemesis: _nemesis, ...rest } = stress.scenario;
      const again = runSeed(modelOf({ kind: 'backstep.scenario', scenario: { ...rest, faults } }), seed);
      assert.equal(again.hash, trace.outcome.hash);
      // The nemesis also accounts for kinds that it never drew.
      const drawn = Object.entries(trace.outcome.faults).filter(([, { requested }]) => requested > 0);
      assert.deepEqual(Object.entries(again.faults), drawn);
    }
  });
});
