import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, type Fault, type Scenario } from 'backstep';
import { explicitModel, faultsOf } from '../../../sim-core/kernel/explicit.ts';
import { modelOf, recordSeed, runSeed, ScenarioError } from '../../../sim-core/engine.ts';
import { labelOf } from '../../../sim-core/trace/label.ts';
import { eventAt } from '../../../sim-core/trace/trace.ts';
import { tell } from '../story.ts';

type Beat = { type: 'beat' };

/** Beats to all others each 10 ms, and counts whom it hears. */
const peer = node<Beat, Beat>()({
  init(self) {
    self.setTimer('beat', '10ms');
    return { heard: {} as Record<string, number> };
  },
  on: {
    beat(state, _message, _self, from) {
      state.heard[from] = (state.heard[from] ?? 0) + 1;
    },
  },
  timers: {
    beat(_state, self) {
      for (const other of self.peers) self.send(other, { type: 'beat' });
      self.setTimer('beat', '10ms');
    },
  },
});

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
const cluster = Object.fromEntries(NAMES.map((name) => [name, peer]));

const nemesis = {
  crash: { every: '60ms', for: ['10ms', '50ms'] },
  pause: { every: '60ms', for: 'ever' },
  partition: { every: '40ms', for: ['10ms', '60ms'] },
  clog: { every: '60ms', for: ['10ms', '50ms'] },
  loss: { every: '80ms', for: ['10ms', '50ms'], probability: 0.5 },
} as const;

/** Whether everybody in the core is up and has been heard by everybody in it. */
const coreTalks = liveness({ within: '100ms' })(function coreTalks({
  nodes,
  core,
  isUp,
}: {
  nodes: Record<string, { heard: Record<string, number> }>;
  core: readonly string[];
  isUp: (name: string) => boolean;
}) {
  return core.every((one) => isUp(one) && core.every((other) => one === other || (nodes[one]!.heard[other] ?? 0) > 0));
});

function definition(rest: Partial<Omit<Scenario, 'nodes'>> = {}): unknown {
  return {
    kind: 'backstep.scenario',
    scenario: {
      name: 'core',
      nodes: cluster,
      network: { latency: '1ms' },
      nemesis,
      stabilisesAt: '300ms',
      duration: '600ms',
      core: 'majority',
      properties: [coreTalks],
      ...rest,
    },
  };
}

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

function refusal(core: unknown): string {
  try {
    modelOf(definition({ core: core as never }));
  } catch (error) {
    if (error instanceof ScenarioError) return `${error.message} ${error.cure}`;
  }
  return 'accepted';
}

