import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, safety, type Scenario } from 'backstep';
import { FAULTS } from '../../../sim-core/faults/catalogue.ts';
import { modelOf, recordSeed, runOf, ScenarioError } from '../../../sim-core/engine.ts';

const quiet = node()({ init: () => ({}), on: {} });

const defined = (rest: object): object => ({
  kind: 'backstep.scenario',
  scenario: { name: 's', nodes: { alpha: quiet, beta: quiet }, duration: '1s', properties: [], ...rest },
});

/** What is said of a scenario that has this, and what to do about it. */
function complaint(rest: object): { message: string; cure: string } {
  try {
    modelOf(defined(rest));
  } catch (error) {
    assert.ok(error instanceof ScenarioError, String(error));
    return error;
  }
  return assert.fail(`${JSON.stringify(rest)} was accepted`);
}

describe('a key that nobody reads', () => {
  const cases: readonly (readonly [rest: object, where: RegExp, near: string])[] = [
    [{ stabiliseAt: '8s' }, /The scenario has `stabiliseAt`/, 'stabilisesAt'],
    [{ falts: [] }, /The scenario has `falts`/, 'faults'],
    [{ network: { latancy: 5 } }, /network has `latancy`/, 'latency'],
    [{ network: { latency: { min: 1, maxx: 5 } } }, /network\.latency has `maxx`/, 'max'],
    [{ network: { latency: { mean: 1, mxa: 5 } } }, /network\.latency has `mxa`/, 'max'],
    [{ network: { links: { 'alpha>beta': { lss: 1 } } } }, /network\.links\['alpha>beta'\] has `lss`/, 'loss'],
    [{ clocks: { ofset: '1h' } }, /clocks has `ofset`/, 'offset'],
    [{ disk: { syncLatancy: 1 } }, /disk has `syncLatancy`/, 'syncLatency'],
    [{ byzantine: { alpha: { behaviour: 'forge', field: { a: 1 } } } }, /byzantine\.alpha has `field`/, 'fields'],
    [{ byzantine: { alpha: { behaviour: 'silnet' } } }, /byzantine\.alpha is/, 'silent'],
    [{ byzantine: { alhpa: { behaviour: 'silent' } } }, /names the node 'alhpa'/, 'alpha'],
    [{ faults: [{ at: 1, pause: 'alpha', for: 3, unitl: 5 }] }, /The `pause` of faults\[0\] has `unitl`/, ''],
    [{ faults: [{ at: 1, loss: 1, for: 3, link: {} }] }, /The `loss` of faults\[0\] has `link`/, 'links'],
    [{ faults: [{ at: 1, loss: 1, for: 3, links: { form: ['alpha'] } }] }, /`links` of faults\[0\] has `form`/, 'from'],
    [{ faults: [{ at: 1, crash: 'alpa' }] }, /faults\[0\] names the node 'alpa'/, 'alpha'],
    [{ faults: [{ at: 1, crsh: 'alpha' }] }, /faults\[0\] has none of the known faults/, 'crash'],
    [{ faults: [{ at: 1, Partition: [['alpha'], ['beta']] }] }, /faults\[0\] has none of the known faults/, 'partition'],
    [{ nemesis: { crahs: { every: 1, for: 1 } } }, /The nemesis has `crahs`/, 'crash'],
    [{ nemesis: { crash: { evry: 1, every: 1, for: 1 } } }, /nemesis\.crash has `evry`/, 'every'],
    [{ nemesis: { crash: { every: 1, for: 1, nodes: ['bta'] } } }, /nemesis\.crash names the node 'bta'/, 'beta'],
    [{ nemesis: { partition: { every: 1, for: 1, shape: 'halvs' } } }, /The `shape` of nemesis\.partition is 'halvs'/, 'halves'],
    [{ nemesis: { partition: { every: 1, for: 1, shape: 'bridge' } } }, /The `shape` of nemesis\.partition is 'bridge'/, ''],
    [{ nemesis: { heal: { every: 1 } } }, /The nemesis has `heal`, which is not a fault that it can draw/, ''],
    [{ nemesis: { clock: { every: 1, by: 1, for: 1 } } }, /nemesis\.clock has `for`/, ''],
    [
      { nodes: { alpha: { kind: 'backstep.node', handlers: { init: () => ({}), on: {}, timer: {} } } } },
      /The node 'alpha' has `timer`/,
      'timers',
    ],
  ];
  for (const [rest, where, near] of cases) {
    it(`is refused with its path and the nearest known word: ${JSON.stringify(rest)}`, () => {
      const { message, cure } = complaint(rest);
      assert.match(message, where);
      if (near === '') assert.doesNotMatch(cure, /Did you mean/);
      else assert.ok(cure.includes(`Did you mean \`${near}\`?`), cure);
    });
  }

  it('is refused in the options of a property', () => {
    for (const mistake of [() => liveness({ wihtin: '1s', within: '1s' } as never), () => safety({ memry: () => ({}) } as never)]) {
      assert.throws(
        mistake,
        (error: ScenarioError) => /has `(wihtin|memry)`/.test(error.message) && /Did you mean `(within|memory)`/.test(error.cure),
      );
    }
  });

  it('is no mistake when it is undefined, so that a part can be switched off', () => {
    const rest = {
      faults: [{ at: 1, crash: 'alpha', for: undefined, pause: undefined }],
      nemesis: { crash: undefined, pause: { every: 1, for: 1, nodes: undefined } },
      clocks: undefined,
      network: { latency: undefined, links: undefined },
    };
    const model = modelOf(defined(rest));
    assert.deepEqual(
      model.nemesis.map(({ kind }) => kind),
      ['pause'],
    );
    assert.deepEqual(Object.keys(recordSeed(model, 1).trace.outcome.faults), ['crash', 'pause']);
  });
});

