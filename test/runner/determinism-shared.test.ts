import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';

const runner = builtRunner({ watchdogMilliseconds: 30_000 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

let count = 0;
const write = (source: string): string => writeSource(folder, `case-${count++}.ts`, `// @ts-nocheck\n${source}`);

/** What a file's run of seed 3 comes to when it is the first, and when others went before it. */
async function twice(file: string): Promise<{ first: string; later: string; seen: string; fresh: string | undefined }> {
  const scenario = await runner.open(file);
  try {
    const recorded = await scenario.record(3);
    const { seen } = (await scenario.inspect(recorded.length - 1)).nodes[0]!.state as { seen: string };
    await scenario.record(0);
    await scenario.record(1);
    return {
      first: recorded.outcome.hash,
      later: (await scenario.record(3)).outcome.hash,
      seen,
      fresh: scenario.description.fresh?.because,
    };
  } finally {
    scenario.close();
  }
}

async function refusal(file: string): ReturnType<typeof problemsOf> {
  return problemsOf(twice(file));
}

describe('what outlives a handler cannot be written to:', () => {
  /** What it is, the head of the file, what the handler sees, and the text in whose line the write stands. */
  const cases: [what: string, head: string, seen: string, place: string][] = [
    ['an object through a helper', 'const c = { n: 0 };\nfunction bump(x) { return ++x.n; }', 'bump(c)', '++x.n'],
    [
      'an object in a spread state',
      'const EMPTY = { votes: { c: 0 } };\nconst start = () => ({ ...EMPTY });',
      '++start().votes.c',
      '++start',
    ],
    ['a static field', 'class C { static n = 0; static next() { return ++this.n; } }', 'C.next()', '++this.n'],
    ['a static private field', 'class C { static #n = 0; static next() { return ++C.#n; } }', 'C.next()', '++C.#n'],
    ['a private field', 'class C { #n = 0; next() { return ++this.#n; } }\nconst c = new C();', 'c.next()', '++this.#n'],
    [
      'an object in a private field',
      'class C { #box = { n: 0 }; next() { return ++this.#box.n; } }\nconst c = new C();',
      'c.next()',
      '++this.#box',
    ],
    ['a property of a function', 'function f() { f.count = 1; return 1; }', 'f()', 'f.count ='],
    ['a prototype', 'class Helper {}\nfunction patch(x) { x.prototype.k = 1; }', 'patch(Helper)', 'x.prototype.k'],
    ['a default of a parameter', 'const BOX = { n: 0 };\nfunction f(box = BOX) { return ++box.n; }', 'f()', '++box.n'],
    ['a variable in a closure', 'const make = () => { let k = 0; return () => ++k; };\nconst next = make();', 'next()', '++k'],
    ['a parameter in a closure', 'const make = (k) => () => ++k;\nconst next = make(0);', 'next()', '++k'],
    ['a parameter in the default of another', 'const make = (k, next = () => ++k) => next;\nconst next = make(0);', 'next()', '++k'],
    ['a variable in a block', 'const all = [];\nfor (const i of [1]) { let k = i; all.push(() => ++k); }', 'all[0]()', '++k'],
    ['a list in a closure', 'const make = () => { const s = []; return () => s.push(1); };\nconst next = make();', 'next()', 's.push'],
    ['what an arrow sees as this', 'class C { n = 0; next = () => ++this.n; }\nconst { next } = new C();', 'next()', '++this.n'],
    ['what a function is bound to', 'const next = (function () { return ++this.n; }).bind({ n: 0 });', 'next()', '++this.n'],
    ['a Map under another name', 'const m = new Map();\nconst put = (x) => x.set(1, 1).size;', 'put(m)', 'x.set(1'],
    ['a Map by its prototype', 'const m = new Map();\nconst { set } = Map.prototype;', 'set.call(m, 1, 1)', 'set.call(m'],
    ['a Map by super', 'class M extends Map { put() { return super.set(1, 1); } }\nconst m = new M();', 'm.put()', 'super.set'],
    ['a WeakMap of nodes', 'const w = new WeakMap();\nconst f = (x, k) => x.set(k, 1);', 'f(w, self)', 'x.set(k'],
    ['a Date', 'const d = new Date(0);\nconst f = (x) => x.setTime(1);', 'f(d)', 'x.setTime'],
    ['a generator', 'function* ids() { for (let k = 0; ; k++) yield k; }\nconst gen = ids();', 'gen.next().value', 'String(gen.next'],
    [
      'what stands behind a proxy',
      'const box = { k: 0 };\nconst p = new Proxy({}, { get: () => { const b = box; return ++b.k; } });',
      'p.x',
      '++b.k',
    ],
    ['globalThis', '', '(globalThis.k = 1)', 'globalThis.k'],
    ['the language', '', '(Array.prototype.hits = 1)', 'Array.prototype.hits'],
    ['what is imported', '', '(node.hits = (node.hits ?? 0) + 1)', 'node.hits ='],
    ['how errors are written', '', '(Error.stackTraceLimit = 3)', 'stackTraceLimit'],
  ];
  for (const [what, head, seen, place] of cases) {
    it(what, async () => {
      const source = `// @ts-nocheck\n${scenarioSource(`state.seen = String(${seen});`, { head })}`;
      const file = writeSource(folder, `refused-${count++}.ts`, source);
      const [problem] = await refusal(file);
      assert.match(problem!.message, /TypeError: Cannot|is not extensible/);
      assert.match(problem!.cure!, /make a copy/);
      assert.deepEqual([problem!.location?.file, problem!.location?.line], [file, lineOf(source, place)]);
    });
  }

  it('a counter around a property', async () => {
    const source = scenarioSource('', {
      head: 'const make = () => { let calls = 0; return () => ++calls < 1000; };\nconst look = make();',
      properties: '@safety static looks() { return look(); }',
    });
    const [problem] = await refusal(write(source));
    assert.match(problem!.message, /'looks' writes to something that is frozen: TypeError: Cannot change the variable 'calls'/);
  });
});

describe('what ends with its handler may be written to:', () => {
  const cases: [what: string, head: string, body: string, seen: string][] = [
    ['a sum in a callback', '', 'let sum = 0; [1, 2].forEach((x) => { sum += x; }); state.seen = String(sum);', '3'],
    [
      'a counter that is made there',
      'const counter = () => { let k = 0; return () => ++k; };',
      'const next = counter(); next(); state.seen = String(next());',
      '2',
    ],
    [
      'a counter in the default of a parameter',
      'const counter = (k, next = () => ++k) => next;\ncounter(1)',
      'const next = counter(0); next(); state.seen = String(next());',
      '2',
    ],
    [
      'a helper with private fields',
      'class Sum { #t = 0; add(x) { this.#t += x; return this.#t; } }',
      'state.seen = String(new Sum().add(4));',
      '4',
    ],
    [
      'a helper that binds its methods',
      'class H { constructor() { this.get = this.get.bind(this); } get() { return 5; } }',
      'state.seen = String(new H().get());',
      '5',
    ],
    [
      'a property that hides an inherited one',
      'class MyError extends Error {}',
      "const o = {}; o.toString = () => 'mine'; const e = new MyError('x'); e.name = 'Own'; state.seen = o + String(e);",
      'mineOwn: x',
    ],
    ['a generator', 'function* up(n) { for (let i = 0; i < n; i++) yield i; }', 'state.seen = String([...up(3)]);', '0,1,2'],
    [
      'a copy of a Map',
      'const KNOWN = new Map([[1, 2]]);',
      'const m = new Map(KNOWN); m.set(3, 4); state.seen = String([...m]);',
      '1,2,3,4',
    ],
    [
      'private fields of a class with decorators',
      'class Q { #k = 0; next() { return ++this.#k; } @safety static fine() { return true; } }',
      'state.seen = String(new Q().next());',
      '1',
    ],
  ];
  for (const [what, head, body, seen] of cases) {
    it(what, async () => {
      const result = await twice(write(scenarioSource(body, { head })));
      assert.deepEqual(result, { first: result.first, later: result.first, seen, fresh: undefined });
    });
  }
});

describe('a file that starts anew for each run', () => {
  it('holds what cannot be frozen, and says so', async () => {
    const result = await twice(
      write(scenarioSource('state.seen = String(bump(table));', { head: 'const table = new Uint8Array(4);\nconst bump = (x) => ++x[0];' })),
    );
    assert.equal(result.later, result.first);
    assert.match(result.fresh!, /a typed array is held by 'table'/);
  });

  it('uses a package that keeps something', async () => {
    writeSource(folder, 'node_modules/counts/package.json', '{ "name": "counts", "main": "index.js" }');
    writeSource(
      folder,
      'node_modules/counts/index.js',
      'let n = 0; const memo = {}; module.exports = { next: () => ++n, memo: (k) => (memo[k] ??= k * 2) };',
    );
    const result = await twice(
      write(scenarioSource('state.seen = String(counts.next() + counts.memo(state.ticks));', { head: "import counts from 'counts';" })),
    );
    assert.equal(result.later, result.first);
    assert.match(result.fresh!, /the package counts keeps something in 'n'/);
  });

  it('is found also when only a run shows that a package keeps something', async () => {
    writeSource(folder, 'node_modules/hides/package.json', '{ "name": "hides", "main": "index.js" }');
    writeSource(
      folder,
      'node_modules/hides/index.js',
      'const box = { list: [] }; const of = () => box.list; module.exports = { add: () => of().push(1) };',
    );
    const result = await twice(write(scenarioSource('state.seen = String(hides.add());', { head: "import hides from 'hides';" })));
    assert.equal(result.later, result.first);
  });

  it('still cannot write to what is its own', async () => {
    const [problem] = await refusal(
      write(
        scenarioSource('state.seen = String(bump(c) + table[0]);', {
          head: 'const table = new Uint8Array(4);\nconst c = { n: 0 };\nconst bump = (x) => ++x.n;',
        }),
      ),
    );
    assert.match(problem!.message, /Cannot assign to read only property 'n'/);
  });
});

describe('a promise that nobody waits for is refused:', () => {
  const cases: [what: string, head: string, body: string, place: string][] = [
    ['an async helper', 'async function help(s) { await null; s.ticks += 1000; }', 'help(state);', 'async function help'],
    ['an async arrow', '', 'const f = async () => 1; void f();', 'async () => 1'],
    ['Promise.resolve', '', 'Promise.resolve().then(() => { state.ticks = 0; });', 'Promise.resolve()'],
    ['a new Promise', '', 'try { new Promise(() => {}); } catch {}', 'new Promise'],
    ['an async generator', 'async function* all() { yield 1; }', 'void all().next();', 'async function* all'],
    ['import()', "const name = './x.ts';", 'import(name).catch(() => 0);', 'import(name)'],
  ];
  for (const [what, head, body, place] of cases) {
    it(what, async () => {
      const source = `// @ts-nocheck\n${scenarioSource(body, { head })}`;
      const [problem] = await refusal(writeSource(folder, `promise-${count++}.ts`, source));
      assert.match(problem!.message, /nobody waits for|real world/);
      assert.ok(problem!.cure);
      assert.equal(problem!.location?.line, lineOf(source, place));
    });
  }

  it('in a property too', async () => {
    const [problem] = await refusal(write(scenarioSource('', { properties: '@safety static later() { Promise.all([]); return true; }' })));
    assert.match(problem!.message, /A promise was made/);
  });
});
