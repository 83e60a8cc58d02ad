import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const runner = builtRunner({ watchdogMilliseconds: 120_000 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

let count = 0;
const write = (source: string): string => writeSource(folder, `case-${count++}.ts`, `// @ts-nocheck\n${source}`);

/** What an expression comes to that is evaluated while the file is loaded, and what it comes to in a handler. */
async function evaluated(head: string, expression: string): Promise<[loading: string, handling: string]> {
  const source = scenarioSource(`state.seen = JSON.stringify([LOADED, String((() => { ${head}; return ${expression}; })())]);`, {
    head: `const LOADED = String((() => { ${head}; return ${expression}; })());`,
  });
  const scenario = await runner.open(write(source));
  try {
    const { length } = await scenario.record(1);
    return JSON.parse(((await scenario.inspect(length - 1)).nodes[0]!.state as { seen: string }).seen) as [string, string];
  } finally {
    scenario.close();
  }
}

/** As older compilers write `class d extends b`. */
const EXTENDS =
  'function inherit(d, b) { Object.setPrototypeOf(d, b); function Made() { this.constructor = d; } Made.prototype = b.prototype; d.prototype = new Made(); }';

describe("although the language's own objects are frozen, in a file and in its handlers", () => {
  const cases: [what: string, head: string, expression: string, comesTo: string][] = [
    [
      'an error of its own has a name',
      "class Own extends Error { constructor(m) { super(m); this.name = 'Own'; } }",
      "new Own('x')",
      'Own: x',
    ],
    ['an error can be given another message', "const e = new TypeError('a'); e.message = 'b'; e.name = 'Mine'", 'e', 'Mine: b'],
    ['an error can be given a text', "const e = new Error('a'); e.toString = () => 'text'", 'e', 'text'],
    [
      'a function can be made an error as before there were classes',
      "function Old(m) { this.message = m; } Old.prototype = Object.create(Error.prototype); Old.prototype.constructor = Old; Old.prototype.name = 'Old'",
      "[new Old('x'), new Old('x').constructor === Old]",
      'Old: x,true',
    ],
    [
      'a function can have methods',
      "function F() {} F.prototype.toString = () => 'f'; F.prototype.valueOf = () => 7",
      '[`${new F()}`, +new F()]',
      'f,7',
    ],
    [
      'a prototype can name its constructor',
      'function F() {} F.prototype = {}; F.prototype.constructor = F',
      'new F().constructor === F',
      'true',
    ],
    [
      'what inherits from arrays can name its constructor',
      `${EXTENDS} function L() {} inherit(L, Array)`,
      'new L().constructor === L',
      'true',
    ],
    [
      'what inherits from arrays can have a method of the same name',
      `${EXTENDS} function L() {} inherit(L, Array); L.prototype.map = () => 'mapped'`,
      'new L().map()',
      'mapped',
    ],
    [
      'what inherits from bytes can have a method of the same name',
      "function B() {} B.prototype = Object.create(Uint8Array.prototype); B.prototype.fill = () => 'filled'",
      'new B().fill()',
      'filled',
    ],
    ['a list can be given a text', "const l = []; l.toString = () => 'list'", 'l', 'list'],
    ['a function can be given a text', "const f = () => 1; f.toString = () => 'f'; f.displayName = 'g'", 'f + f.displayName', 'fg'],
    [
      'an object can have any name as its own',
      'const o = {}; o.hasOwnProperty = 1; o.constructor = 2; o.valueOf = 3',
      'Object.values(o)',
      '1,2,3',
    ],
    ['what an object inherits can be found first', '', "[].concat([1]).constructor === Array && [3, 1].map(String).join('')", '31'],
  ];
  for (const [what, head, expression, comesTo] of cases) {
    it(what, async () => assert.deepEqual(await evaluated(head, expression), [comesTo, comesTo]));
  }
});

describe("a file that changes the language's own objects while it is loaded is refused:", () => {
  const cases: [what: string, head: string][] = [
    ['a method that was not there', 'Array.prototype.second = function () { return this[1]; };'],
    ['a method that was there', 'Map.prototype.get = function () { return 1; };'],
    ['by a definition', "Object.defineProperty(Object.prototype, 'mine', { value: 1 });"],
    ['by a removal', 'delete Array.prototype.at;'],
    ['by Object.assign', 'Object.assign(Math, { twice: (x) => 2 * x });'],
    ['a symbol', "Symbol.metadata ??= Symbol('metadata');"],
    ['a prototype of a prototype', 'Object.setPrototypeOf(Array.prototype, null);'],
    ['what is hidden', 'Object.getPrototypeOf(function* () {}).extra = 1;'],
    ['its constructor', 'Array.prototype.constructor = Object;'],
    ['how errors are written', 'Error.stackTraceLimit = 100;'],
    ['what is imported', 'node.extra = 1;'],
  ];
  for (const [what, head] of cases) {
    it(what, async () => {
      const source = `// @ts-nocheck\n${scenarioSource('', { head })}`;
      const file = writeSource(folder, `refused-${count++}.ts`, source);
      const [problem, ...more] = await problemsOf(runner.open(file));
      assert.deepEqual(more, []);
      assert.match(problem!.message, /^Loading the file writes to something that is frozen: TypeError: /);
      assert.match(problem!.cure!, /write a function instead/);
      assert.deepEqual([problem!.location?.file, problem!.location?.line], [file, lineOf(source, head)]);
    });
  }

  it('in a package, at the place in the package', async () => {
    writeSource(folder, 'node_modules/poly/package.json', '{ "name": "poly", "main": "index.js" }');
    const code = '// Adds what is missing.\nif (!Array.prototype.second) Array.prototype.second = function () { return this[1]; };\n';
    const file = writeSource(folder, 'node_modules/poly/index.js', code);
    const [problem] = await problemsOf(runner.open(write(scenarioSource('', { head: "import 'poly';" }))));
    assert.match(problem!.message, /Cannot add property second/);
    assert.match(problem!.cure!, /'pure' or 'ponyfill'/);
    assert.deepEqual([problem!.location?.file, problem!.location?.line], [file, 2]);
  });

  it('but a package that does without when it is refused is not', async () => {
    writeSource(folder, 'node_modules/pony/package.json', '{ "name": "pony", "main": "index.js" }');
    writeSource(
      folder,
      'node_modules/pony/index.js',
      "const made = Symbol.for('observable'); try { Symbol.observable = made; } catch {} module.exports = String(made);",
    );
    const scenario = await runner.open(write(scenarioSource('state.seen = pony;', { head: "import pony from 'pony';" })));
    const { length } = await scenario.record(1);
    assert.equal(((await scenario.inspect(length - 1)).nodes[0]!.state as { seen: string }).seen, 'Symbol(observable)');
    scenario.close();
  });
});
