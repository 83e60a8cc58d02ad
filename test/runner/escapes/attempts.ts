/**
 * Ways out of a sandbox, in words of our own. Each tries to lay hands on any object of the host and to make it
 * into code there. `probe` is written into each: it takes what might be the host's, and success is that the worker
 * is ended by its own `process.exit`, which no code of the realm could ever call.
 */

/** Tries to reach the host's `process` from any value. It calls nothing that an attempt could have replaced, or it would never end. */
export const PROBE = `
const { isArray } = Array;
const { getPrototypeOf, defineProperty, getOwnPropertyDescriptor } = Object;
const { apply: applyTo, construct: constructWith } = Reflect;
const WAYS = [
  (value) => value.constructor,
  (value) => getPrototypeOf(value),
  (value) => value.getThis(),
  (value) => value.getFunction(),
  (value) => value.stack,
  (value) => value.callee,
  (value) => isArray(value) ? value[0] : undefined,
  (value) => isArray(value) ? value[1] : undefined,
];
const MAKERS = [(value) => value.constructor.constructor, (value) => value.constructor];
function probe(value, depth = 0) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return;
  for (let index = 0; index < MAKERS.length; index++) {
    try { MAKERS[index](value)('return globalThis.process')().exit(); } catch {}
  }
  if (depth === 2) return;
  for (let index = 0; index < WAYS.length; index++) {
    let relative;
    try { relative = WAYS[index](value); } catch {}
    probe(relative, depth + 1);
  }
}
function probeAll(things) { for (let index = 0; index < things.length; index++) probe(things[index], 1); }
function spied(owner, name) {
  const own = getOwnPropertyDescriptor(owner, name);
  if (!own || typeof own.value !== 'function') return;
  const before = own.value;
  const sly = new Proxy(before, {
    apply(target, self, args) { probe(args, 1); probe(self, 1); probeAll(args); return applyTo(target, self, args); },
    construct(target, args, made) { probe(args, 1); probeAll(args); return constructWith(target, args, made); },
  });
  try { defineProperty(owner, name, { ...own, value: sly }); } catch {}
}
`;

export interface Attempt {
  readonly name: string;
  /** At the top level of the file. */
  readonly head?: string;
  /** In a handler. */
  readonly tick?: string;
  /** A property of the scenario's. */
  readonly properties?: string;
  /** More of the scenario's literal. */
  readonly rest?: string;
}

const handled = (name: string, tick: string): Attempt => ({ name, tick });
const loaded = (name: string, head: string): Attempt => ({ name, head });

/** Everything that a handler is given. */
const GIVEN = [
  'self',
  'self.send',
  'self.nodes',
  'self.peers',
  'self.disk',
  'self.random',
  'self.now',
  'state',
  'self.log',
  'self.setTimer',
];
/** What `backstep` exports. */
const IMPORTED = ['node', 'scenario', 'safety'];
/** What the sandbox puts in the place of the host's. */
const REPLACED = [
  'Date',
  'performance',
  'performance.now',
  'crypto',
  'crypto.getRandomValues',
  'console',
  'console.log',
  'Math.random',
  'Math.pow',
  'Symbol',
  'Promise',
  'globalThis',
];
/** Built-ins whose methods somebody on the other side of a border might call. */
const OVERRIDDEN: readonly (readonly [string, readonly string[]])[] = [
  ['Array.prototype', ['map', 'some', 'filter', 'forEach', 'flatMap', 'find', 'slice', 'push', 'concat', 'reverse', 'entries', 'join']],
  ['Array', ['from', 'isArray', 'of']],
  ['Object', ['entries', 'keys', 'values', 'fromEntries', 'freeze', 'getOwnPropertyNames', 'assign']],
  ['JSON', ['parse', 'stringify']],
  ['Map.prototype', ['get', 'set', 'has', 'forEach', 'entries']],
  ['Set.prototype', ['has', 'add', 'forEach']],
  ['String.prototype', ['replace', 'split', 'endsWith', 'startsWith', 'match', 'includes', 'slice', 'trim']],
  ['RegExp.prototype', ['exec', 'test']],
  ['Function.prototype', ['call', 'apply', 'bind', 'toString']],
  ['Reflect', ['apply', 'ownKeys', 'get', 'construct', 'deleteProperty']],
  ['Error', ['captureStackTrace']],
  ['Error.prototype', ['toString']],
  ['Promise', ['resolve']],
  ['Promise.prototype', ['then', 'catch', 'finally']],
];
const ITERATORS = [
  '[][Symbol.iterator]()',
  'new Map()[Symbol.iterator]()',
  'new Set()[Symbol.iterator]()',
  "''[Symbol.iterator]()",
  '(function* () {})()',
];

