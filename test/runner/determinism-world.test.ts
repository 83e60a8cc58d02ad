import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';

const runner = builtRunner({ watchdogMilliseconds: 30_000 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

let count = 0;
const write = (source: string): string => writeSource(folder, `case-${count++}.ts`, `// @ts-nocheck\n${source}`);

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

const TIMES =
  "[new Date('2024-01-01T00:00:00').getTime(), new Date('Jan 1, 2024 10:00').getTime(), Date.parse('2024/03/05'), new Date(2024, 0, 31, 5).getHours(), new Date(0).setHours(3)]";
const WORDS =
  "[new Date(0).toString(), new Date(0).toDateString(), new Date(0).toTimeString(), [1234567.5, 12345678n, new Date(0)].toLocaleString(), 'i'.toLocaleUpperCase('tr'), new Error('x').stack]";

describe('time is UTC', () => {
  it('when a text names no zone', async () => assert.equal(await evaluated(TIMES), '1704067200000,1704103200000,1709596800000,5,10800000'));

  it('unless the text names one', async () => {
    const texts =
      "['2024-01-01T00:00:00+05:30', 'Tue, 05 Mar 2024 10:00:00 GMT+0200', '5 March 2024 10:00 EST', '2024-01-01T00:00:00Z'].map(Date.parse)";
    assert.equal(await evaluated(texts), '1704047400000,1709625600000,1709650800000,1704067200000');
  });

  it('when it is written out', async () => {
    assert.equal(
      await evaluated('[new Date(0), new Date(0).toDateString(), new Date(0).getYear(), new Date(NaN)].join("|")'),
      'Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)|Thu Jan 01 1970|70|Invalid Date',
    );
  });
});

it('a run is the same in every time zone and language', async () => {
  const file = write(scenarioSource(`self.log(String([${TIMES}, ${WORDS}, 1.1 ** 100.5]));`));
  const hashes = new Set<string>();
  for (const [TZ, LANG] of [
    ['UTC', 'C'],
    ['Asia/Kolkata', 'tr_TR.UTF-8'],
    ['America/New_York', 'de_DE.UTF-8'],
  ]) {
    const before = { TZ: process.env.TZ, LANG: process.env.LANG };
    Object.assign(process.env, { TZ, LANG });
    const { stdout } = await backstep(['run', file, '--seed', '1', '--json']);
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    hashes.add((JSON.parse(stdout) as { hash: string }).hash);
  }
  assert.equal(hashes.size, 1);
});

describe('every engine answers alike', () => {
  it('about what a newer one has', async () => {
    const asked =
      '[typeof Intl, typeof Temporal, typeof Iterator, typeof Float16Array, typeof Symbol.dispose, typeof Object.groupBy, typeof Set.prototype.union, typeof [].values().map, typeof Promise.withResolvers, typeof globalThis.Intl]';
    assert.equal(await evaluated(asked), Array.from({ length: 10 }, () => 'undefined').join());
  });

  it('about how much there is', async () =>
    assert.equal(
      await evaluated('[Object.getOwnPropertyNames(Array.prototype).length, Object.getOwnPropertyNames(Math).length]'),
      '40,43',
    ));

  it('about powers', async () => {
    assert.equal(
      await evaluated(
        '(() => { let b = 3n; b **= 4n; const o = { p: 2 }; o.p **= 0.5; return [2 ** -0.5, Math.pow(2, -0.5), 2n ** 70n, b, o.p]; })()',
      ),
      '0.7071067811865475,0.7071067811865475,1180591620717411303424,81,1.4142135623730951',
    );
  });

  it('about what was matched last', async () => assert.equal(await evaluated("(/(a)/.exec('a'), RegExp.$1)"), 'undefined'));

  it('about where an error came from', async () =>
    assert.match(await evaluated("new Error('x').stack"), /^Error: x\n    at backstep-scenario\.js:\d+:\d+$/));
});

describe('what is not there', () => {
  for (const [name, cure] of [
    ['Intl', /language/],
    ['Temporal', /self\.now/],
    ['Iterator', /Node\.js 20/],
  ] as const) {
    it(`is told with its line and what to use instead: ${name}`, async () => {
      const source = `// @ts-nocheck\n${scenarioSource(`state.seen = String(${name}.from);`)}`;
      const [problem] = await problemsOf((await runner.open(writeSource(folder, `${name}.ts`, source))).record(1));
      assert.match(problem!.message, new RegExp(`${name} is not defined`));
      assert.match(problem!.cure!, cure);
      assert.equal(problem!.location?.line, lineOf(source, `${name}.from`));
    });
  }

  it("in 'backstep' is told with the line of its import", async () => {
    const source = scenarioSource('', { head: "import { saftey } from 'backstep';\nvoid saftey;" });
    const [problem] = await problemsOf(runner.open(writeSource(folder, 'misspelt.ts', source)));
    assert.match(problem!.message, /'backstep' exports no 'saftey'/);
    assert.match(problem!.cure!, /safety/);
    assert.equal(problem!.location?.line, lineOf(source, 'saftey'));
  });

  it('that is for tests is told with where to write it', async () => {
    const source = scenarioSource('', { head: "import { drive } from 'backstep';\nvoid drive;" });
    const [problem] = await problemsOf(runner.open(writeSource(folder, 'driving.ts', source)));
    assert.match(problem!.message, /'backstep' exports no 'drive'/);
    assert.match(problem!.cure!, /driven in tests/);
  });
});

describe('a package', () => {
  it('may look for the globals, and draw and read the clock while it is loaded', async () => {
    writeSource(folder, 'node_modules/ambient/package.json', '{ "name": "ambient", "main": "index.js" }');
    writeSource(
      folder,
      'node_modules/ambient/index.js',
      "const root = Function('return this')(); root.ambient = { at: Date.now() }; const salt = Math.random(); module.exports = () => [typeof root.Array, root.ambient.at, salt, process.env.NODE_ENV];",
    );
    const head = "import ambient from 'ambient';";
    const first = await evaluated('ambient()', head);
    assert.match(first, /^function,0,0\.\d+,production$/);
    assert.equal(await evaluated('ambient()', head), first);
  });
});
