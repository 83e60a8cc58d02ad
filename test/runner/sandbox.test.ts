import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';

/** So patient that a busy machine is never taken for an endless loop. */
const runner = builtRunner({ watchdogMilliseconds: 120_000, memoryMegabytes: 128 });
/** For what never ends. Not less, because a busy machine must have come as far as the loop. */
const impatient = builtRunner({ watchdogMilliseconds: 5_000, memoryMegabytes: 128 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

let count = 0;
const write = (source: string): string => writeSource(folder, `case-${count++}.ts`, source);

/** What a handler that evaluates an expression leaves in its state. */
async function evaluated(expression: string, head = ''): Promise<string> {
  const scenario = await runner.open(write(scenarioSource(`state.seen = String(${expression});`, { head })));
  try {
    const { length } = await scenario.record(1);
    return ((await scenario.inspect(length - 1)).nodes[0]!.state as { seen: string }).seen;
  } finally {
    scenario.close();
  }
}

describe('inside the sandbox', () => {
  for (const name of [
    'process',
    'fetch',
    'setTimeout',
    'setInterval',
    'queueMicrotask',
    'WebAssembly',
    'SharedArrayBuffer',
    'WeakRef',
    'Intl',
    'Buffer',
    'global',
  ]) {
    it(`there is no ${name}`, async () => assert.equal(await evaluated(`typeof ${name}`), 'undefined'));
  }

  it('no constructor makes code from a text', async () => {
    const attempts = [
      "(() => { try { return (0, eval)('1'); } catch (error) { return error.name; } })()",
      "(() => { try { return (function () {}).constructor('return process')(); } catch (error) { return error.name; } })()",
      "(() => { try { return self.send.constructor('return process')(); } catch (error) { return error.name; } })()",
      "(() => { try { return globalThis.constructor.constructor('return process')(); } catch (error) { return error.name; } })()",
    ];
    for (const attempt of attempts) assert.match(await evaluated(attempt), /^(EvalError|TypeError)$/);
  });

  it('time is the time of the node', async () => {
    assert.equal(await evaluated('[Date.now(), new Date().toISOString(), performance.now()]'), '100,1970-01-01T00:00:00.100Z,100');
  });

  it("time zone and language are nobody's", async () => {
    assert.equal(
      await evaluated("[new Date(0).getHours(), new Date(1970, 0, 1).getTime(), (1234.5).toLocaleString(), 'a'.localeCompare('b')]"),
      '0,0,1234.5,-1',
    );
  });

  it('randomness comes from the seed', async () => {
    const draw = '[Math.random(), crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(4))]';
    const first = await evaluated(draw);
    assert.match(first, /^0\.\d+,[0-9a-f-]{36},/);
    assert.equal(await evaluated(draw), first);
  });

  it('ambient time outside of a handler is refused', async () => {
    const source = scenarioSource('', { head: 'const started = Date.now();\nvoid started;' });
    const [problem] = await problemsOf(runner.open(write(source)));
    assert.match(problem!.message, /Date\.now was used outside of a handler/);
    assert.equal(problem!.location?.line, lineOf(source, 'Date.now()'));
  });

  it('console.log leaves a remark in the trace', async () => {
    const scenario = await runner.open(write(scenarioSource("console.log('ticked', state.ticks);")));
    const { length } = await scenario.record(1);
    assert.ok((await scenario.labels(0, length)).includes('ticked 3'));
    scenario.close();
  });
});

describe('a file that reaches for the real world', () => {
  const refusals: [string, RegExp][] = [
    ["import { readFileSync } from 'node:fs'; void readFileSync;", /self\.disk/],
    ["import http from 'http'; void http;", /self\.send/],
    ["import { setTimeout as wait } from 'node:timers/promises'; void wait;", /self\.setTimer/],
    ["import { cpus } from 'os'; void cpus;", /what `self` offers/],
  ];
  for (const [head, cure] of refusals) {
    it(`is refused with its line: ${head}`, async () => {
      const source = scenarioSource('', { head });
      const file = write(source);
      const [problem, ...more] = await problemsOf(runner.open(file));
      assert.deepEqual(more, []);
      assert.match(problem!.message, /reaches the real world/);
      assert.match(problem!.cure!, cure);
      assert.deepEqual([problem!.location?.file, problem!.location?.line], [file, lineOf(source, head)]);
    });
  }

  it('by a global that is not there is told what to use instead', async () => {
    const source = scenarioSource('setTimeout(() => {}, 5);', {
      head: 'declare const setTimeout: (run: () => void, after: number) => void;',
    });
    const [problem] = await problemsOf((await runner.open(write(source))).record(1));
    assert.match(problem!.message, /setTimeout is not defined/);
    assert.match(problem!.cure!, /self\.setTimer/);
    assert.equal(problem!.location?.line, lineOf(source, 'setTimeout(() =>'));
  });
});

describe('code that is made of a text', () => {
  for (const code of ["(0, eval)('1')", "new Function('return 1')()", "(() => 1).constructor('return 1')()"]) {
    it(`is refused: ${code}`, async () => {
      const source = scenarioSource(`state.ticks = ${code} as number;`);
      const [problem] = await problemsOf((await runner.open(write(source))).record(1));
      assert.match(problem!.message, /Code generation from strings disallowed/);
      assert.match(problem!.cure!, /write it as a function/);
      assert.equal(problem!.location?.line, lineOf(source, code));
    });
  }
});

describe('state of a module', () => {
  const shared: [string, string, string][] = [
    ['a variable', 'let total = 0;', 'total += 1;'],
    ['an array', 'const seen: number[] = [];', 'seen.push(1);'],
    ['a map', 'const seen = new Map<string, number>();', "seen.set('a', 1);"],
    ['an object', 'const shared = { n: { m: 0 } };', 'shared.n.m = 4;'],
  ];
  for (const [what, head, change] of shared) {
    it(`is refused: ${what}`, async () => {
      const source = scenarioSource(change, { head });
      const [problem] = await problemsOf(runner.open(write(source)));
      assert.match(problem!.message, /which belongs to the module/);
      assert.match(problem!.cure!, /node's state/);
      assert.equal(problem!.location?.line, lineOf(source, change));
    });
  }

  it('may be constant, and names inside of functions are their own', async () => {
    const head =
      'const LIMITS = [1, 2, 3];\nfunction sum(): number { let total = 0; for (const n of LIMITS) total += n; return total; }\nconst seen = 1; void seen;';
    assert.equal(await evaluated('(() => { const seen: number[] = []; seen.push(sum()); return seen; })()', head), '6');
  });
});

describe('a package', () => {
  it('that reaches the real world on servers alone is taken as browsers have it', async () => {
    writeSource(
      folder,
      'node_modules/both/package.json',
      '{ "name": "both", "exports": { ".": { "browser": "./browser.js", "default": "./server.js" } } }',
    );
    writeSource(folder, 'node_modules/both/browser.js', "export const where = 'browser';");
    writeSource(folder, 'node_modules/both/server.js', "import { hostname } from 'node:os'; export const where = hostname();");
    assert.equal(await evaluated('where', "import { where } from 'both';"), 'browser');
  });
});

describe('a worker', () => {
  it('with a handler that never returns is ended, and the handler is named', async () => {
    const source = scenarioSource('if (state.ticks === 3) for (;;);');
    const scenario = await impatient.open(write(source));
    const died = new Promise((resolve) => scenario.onDied(resolve));
    const [problem] = await problemsOf(scenario.record(1));
    assert.match(problem!.message, /timers\.tick of 'clock' did not return within 5 s/);
    assert.equal(problem!.location?.line, lineOf(source, 'tick(state, self)'));
    assert.deepEqual(await died, problem);
    assert.deepEqual(await problemsOf(scenario.record(1)), [problem]);
  });

  it('with a property that never returns is ended, and the property is named, behind one that has no function of its own', async () => {
    const source = `import { linearizable, node, safety, scenario } from 'backstep';
class Loops {
  @safety static itAnswers() { for (;;); return true; }
}
export default scenario({
  name: 'loops',
  nodes: { clock: node()({ init: () => ({}), on: {} }) },
  duration: '1s',
  properties: [linearizable('register'), Loops],
});
`;
    const [problem] = await problemsOf((await impatient.open(write(source))).record(1));
    assert.match(problem!.message, /The property 'itAnswers' did not return within 5 s/);
    assert.equal(problem!.location?.line, lineOf(source, 'static itAnswers'));
  });

  it('that never finishes loading is ended', async () => {
    const [problem] = await problemsOf(impatient.open(write(scenarioSource('', { head: 'for (;;);' }))));
    assert.match(problem!.message, /Loading the file did not end within 5 s/);
  });

  it('that needs too much memory is ended, and says so', async () => {
    const [problem] = await problemsOf(
      (
        await runner.open(write(scenarioSource('(state as { hoard?: unknown }).hoard = Array.from({ length: 5e7 }, (_, i) => [i]);')))
      ).record(1),
    );
    assert.match(problem!.message, /more than 128 MB of memory/);
  });

  it('takes nothing else with it when it dies', async () => {
    const healthy = await runner.open(write(scenarioSource('')));
    const doomed = await impatient.open(write(scenarioSource('for (;;);')));
    await problemsOf(doomed.record(1));
    assert.equal((await healthy.record(1)).outcome.verdict, 'held');
    healthy.close();
  });
});

describe('a mistake in a file', () => {
  it('in its syntax has its line and column', async () => {
    const source = scenarioSource('const = 5;');
    const [problem] = await problemsOf(runner.open(write(source)));
    assert.equal(problem!.location?.line, lineOf(source, 'const = 5'));
  });

  it('that throws is found through the source map, also in another file', async () => {
    const helper = "// A comment.\nexport function help(): never {\n  throw new RangeError('too far');\n}\n";
    const helperFile = writeSource(folder, 'lib/help.ts', helper);
    const file = writeSource(folder, 'uses-help.ts', scenarioSource('help();', { head: "import { help } from './lib/help.ts';" }));
    const { outcome } = await (await runner.open(file)).record(1);
    const threw = outcome.properties.find(({ name }) => name === 'noHandlerThrows')!;
    assert.match(threw.because!, /timers\.tick of 'clock' threw RangeError: too far/);
    assert.deepEqual([threw.location?.file, threw.location?.line], [helperFile, 3]);
  });

  it('that types cannot see has the line of its handler', async () => {
    const source = scenarioSource("self.send('nobody' as never, { type: 'x' } as never);");
    const [problem] = await problemsOf((await runner.open(write(source))).record(1));
    assert.match(problem!.message, /sends to 'nobody', which does not exist/);
    assert.equal(problem!.location?.line, lineOf(source, "self.send('nobody'"));
  });

  it('in the import of what is not there has its line', async () => {
    const source = scenarioSource('', { head: "import { x } from './missing.ts'; void x;" });
    const [problem] = await problemsOf(runner.open(write(source)));
    assert.match(problem!.message, /missing/);
    assert.equal(problem!.location?.line, lineOf(source, './missing'));
  });

  it('such as no scenario at all is one sentence', async () => {
    const [problem] = await problemsOf(runner.open(write('export const nothing = 1;\n')));
    assert.match(problem!.message, /does not export a scenario/);
  });
});

describe('a file', () => {
  it('may use experimentalDecorators, other files, JSON and packages', async () => {
    writeSource(folder, 'legacy/tsconfig.json', '{ "compilerOptions": { "experimentalDecorators": true } }');
    writeSource(folder, 'legacy/limits.json', '{ "most": 7 }');
    writeSource(folder, 'legacy/node_modules/plain/package.json', '{ "name": "plain", "main": "index.js" }');
    writeSource(
      folder,
      'legacy/node_modules/plain/index.js',
      'module.exports = { double: (n) => n * 2, cache: {} }; module.exports.cache.x = 1;',
    );
    const file = writeSource(
      folder,
      'legacy/scenario.ts',
      scenarioSource('state.seen = String(plain.double(limits.most));', {
        head: "import plain from 'plain';\nimport limits from './limits.json';",
      }),
    );
    const scenario = await runner.open(file);
    const { outcome, length } = await scenario.record(1);
    assert.deepEqual(
      outcome.properties.map(({ name, verdict }) => [name, verdict]),
      [['ticksOnlyGrow', 'held']],
    );
    assert.equal(((await scenario.inspect(length - 1)).nodes[0]!.state as { seen: string }).seen, '14');
    scenario.close();
  });
});