describe('a fault', () => {
  /** For each kind a form as an author would write it. */
  const FORMS: Readonly<Record<keyof typeof FAULTS, object>> = {
    crash: { crash: 'alpha' },
    restart: { restart: 'alpha' },
    pause: { pause: 'alpha', for: 1 },
    stall: { stall: 'alpha', for: 1 },
    partition: { partition: [['alpha'], ['beta']] },
    heal: { heal: 'all' },
    clog: { clog: {}, for: 1 },
    swizzle: { swizzle: ['alpha', 'beta'], for: 1 },
    loss: { loss: 1, for: 1 },
    burstLoss: { burstLoss: { mean: 0.1, length: 3 }, for: 1 },
    corrupt: { corrupt: 1, for: 1 },
    duplicate: { duplicate: 1, for: 1 },
    reorder: { reorder: 1, for: 1 },
    delay: { delay: 1, for: 1 },
    clock: { clock: 'alpha', forward: 1 },
    drift: { drift: 'alpha', ppm: 1, for: 1 },
    clockFreeze: { clockFreeze: 'alpha', for: 1 },
    clockStrobe: { clockStrobe: 'alpha', by: 1, for: 1 },
    clockJitter: { clockJitter: 'alpha', by: 1, for: 1 },
    leapSecond: { leapSecond: 'alpha' },
    falseInterval: { falseInterval: 'alpha', forward: 1, for: 1 },
    byzantine: { byzantine: 'alpha', lie: { behaviour: 'silent' }, for: 1 },
    slow: { slow: 'alpha', disk: 2, for: 1 },
    upgrade: { upgrade: 'alpha', to: 'v2' },
    powerLoss: { powerLoss: ['alpha', 'beta'], for: 1 },
    restartLoop: { restartLoop: 'alpha', for: 1 },
    diskLoss: { diskLoss: 'alpha' },
    lyingSync: { lyingSync: 'alpha', for: 1 },
    lostWrites: { lostWrites: 'alpha', for: 1 },
    misdirectedWrites: { misdirectedWrites: 'alpha', for: 1 },
    tornWrites: { tornWrites: 'alpha', for: 1 },
    failedSync: { failedSync: 'alpha', for: 1 },
    diskFull: { diskFull: 'alpha', for: 1 },
    readErrors: { readErrors: 'alpha', for: 1 },
    bitRot: { bitRot: 'alpha' },
    gc: { gc: 'alpha', for: 1 },
    blockingRead: { blockingRead: 'alpha', for: 1 },
    paging: { paging: 'alpha', for: 1 },
    migration: { migration: 'alpha', for: 1 },
    memory: { memory: 'alpha', set: { n: 1 } },
  };

  it('of each kind is accepted as it is written', () => {
    assert.deepEqual(Object.keys(FORMS), Object.keys(FAULTS));
    for (const form of Object.values(FORMS)) modelOf(defined({ versions: { v2: {} }, faults: [{ at: 1, ...form }] }));
  });

  it('that is two in one object is refused, whichever two', () => {
    for (const [one, form] of Object.entries(FORMS)) {
      for (const [other, second] of Object.entries(FORMS)) {
        if (one === other) continue;
        const { message } = complaint({ faults: [{ at: 1, ...form, ...second }] });
        assert.ok(
          message.includes('faults[0] is 2 faults in one') && message.includes(`\`${one}\``) && message.includes(`\`${other}\``),
          message,
        );
      }
    }
  });

  it('has a time, and is an object', () => {
    for (const form of Object.values(FORMS)) assert.match(complaint({ faults: [form] }).message, /faults\[0\] does not say when/);
    for (const [index, wrong] of [null, 5, 'crash', undefined].entries()) {
      assert.match(
        complaint({ faults: [...Array.from({ length: index }, () => ({ at: 1, heal: 'all' })), wrong] }).message,
        new RegExp(`faults\\[${index}\\]`),
      );
    }
    assert.match(complaint({ faults: { at: 1, crash: 'alpha' } }).message, /The `faults` of the scenario are .*, which is no list\./);
  });

  it('that lasts says how long, and one that jumps which way', () => {
    for (const kind of ['pause', 'stall', 'clog', 'loss', 'duplicate', 'reorder', 'delay'] as const) {
      assert.match(complaint({ faults: [{ at: 1, ...FORMS[kind], for: undefined }] }).message, /The `for` of faults\[0\] is missing/);
    }
    for (const ways of [{}, { forward: 1, backward: 1 }])
      assert.match(complaint({ faults: [{ at: 1, clock: 'alpha', ...ways }] }).message, /does not say which way/);
  });

  it('has a shape that exists', () => {
    for (const wrong of [
      [['alpha']],
      [['alpha'], []],
      [['alpha'], ['alpha', 'beta']],
      [['alpha'], ['gamma']],
      { from: ['alpha'] },
      { from: [], to: ['beta'] },
      { from: ['alpha'], to: ['beta'], two: 1 },
      'alpha',
      5,
    ]) {
      assert.match(complaint({ faults: [{ at: 1, partition: wrong }] }).message, /faults\[0\]/);
    }
  });

  it('of a nemesis has a strike that makes sense', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ crash: 5 }, /nemesis\.crash is 5/],
      [{ crash: null }, /nemesis\.crash is null/],
      [{ crash: { every: 0, for: 1 } }, /`every` of nemesis\.crash is zero/],
      [{ crash: { every: 1 } }, /The `for` of nemesis\.crash is missing/],
      [{ crash: { every: 1, for: 1, nodes: [] } }, /`nodes` of nemesis\.crash are empty/],
      [{ loss: { every: 1, for: 1 } }, /The `probability` of nemesis\.loss is undefined/],
      [{ delay: { every: 1, for: 1, by: [2, 1] } }, /goes from 2 down to 1/],
      [{ stall: { every: 1, for: 1, within: 0 } }, /The `within` of nemesis\.stall is 0/],
    ];
    for (const [nemesis, expected] of wrong) assert.match(complaint({ nemesis }).message, expected);
  });
});

