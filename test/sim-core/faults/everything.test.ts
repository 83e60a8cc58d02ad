import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everything, node, type Scenario } from 'backstep';
import { modelOf, runSeed, ScenarioError } from '../../../sim-core/engine.ts';
import { explicitModel, faultsOf } from '../../../sim-core/kernel/explicit.ts';
import { planRun, runOf } from '../../../sim-core/kernel/run.ts';

const idle = node()({ init: () => ({}), on: {} });

function definition(rest: Partial<Omit<Scenario, 'nodes'>> = {}, nodes: readonly string[] = ['a', 'b', 'c']): unknown {
  return {
    kind: 'backstep.scenario',
    scenario: {
      name: 'everything',
      nodes: Object.fromEntries(nodes.map((name) => [name, idle])),
      nemesis: everything(),
      duration: '30s',
      stabilisesAt: '20s',
      properties: [],
      ...rest,
    },
  };
}

const kindsOf = (definition: unknown): string[] => modelOf(definition).nemesis.map(({ kind }) => kind);

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

describe('a nemesis of everything', () => {
  it('has the kinds that make sense for the scenario', () => {
    const always = ['crash', 'pause', 'stall', 'partition', 'clog', 'swizzle', 'loss', 'burstLoss', 'corrupt', 'duplicate', 'delay'];
    const kinds = kindsOf(definition());
    for (const kind of always) assert.ok(kinds.includes(kind), kind);
    assert.ok(!kindsOf(definition()).some((kind) => ['reorder', 'clock', 'drift', 'falseInterval'].includes(kind)));
    assert.ok(kindsOf(definition({ network: { reorder: 0 } })).includes('reorder'), 'where links keep their order');
    assert.ok(['clock', 'drift'].every((kind) => kindsOf(definition({ clocks: { offset: '1s', drift: 100 } })).includes(kind)));
    assert.ok(!kindsOf(definition({}, ['a'])).includes('partition'), 'one node has no links');
  });

  it('draws of all of them over the seeds, and the more the higher its intensity', () => {
    const drawn = (intensity: number): number => {
      const model = modelOf(definition({ nemesis: everything({ intensity }) }));
      const faults = SEEDS.flatMap((seed) => faultsOf(model, seed));
      if (intensity === 1)
        for (const kind of kindsOf(definition()))
          assert.ok(
            faults.some((fault) => kind in fault),
            kind,
          );
      return faults.length / SEEDS.length;
    };
    const [few, usual, many] = [drawn(0.25), drawn(1), drawn(4)];
    // A quiet half of the run is left out.
    assert.ok(usual > 8 && usual < 18, `${usual} a run`);
    assert.ok(few < usual / 2 && many > usual * 2, `${few}, ${usual} and ${many}`);
  });

  it('rests from time to time, with nothing broken meanwhile', () => {
    const model = modelOf(definition({ nemesis: everything({ intensity: 10 }) }));
    const rests = SEEDS.map((seed) => {
      let [broken, longest] = [0, 0];
      for (const { at, until } of planRun(model, runOf(model, seed)).faults) {
        longest = Math.max(longest, at - broken);
        broken = Math.max(broken, until === Infinity ? at : until);
      }
      return Math.max(longest, 20_000_000 - broken);
    });
    // So many faults without rest would leave a second at most.
    assert.ok(rests.filter((rest) => rest > 1_000_000).length > SEEDS.length * 0.8);
  });

  it('can be cut short by a rest just after it began', () => {
    // So short a run, and so many rests, that some of them come within microseconds.
    const model = modelOf(definition({ nemesis: everything({ intensity: 10 }), duration: '2ms', stabilisesAt: '2ms' }));
    for (let seed = 0; seed < 500; seed++) assert.doesNotThrow(() => planRun(model, runOf(model, seed)), `seed ${seed}`);
  });

  it('can be pasted like any other', () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const again = runSeed(explicitModel(definition(), { faults: faultsOf(modelOf(definition()), seed) }), seed);
      assert.equal(again.hash, runSeed(modelOf(definition()), seed).hash);
    }
  });

  it('leaves out a kind that is switched off, and takes one that is written beside it', () => {
    const kinds = kindsOf(definition({ nemesis: { ...everything(), crash: undefined, leapSecond: { every: '5s' } } as never }));
    assert.ok(!kinds.includes('crash') && kinds.includes('leapSecond') && kinds.includes('pause'));
  });

  it('strikes only the nodes that it is told, if any', () => {
    const model = modelOf(definition({ nemesis: everything({ nodes: ['a'] }) }));
    const struck = SEEDS.flatMap((seed) =>
      planRun(model, runOf(model, seed)).faults.flatMap(({ node: index }) => (index === undefined ? [] : [index])),
    );
    assert.deepEqual([...new Set(struck)], [0]);
  });

  it('is refused with an intensity that is none', () => {
    const refused = (nemesis: unknown, message: RegExp): void =>
      assert.throws(
        () => modelOf(definition({ nemesis: nemesis as never })),
        (error) => error instanceof ScenarioError && message.test(error.message),
      );
    refused(everything({ intensity: 0 }), /The `intensity` of nemesis\.everything is 0/);
    refused(everything({ intensty: 1 } as never), /nemesis\.everything has `intensty`/);
    refused(everything({ nodes: ['x'] }), /names the node 'x', which does not exist/);
    refused({ everything: 3 }, /nemesis\.everything is 3/);
  });
});
