import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RunnerProblems } from '../../runner/runner-api.ts';
import { builtRunner, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const runner = builtRunner({ watchdogMilliseconds: 120_000 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

/** What a handler counts with at the top level of its module, and with what expression. */
const COUNTERS: Readonly<Record<string, readonly [head: string, counts: string]>> = {
  'a generator': ['function* ids() { for (let k = 0; ; k++) yield k; }\nconst g = ids();', 'g.next().value'],
  'a generator in a closure': [
    'const next = (() => { const g = (function* () { for (let k = 0; ; k++) yield k; })(); return () => g.next().value; })();',
    'next()',
  ],
  'a generator that yields in its finally': [
    'const g = (function* () { let k = 0; try { yield k; } finally { for (;;) yield k++; } })(); g.next();',
    'g.next().value',
  ],
  'a generator that does not let itself be ended': [
    'const g = (function* () { let k = 0; for (;;) { try { yield k++; } finally { continue; } } })(); g.next();',
    'g.next().value',
  ],
  'a generator in a generator': [
    'const count = (function* () { for (let k = 0; ; k++) yield k; })();\nconst g = (function* () { for (;;) yield count.next().value; })(); g.next();',
    'g.next().value',
  ],
  'a generator by its own next': [
    'const g = (function* () { for (let k = 0; ; k++) yield k; })(); const { next } = g;',
    'next.call(g).value',
  ],
  'a generator in disguise': [
    'const g = (function* () { for (let k = 0; ; k++) yield k; })(); const { next } = g; Object.setPrototypeOf(g, null);',
    'next.call(g).value',
  ],
  'the iterator of a Map': ['const it = new Map(Array.from({ length: 200 }, (_, k) => [k, k])).keys();', 'it.next().value'],
  'the iterator of a Map in disguise': [
    'const it = new Map(Array.from({ length: 200 }, (_, k) => [k, k])).keys(); const { next } = it; it.__proto__ = Object.prototype;',
    'next.call(it).value',
  ],
  'the iterator of a Set': [
    'const it = new Set(Array.from({ length: 200 }, (_, k) => k)).values();',
    '(() => { const [first] = it; return first; })()',
  ],
  'the iterator of a list': ['const it = Array.from({ length: 200 }, (_, k) => k).entries();', 'String(it.next().value)'],
  'the iterator of a text': ["const it = 'abcdefghij'.repeat(20)[Symbol.iterator]();", 'it.next().value'],
  'the matches of an expression': ["const it = 'abcdefghij'.repeat(20).matchAll(/./g);", 'it.next().value.index'],
  'a WeakMap': [
    'const w = new WeakMap(); const key = {}; const put = (x, n) => x.set(key, n);',
    '(put(w, (w.get(key) ?? 0) + 1), w.get(key))',
  ],
  'a WeakMap in disguise': [
    'const w = new WeakMap(); const { set, get } = w; const key = {}; Reflect.setPrototypeOf(w, null);',
    '(set.call(w, key, (get.call(w, key) ?? 0) + 1), get.call(w, key))',
  ],
  'what a WeakMap holds': ['const w = new WeakMap(); const key = {}; w.set(key, { n: 0 });', '++w.get(key).n'],
  'a WeakSet': [
    'const w = new WeakSet(); const keys = Array.from({ length: 200 }, () => ({})); const put = (x, k) => x.add(k);',
    '(put(w, keys.find((key) => !w.has(key))), keys.filter((key) => w.has(key)).length)',
  ],
  'a Map in disguise': [
    'const m = new Map(); const { set } = m; const size = Object.getOwnPropertyDescriptor(Map.prototype, "size").get; Object.setPrototypeOf(m, null);',
    '(set.call(m, size.call(m), 1), size.call(m))',
  ],
  'a Map that was constructed as something else': [
    'function Plain() {}\nPlain.prototype = Object.prototype;\nconst m = Reflect.construct(Map, [], Plain); const { set } = Map.prototype; const size = Object.getOwnPropertyDescriptor(Map.prototype, "size").get;',
    '(set.call(m, size.call(m), 1), size.call(m))',
  ],
  'a Date in disguise': [
    'const d = new Date(0); const { setTime, getTime } = d; Object.setPrototypeOf(d, null);',
    'setTime.call(d, getTime.call(d) + 1)',
  ],
  'an empty buffer that can grow': ['const b = new ArrayBuffer(0, { maxByteLength: 1000 });', '(b.resize(b.byteLength + 1), b.byteLength)'],
  'a list over a buffer that can grow': [
    'const u = new Uint8Array(new ArrayBuffer(0, { maxByteLength: 1000 }));',
    '(u.buffer.resize(u.buffer.byteLength + 1), u.length)',
  ],
  'a view of bytes': ['const v = new DataView(new ArrayBuffer(8));', '(v.setInt8(0, v.getInt8(0) + 1), v.getInt8(0))'],
  'a closure': ['const next = (() => { let n = 0; return () => ++n; })();', 'next()'],
  'a getter': ['const o = (() => { let n = 0; return { get n() { return ++n; } }; })();', 'o.n'],
  'a promise': ['let resolve; const p = new Promise((r) => { resolve = r; });', 'String(p.then(() => 1))'],
  'an expression with g': ['const r = /a/g;', "(r.exec('a'.repeat(200)), r.lastIndex)"],
  'an expression with y': ['const r = /a/y;', "(r.test('a'.repeat(200)), r.lastIndex)"],
  'an expression of a class of its own': [
    "class Own extends RegExp {}\nconst r = new Own('a', 'g');",
    "(r.exec('a'.repeat(200)), r.lastIndex)",
  ],
  'the last index of any expression': ['const r = /a/; const put = (x) => ++x.lastIndex;', 'put(r)'],
  'a private field': ['class C { #n = 0; next() { return ++this.#n; } }\nconst c = new C();', 'c.next()'],
  'a private field by a pattern': [
    'class C { #n = 0; next() { [this.#n] = [this.#n + 1]; return this.#n; } }\nconst c = new C();',
    'c.next()',
  ],
  'a private accessor': [
    'class C { #n = 0; get #v() { return this.#n; } set #v(n) { this.#n = n; } next() { return ++this.#v; } }\nconst c = new C();',
    'c.next()',
  ],
  'a private field that an object was given': [
    'class Given { constructor(o) { return o; } }\nclass C extends Given { #n = 0; static next(o) { return ++o.#n; } }\nconst o = {}; new C(o);',
    'C.next(o)',
  ],
  'the private field that an object is given': [
    'class Given { constructor(o) { return o; } }\nclass C extends Given { #n = 0; static has(o) { return #n in o; } }\nconst keys = Array.from({ length: 200 }, () => ({}));',
    '(new C(keys.find((key) => !C.has(key))), keys.filter((key) => C.has(key)).length)',
  ],
  'a proxy that is revoked': [
    'const { proxy, revoke } = Proxy.revocable({ n: 1 }, {});',
    "(() => { try { return proxy.n; } catch { return 'gone'; } finally { revoke(); } })()",
  ],
  'the properties of a text in a template': ['const tag = (texts) => texts;\nconst f = () => tag`x`;', '(f().n = (f().n ?? 0) + 1)'],
};

/** What a run of seed 3 has counted when it is the first, and when others went before it; undefined where that is refused. */
async function counted(head: string, counts: string, number: number): Promise<readonly string[] | undefined> {
  const source = `// @ts-nocheck\n${scenarioSource(`state.seen += ${counts} + ',';`, { head })}`;
  const scenario = await runner.open(writeSource(folder, `counts-${number}.ts`, source)).catch(refused);
  if (!scenario) return undefined;
  const told = async (seed: number): Promise<string> => {
    const { outcome, length } = await scenario.record(seed);
    return `${outcome.hash} ${(((await scenario.inspect(length - 1)).nodes[0]!.state ?? {}) as { seen?: string }).seen}`;
  };
  try {
    const first = await told(3);
    await told(0);
    const [swept, , sweptLater] = await scenario.run([3, 1, 3]);
    const later = await told(3);
    assert.equal(swept!.hash, sweptLater!.hash);
    assert.ok(first.startsWith(swept!.hash));
    return [first, later];
  } catch (error) {
    return refused(error);
  } finally {
    scenario.close();
  }
}

function refused(error: unknown): undefined {
  assert.ok(error instanceof RunnerProblems, String(error));
  const [problem] = error.problems;
  assert.match(problem!.message, /writes to something that is frozen|belongs to the module|nobody waits for/);
  assert.ok(problem!.cure);
  assert.ok(problem!.location && problem!.location.line > 1, `${problem!.message} has no place`);
  return undefined;
}

describe('no seed depends on what ran before it: what counts in a module is refused or starts anew,', () => {
  Object.entries(COUNTERS).forEach(([what, [head, counts]], number) => {
    it(what, async () => {
      const answer = await counted(head, counts, number);
      if (answer) assert.equal(answer[1], answer[0]);
    });
  });

  it('and what a class that inherits makes for itself has private fields as ever', async () => {
    const head = 'class Base { constructor() { this.a = 1; } }\nclass C extends Base { #n = 1; next() { return ++this.#n; } }';
    const answer = await counted(head, '(() => { const c = new C(); c.next(); return c.next(); })()', 900);
    assert.match(answer![0]!, / 3,3,/);
  });

  it('and what is made an error by its prototype, or is constructed, works as ever', async () => {
    const head = "const e = Object.setPrototypeOf({ message: 'm' }, Error.prototype);\nconst m = Reflect.construct(Map, [[[1, 2]]]);";
    const answer = await counted(head, "[String(e), m.get(1), Reflect.construct.length].join(';')", 901);
    assert.match(answer![0]!, / Error: m;2;2,/);
  });
});