describe('a nemesis that would draw faults without end', () => {
  const refused = (nemesis: object, rest: object = {}): string => {
    const { message, cure } = complaint({ nemesis, duration: '10m', ...rest });
    return `${message} ${cure}`;
  };

  it('is refused when the scenario is loaded, with what would do', () =>
    assert.equal(
      refused({ crash: { every: '1us', for: '1ms' } }),
      'nemesis.crash strikes every 1us for 600s, which is some 600,000,000 faults in a run. Let it strike less often, every 6ms at most, or shorten the `duration`.',
    ));

  it('is accepted as it is told to be, and where it stops in time', () => {
    modelOf(defined({ nemesis: { crash: { every: '6ms', for: '1ms' } }, duration: '10m' }));
    modelOf(defined({ nemesis: { crash: { every: '1us', for: '1ms' } }, duration: '10m', stabilisesAt: '50ms' }));
  });

  it('is refused also where each of its faults has many parts, and where one of them would never end', () => {
    assert.match(
      refused({ restartLoop: { every: '1s', for: '10s', up: '2ms', down: '2ms' } }),
      /strikes every 1s for 600s, of 5,000 parts each, which is some 3,000,000 faults in a run\. .* every 30s at most/,
    );
    assert.match(
      refused({ restartLoop: { every: '5m', for: '10s', up: '1us', down: '1us' } }),
      /^The loop of nemesis\.restartLoop has more than 5000/,
    );
    assert.match(refused({ restartLoop: { every: '5m', for: '10s', up: 0 } }), /is up or down for no time/);
  });
});