describe('a core', () => {
  it('is drawn by the seed, is at least what is enough, and of every size from there', () => {
    const model = modelOf(definition());
    const cores = SEEDS.map((seed) => runSeed(model, seed).core!);
    assert.deepEqual([...new Set(cores.map(({ length }) => length))].sort(), [3, 4, 5]);
    assert.ok(new Set(cores.map(String)).size > 10, 'different nodes are left out');
    assert.deepEqual(runSeed(model, 7).core, runSeed(model, 7).core);
  });

  it('holds the nodes that are listed, or those that a function finds enough', () => {
    const listed = modelOf(definition({ core: ['b', 'd'] }));
    assert.ok(SEEDS.every((seed) => ['b', 'd'].every((name) => runSeed(listed, seed).core!.includes(name))));
    const asked = modelOf(definition({ core: (nodes) => nodes.includes('e') && nodes.length >= 2 }));
    const cores = SEEDS.map((seed) => runSeed(asked, seed).core!);
    assert.ok(cores.every((core) => core.includes('e') && core.length >= 2));
    assert.ok(cores.some((core) => core.length === 2));
    const answered = modelOf(definition({ core: (nodes) => nodes.slice(0, 2) as string[] }));
    assert.ok(SEEDS.every((seed) => ['a', 'b'].every((name) => runSeed(answered, seed).core!.includes(name))));
  });

  it('is up and talks after stabilisation, whatever the nemesis left broken outside of it', () => {
    const model = modelOf(definition());
    for (const seed of SEEDS) assert.equal(runSeed(model, seed).verdict, 'held', `seed ${seed}`);
  });

  it('leaves some nodes outside of it broken for good, and some links', () => {
    const drawn = SEEDS.flatMap((seed) => faultsOf(modelOf(definition()), seed).filter((fault) => fault['for'] === 'ever'));
    for (const kind of ['crash', 'pause', 'partition', 'clog', 'loss'])
      assert.ok(
        drawn.some((fault) => kind in fault),
        `${kind} is never for good`,
      );
  });

  it('is told at stabilisation', () => {
    const { trace } = recordSeed(modelOf(definition()), 1);
    const step = [...trace.columns.kind.keys()].find((at) => eventAt(trace, at).kind === 'stabilise')!;
    assert.equal(labelOf(trace, step), `core ${trace.outcome.core!.join(', ')}`);
  });

  it('changes nothing that was drawn of a scenario that has none', () => {
    const { core: _, ...without } = (definition() as { scenario: Record<string, unknown> }).scenario;
    const plain = modelOf({ kind: 'backstep.scenario', scenario: without });
    assert.ok(!('core' in runSeed(plain, 3)));
    const lasting = (fault: Record<string, unknown>): boolean => fault['for'] !== 'ever';
    const finite = (written: readonly Record<string, unknown>[]): unknown[] =>
      written.filter(lasting).filter((fault) => !('pause' in fault));
    assert.deepEqual(finite(faultsOf(modelOf(definition()), 3)), finite(faultsOf(plain, 3)));
  });

  it('is the same once what its nemesis drew is pasted into `faults`', () => {
    for (const core of ['majority', 2, ['b'], (nodes: readonly string[]) => nodes.includes('c')] as const) {
      const written = definition({ core: core as never });
      for (const seed of SEEDS.slice(0, 20)) {
        const drawn = runSeed(modelOf(written), seed);
        const pasted = runSeed(explicitModel(written, { faults: faultsOf(modelOf(written), seed) }), seed);
        assert.deepEqual([pasted.core, pasted.hash, pasted.verdict], [drawn.core, drawn.hash, drawn.verdict], `seed ${seed}`);
      }
    }
  });

  it('is one run, however it is executed', () => {
    for (const seed of [1, 2, 3, 4])
      tell(
        cluster,
        { nemesis, stabilisesAt: '60ms', duration: '90ms', core: 'majority', properties: [coreTalks], network: { latency: '3ms' } },
        seed,
      );
  });

  it('is drawn around what the author broke for good', () => {
    const faults: Fault[] = [
      { at: '10ms', crash: 'a', for: 'ever' },
      { at: '20ms', partition: [['b'], ['c']], for: 'ever' },
      { at: '30ms', crash: 'd', for: 'ever' },
      { at: '400ms', restart: 'd' },
    ];
    const model = modelOf(definition({ faults }));
    const cores = SEEDS.map((seed) => runSeed(model, seed).core!);
    assert.deepEqual([...new Set(cores.map(String))].sort(), ['b,d,e', 'c,d,e']);
  });

  it('never holds a node that does not follow its code', () => {
    const model = modelOf(definition({ byzantine: { c: { behaviour: 'silent' } } as never }));
    assert.ok(SEEDS.every((seed) => !runSeed(model, seed).core!.includes('c')));
  });

  it('of which nothing is ever demanded, since faults never end, is refused', () => {
    assert.throws(
      () => modelOf(definition({ stabilisesAt: undefined } as never)),
      /of whom progress is demanded once it has stabilised, and it never does/,
    );
    modelOf(definition({ stabilisesAt: undefined, nemesis: {} } as never));
  });

  it('that nobody could be of is refused when the scenario loads', () => {
    assert.match(refusal(6), /The `core` of the scenario is 6 of 5 nodes\. Write a whole number from 1 to 5/);
    assert.match(refusal(['a', 'f']), /The `core` of the scenario names the node 'f', which does not exist/);
    assert.match(refusal(['a', 'a']), /The `core` of the scenario has 'a' twice/);
    assert.match(refusal([]), /The `core` of the scenario is an empty list/);
    assert.match(refusal('majorty'), /The `core` of the scenario is 'majorty'\. Write `core: 'majority'`/);
    assert.match(
      refusal(() => false),
      /says that not even all nodes are enough/,
    );
    assert.match(
      refusal(() => 9),
      /The `core` of the scenario is 9 of 5 nodes/,
    );
    assert.match(
      refusal(() => {
        throw new Error('no idea');
      }),
      /The `core` of the scenario threw .*no idea/,
    );
  });
});

describe('a run without a core', () => {
  const faults: Fault[] = (['a', 'c'] as const).map((crash) => ({ at: '10ms', crash, for: 'ever' }));

  it('is unavailable, which is no violation, and says why', () => {
    const { verdict, properties, core } = runSeed(modelOf(definition({ faults: [...faults, { at: '400ms', pause: 'e', for: '10s' }] })), 1);
    assert.deepEqual([verdict, properties[0]!.verdict, core], ['unavailable', 'unavailable', []]);
    assert.equal(
      properties[0]!.because,
      'No core is left. It takes a majority, 3 of 5 nodes, up and reaching each other, but a stays down (faults[0]), c stays down (faults[1]), e stays frozen (faults[2]).',
    );
  });

  it('is one that a cut leaves in two halves of too few', () => {
    const cut: Fault = { at: '350ms', partition: [['b'], ['d', 'e']], for: 'ever' };
    assert.match(
      runSeed(modelOf(definition({ faults: [...faults, cut] })), 1).properties[0]!.because!,
      /partition b \| d, e lasts \(faults\[2\]\)/,
    );
    const healed = modelOf(definition({ faults: [...faults, cut, { at: '380ms', heal: 'all' }] }));
    assert.equal(runSeed(healed, 1).verdict, 'held');
  });

  it('is also one whose core is broken by what was added to it', () => {
    const model = modelOf(definition());
    const [first = ''] = runSeed(model, 1).core!;
    const added = runSeed(model, 1, { faults: [{ at: '450ms', crash: first, for: 'ever' }] });
    assert.equal(added.verdict, 'unavailable');
    assert.match(added.properties[0]!.because!, /^What was added to this run breaks the core .*stays down \(added\[0\]\)\.$/);
    const lying = runSeed(model, 1, { byzantine: { [first]: { behaviour: 'silent' } } as never });
    assert.match(lying.properties[0]!.because!, /does not follow its code \(added to this run\)/);
  });
});