export const ATTEMPTS: readonly Attempt[] = [
  ...GIVEN.map((value) => handled(`the constructors of ${value}`, `probe(${value});`)),
  ...IMPORTED.map((value) => loaded(`the constructors of ${value} from 'backstep'`, `probe(${value});`)),
  ...REPLACED.map((value) => loaded(`the constructors of ${value}`, `probe(${value});`)),
  ...OVERRIDDEN.flatMap(([owner, names]) => names.map((name) => loaded(`${owner}.${name}, replaced`, `spied(${owner}, '${name}');`))),
  ...ITERATORS.map((iterator) =>
    loaded(
      `the next() of ${iterator}, replaced`,
      `spied(Object.getPrototypeOf(${iterator}), 'next'); spied(Object.getPrototypeOf(Object.getPrototypeOf(${iterator})), 'next');`,
    ),
  ),
  loaded('the iterator of arrays, replaced', `spied(Array.prototype, Symbol.iterator);`),
  loaded(
    'a setter for an index of arrays',
    `for (const key of ['0', '1', '2']) try { Object.defineProperty(Array.prototype, key, { set(value) { probe(value); probe(this); }, configurable: true }); } catch {}`,
  ),
  ...[
    'then',
    'toJSON',
    'message',
    'cure',
    'stack',
    'result',
    'failure',
    'outcome',
    'properties',
    'thrown',
    'id',
    'name',
    'site',
    'what',
    'transfer',
    'get',
    'value',
    'constructor',
  ].map((name) =>
    loaded(
      `a getter and a setter named ${name} that everything inherits`,
      `try { Object.defineProperty(Object.prototype, '${name}', { get() { probe(this); return undefined; }, set(value) { probe(value); probe(this); Object.defineProperty(this, '${name}', { value, writable: true, enumerable: true, configurable: true }); }, configurable: true }); } catch {}`,
    ),
  ),
  loaded(
    'the places of an error, defined',
    `try { Object.defineProperty(Error, 'prepareStackTrace', { value(error, frames) { probe(frames); probeAll(frames); probe(this); return 'x'; } }); } catch {}\nvoid new Error('x').stack;`,
  ),
  loaded(
    'the places of an error, assigned',
    `try { Error.prepareStackTrace = (error, frames) => { probe(frames); probeAll(frames); return frames; }; } catch {}\nprobe(new Error('x').stack);`,
  ),
  loaded(
    'the places of an error that the host tells',
    `try { Object.defineProperty(Error, 'prepareStackTrace', { value(error, frames) { probe(frames); return frames; } }); } catch {}\nthrow new Error('told by the host');`,
  ),
  loaded(
    'the number of places of an error, an object',
    `try { Error.stackTraceLimit = { valueOf() { probe(arguments); return 5; } }; } catch {}\nvoid new Error('x').stack;`,
  ),
  loaded('the error of a stack that overflows', `function deep() { deep(); }\ntry { deep(); } catch (error) { probe(error); }`),
  loaded(
    'the error of a stack that overflows where places are told',
    `function deeper() { void new Error('x').stack; deeper(); }\ntry { deeper(); } catch (error) { probe(error); }`,
  ),
  loaded(
    'the error of a stack that overflows in whatever calls back',
    `for (const call of [(run) => [1].map(run), (run) => JSON.stringify({ toJSON: run }), (run) => 'x'.replace('x', run), (run) => Reflect.apply(run, undefined, []), (run) => new Error({ toString: run }).stack, (run) => structuredCloneOf(run)]) {\n  const fall = () => call(fall);\n  try { fall(); } catch (error) { probe(error); }\n}\nfunction structuredCloneOf(run) { return String({ toString: run }); }`,
  ),
  loaded(
    'what an import that is not literal rejects with',
    `const where = ['node', 'fs'].join(':');\nlet promise; try { promise = import(where); probe(promise); promise.catch(probe); promise.then(probe, probe); } catch (error) { probe(error); }`,
  ),
  handled(
    'what an import that is not literal gives to a handler',
    `const where = ['node', 'fs'].join(':'); let promise; try { promise = import(where); probe(promise); } catch (error) { probe(error); }`,
  ),
  loaded(
    'an import whose name is an object',
    `try { probe(import({ toString() { probe(arguments); return 'fs'; } })); } catch (error) { probe(error); }`,
  ),
  loaded(
    'what the module tells of itself',
    `try { probe(import.meta); probe(import.meta.url); probe(import.meta.resolve); } catch (error) { probe(error); }`,
  ),
  ...['async function () {}', 'function* () {}', 'async function* () {}', 'function () {}', 'class {}', '() => {}'].map((text) =>
    loaded(
      `the constructor of (${text})`,
      `probe((${text}));\ntry { (${text}).constructor('probe', 'probe(this)')(probe); } catch (error) { probe(error); }`,
    ),
  ),
  loaded(
    'eval, directly and not',
    `try { eval('1'); } catch (error) { probe(error); }\ntry { (0, eval)('this'); } catch (error) { probe(error); }`,
  ),
  loaded(
    'what is thrown is a proxy',
    `throw new Proxy({}, { get() { probe(arguments); return undefined; }, getPrototypeOf() { probe(arguments); return null; }, has() { probe(arguments); return false; } });`,
  ),
  loaded(
    'what is thrown is a proxy of a function with traps that are proxies',
    `const trap = new Proxy(() => undefined, { apply(target, self, args) { probe(args); } });\nthrow new Proxy(() => {}, { get: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap, ownKeys: trap, has: trap });`,
  ),
  handled(
    'what a handler throws is a proxy with traps that are proxies',
    `const trap = new Proxy(() => undefined, { apply(target, self, args) { probe(args); } });\nthrow new Proxy({}, { get: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap, ownKeys: trap, has: trap });`,
  ),
  loaded('what is thrown can be waited for', `throw { then(resolve, reject) { probe(resolve); probe(reject); } };`),
  handled(
    'what a handler throws can be waited for',
    `throw { then(resolve, reject) { probe(resolve); probe(reject); }, get message() { probe(this); return {}; }, get stack() { probe(this); return {}; } };`,
  ),
  loaded(
    'what is thrown has an object for a stack',
    `const error = new Error('x'); Object.defineProperty(error, 'stack', { value: { toString() { probe(arguments); return ''; }, split(by) { probe(by); return []; }, [Symbol.split](...all) { probeAll(all); }, matchAll(by) { probe(by); return []; } } }); throw error;`,
  ),
  loaded(
    'what is thrown has an object for a message',
    `const error = new Error('x'); Object.defineProperty(error, 'message', { value: { toString() { probe(arguments); return ''; }, endsWith(...all) { probeAll(all); }, replace(by, how) { probe(by); probe(how); return {}; }, includes(what) { probe(what); } } }); throw error;`,
  ),
  loaded(
    'an error says of itself that it is of any class',
    `class Sly extends Error { static [Symbol.hasInstance](value) { probe(value); return true; } }\nthrow new Sly('x');`,
  ),
  loaded(
    'the species of what is exported',
    `class Sly extends Array { static get [Symbol.species]() { return new Proxy(Array, { construct(target, args) { probe(args); return Reflect.construct(target, args); } }); } map(...args) { probeAll(args); return super.map(...args); } }\nexport const list = Sly.of(1, 2);`,
  ),
  loaded(
    'what is exported is a proxy',
    `const trap = new Proxy(() => undefined, { apply(target, self, args) { probe(args); } });\nexport const sly = new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap });`,
  ),
  {
    name: 'the name of the scenario is an object',
    rest: `, network: { get latency() { probe(this); return { toString() { probe(arguments); return '1ms'; } }; } }`,
  },
  { name: 'a duration that is asked for what it is', rest: `, stabilise: { get at() { probe(this); probe(arguments); return '1ms'; } }` },
  {
    name: 'evidence with getters',
    properties: `@safety static sly() { return violation('sly', { get nodes() { probe(this); probe(arguments); return ['clock']; }, then(...all) { probeAll(all); } }); }`,
  },
  {
    name: 'evidence that is a proxy',
    properties: `@safety static sly(world) { probe(world); const trap = new Proxy(() => undefined, { apply(target, self, args) { probe(args); } }); return violation('sly', new Proxy({}, { get: trap, ownKeys: trap, getOwnPropertyDescriptor: trap })); }`,
  },
  {
    name: 'evidence that holds an error',
    properties: `@safety static sly() { return violation('sly', { nodes: ['clock'], error: new Error('x') }); }`,
  },
  { name: 'what a property is given', properties: `@safety static sly(...all) { probe(arguments); probeAll(all); return true; }` },
  handled(
    'who calls a handler',
    `try { probe(arguments); probe(arguments.callee); } catch (error) { probe(error); }\ntry { probe((function spy() { return spy.caller; })()); } catch (error) { probe(error); }\ntry { probe((() => this)()); } catch (error) { probe(error); }`,
  ),
  loaded(
    'the this of a function that nobody calls upon',
    `probe((function () { return this; })());\nprobe((0, function () { return this; })());\ntry { probe([].concat.call(undefined)); } catch (error) { probe(error); }\ntry { probe(Reflect.apply(Array.prototype.values, undefined, [])); } catch (error) { probe(error); }`,
  ),
  loaded(
    'the guard of the bundle',
    `try { probe($backstep); probe(__backstepAuthoring); probe(__backstepScenario); } catch (error) { probe(error); }`,
  ),
  loaded(
    'the names under which the host keeps its own',
    `for (const name of ['process', 'require', 'module', 'global', 'Buffer', 'WebAssembly', 'SharedArrayBuffer', '__backstepFunctions', '__backstepRealm', '__backstepPrelude', 'structuredClone']) try { probe(globalThis[name]); } catch {}`,
  ),
  handled('the buffer behind bytes', `probe(new Uint8Array(8).buffer); probe(crypto.getRandomValues(new Uint8Array(8)).buffer);`),
  handled('a buffer that goes out and its prototype', `state.bytes = new Uint8Array(8); probe(Object.getPrototypeOf(state.bytes.buffer));`),
];