describe('what a run adds', () => {
  const model = modelOf(defined({}));

  it('is checked like what a scenario has', () => {
    assert.throws(() => runOf(model, 1, { drops: ['alpha>gamma#1'] }), /names the node 'gamma'/);
    assert.throws(() => runOf(model, 1, { drops: ['alpha>beta'] }), /names no message/);
    assert.throws(() => runOf(model, 1, { byzantine: { alpha: { behaviour: 'rude' } as never } }), /no Byzantine behaviour/);
    assert.throws(
      () => runOf(model, 1, { lies: [{ node: 'gamma', behaviour: { behaviour: 'silent' }, after: 0 }] }),
      /names the node 'gamma'/,
    );
    assert.throws(() => recordSeed(model, 1, { faults: [{ at: 1, crsh: 'alpha' }] }), /added\[0\] has none of the known faults/);
  });
});

describe('a fault of a trace', () => {
  it('is a line that gives the same fault when it is pasted, whatever nodes are called', () => {
    const names = ["it's", '"quoted"', 'back\\slash', "ends'", "'", 'two\nlines', 'plain', 'ünï'];
    const nodes = Object.fromEntries(names.map((name) => [name, quiet]));
    const faults = names.flatMap((name) => [
      { at: '1.5ms', crash: name },
      { at: '2ms', partition: { from: [name], to: ['plain'] } },
      { at: '3ms', loss: 0.1, for: '1ms', links: { from: [name] } },
    ]);
    const { trace } = recordSeed(
      modelOf(defined({ nodes, faults: faults.filter((fault) => fault.partition?.from[0] !== 'plain') } as Partial<Scenario>)),
      1,
    );
    const pasted = new Function(`return [${trace.faults.map(({ line }) => line).join('\n')}]`)() as object[];
    const inOrder = (list: readonly object[]): string[] => list.map((fault) => JSON.stringify(fault)).sort();
    assert.deepEqual(inOrder(pasted), inOrder(faults.filter((fault) => fault.partition?.from[0] !== 'plain')));
  });
});
