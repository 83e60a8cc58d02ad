import type { Attempt } from './attempts.ts';

/** Ways out through what people look at, through names and files, and through values that a host might ask for themselves. */

const handled = (name: string, tick: string): Attempt => ({ name, tick });
const loaded = (name: string, head: string): Attempt => ({ name, head });

/** What a host's own functions look for on any value, under a name that all realms share. */
const ASKED_FOR = ['nodejs.util.inspect.custom', 'nodejs.util.promisify.custom', 'nodejs.rejection', 'nodejs.dispose', 'nodejs.disposable'];
/** An object that hands whatever asks it to the probe. */
const asking = (key: string): string =>
  `{ [Symbol.for('${key}')](...all) { probeAll(all); probe(this); probe(arguments); return { toString() { probe(arguments); return 'x'; } }; } }`;
/** Code that would stand outside of where it is written, if a text of the user's were ever put into code. */
const BREAKOUTS = [
  `'); probe(this); ('`,
  '`); probe(this); (`',
  `"); probe(this); ("`,
  '*/ probe(this); /*',
  '\\u2028probe(this);',
  '${probe(this)}',
];
const CALLED_BACK = `new Proxy(() => true, { apply(target, self, args) { probe(self); probe(args); probeAll(args); return true; }, get(target, key) { probe(target); return target[key]; } })`;

export const FURTHER_ATTEMPTS: readonly Attempt[] = [
  ...ASKED_FOR.map((key) => handled(`what a handler throws answers to ${key}`, `throw ${asking(key)};`)),
  ...ASKED_FOR.map((key) => loaded(`an error with ${key} is thrown while loading`, `throw Object.assign(new Error('x'), ${asking(key)});`)),
  ...ASKED_FOR.slice(0, 3).map((key) =>
    handled(
      `a promise left behind rejects with what answers to ${key}`,
      `try { void Promise.reject(${asking(key)}); } catch (error) { probe(error); }`,
    ),
  ),
  handled(
    `what is logged answers to ${ASKED_FOR[0]}`,
    `try { console.log(${asking(ASKED_FOR[0]!)}); self.log(${asking(ASKED_FOR[0]!)}); } catch (error) { probe(error); }`,
  ),
  ...BREAKOUTS.map((text, index) => ({
    name: `a name that would end the text that it stands in, ${index + 1}`,
    head: `const sly = { [${JSON.stringify(text)}]: class { static [${JSON.stringify(text)}]() {} } };\nvoid sly;\nexport { sly as ${JSON.stringify(text)} };`,
    tick: `try { self.log(${JSON.stringify(text)}); self.setTimer(${JSON.stringify(text)}, '1ms'); } catch (error) { probe(error); }`,
    rest: `, lanes: { [${JSON.stringify(text)}]: (state) => ${JSON.stringify(text)} }`,
  })),
  loaded(
    'the arguments of what the file is evaluated in',
    `try { probe(arguments); probeAll(arguments); probe(arguments[0]); } catch (error) { probe(error); }`,
  ),
  loaded('the this of the file', `probe(this); probe((() => this)());`),
  loaded('the file is waited for, because it exports a then', `export const then = (...all) => { probeAll(all); probe(arguments); };`),
  loaded('the file exports a proxy as its default among others', `export const sly = ${CALLED_BACK};`),
  loaded(
    'comments that name another source',
    `//# sourceURL=node:internal/evil\n//# sourceMappingURL=data:application/json,{"version":3,"sources":["/etc/passwd"],"mappings":"AAAA"}\nthrow new Error('placed elsewhere');`,
  ),
  loaded('a statement that stops a debugger', `debugger; probe((function () { debugger; return this; })());`),
  loaded('a comment as in HTML', `try { (0, eval)('<!-- probe(this)'); } catch (error) { probe(error); }`),
  {
    name: 'what calls the lanes of a scenario, and what their answers are asked',
    rest: `, lanes: { sly: function (...all) { probe(this); probe(arguments); probeAll(all); return new Proxy({}, { get(target, key) { probe(target); return undefined; } }); }, told: (state) => ({ toString() { probe(arguments); return 'x'; } }), proxy: ${CALLED_BACK} }`,
  },
  {
    name: 'what calls the core of a scenario',
    rest: `, stabilisesAt: '50ms', faults: [{ at: '1ms', pause: 'clock', for: '1ms' }], core: ${CALLED_BACK}`,
  },
  {
    name: 'the scenario is a proxy in all of its parts',
    rest: `, ...(() => { const trap = ${CALLED_BACK}; const all = { get: (target, key) => { probe(target); return Reflect.get(target, key); }, ownKeys: (target) => { probe(arguments); return Reflect.ownKeys(target); } }; return { network: new Proxy({ latency: '1ms' }, all), faults: new Proxy([{ at: '1ms', pause: 'clock', for: '1ms' }], all) }; })()`,
  },
  {
    name: 'a scenario whose parts are revoked while it is read',
    rest: `, network: (() => { const made = Proxy.revocable({ latency: '1ms' }, { ownKeys(target) { made.revoke(); return Reflect.ownKeys(target); } }); return made.proxy; })()`,
  },
  {
    name: 'a property whose answers ask who asks',
    properties: `@safety static sly() { return { valueOf() { probe(arguments); return true; }, get holds() { probe(this); probe(arguments); return true; }, then(...all) { probeAll(all); } }; }`,
  },
  {
    name: 'a property that returns a violation of its own making',
    properties: `@safety static sly() { const made = violation('x', { nodes: ['clock'] }); return new Proxy(made, { get(target, key) { probe(target); return Reflect.get(target, key); }, getPrototypeOf(target) { probe(arguments); return Reflect.getPrototypeOf(target); } }); }`,
  },
  {
    name: 'a property named by an object',
    properties: `@safety static [{ toString() { probe(arguments); return 'sly'; } }]() { probe(arguments); return true; }`,
  },
  loaded(
    'decorators and what they are given',
    `const decorate = (...all) => { probeAll(all); for (const item of all) { probe(item?.access); probe(item?.addInitializer); probe(item?.metadata); } };\nclass Decorated { @decorate static one() {} @decorate two() {} @decorate static three = 1; }\nvoid Decorated;`,
  ),
  loaded('what tagged texts are', `((strings, ...all) => { probe(strings); probe(strings.raw); probeAll(all); })\`a\${1}b\`;`),
  loaded(
    'the iterator that destructuring closes',
    `const sly = { [Symbol.iterator]() { return { next() { probe(arguments); return { done: false, value: this }; }, return(...all) { probeAll(all); probe(arguments); return {}; } }; } };\nconst [first] = sly; probe(first);`,
  ),
  loaded(
    'the errors of errors',
    `for (const make of [() => new AggregateError([new Error('x')]), () => new Error('x', { cause: new Error('y') }), () => { try { null.x; } catch (error) { return error; } }, () => { try { new Array(-1); } catch (error) { return error; } }, () => { try { decodeURIComponent('%'); } catch (error) { return error; } }, () => { try { JSON.parse('{'); } catch (error) { return error; } }, () => { try { 'x'.repeat(2 ** 30); } catch (error) { return error; } }, () => { try { 1n / 0n; } catch (error) { return error; } }]) { const made = make(); probe(made); probe(made?.cause); probe(made?.errors); }`,
  ),
  loaded(
    'the constructors of everything that has a class',
    `for (const name of Object.getOwnPropertyNames(globalThis)) { if (name === 'Promise') continue; try { const made = new globalThis[name](1); probe(made); probe(made.buffer); } catch (error) { probe(error); } try { probe(globalThis[name]); probe(globalThis[name].prototype); } catch (error) { probe(error); } }`,
  ),
  loaded(
    'every built-in, given nothing to work on',
    `const seen = new Set(); const all = [globalThis]; while (all.length > 0 && seen.size < 3000) { const owner = all.pop(); if (owner === null || !['object', 'function'].includes(typeof owner) || seen.has(owner)) continue; seen.add(owner); for (const key of Reflect.ownKeys(owner)) { let value; try { value = owner[key]; } catch (error) { probe(error); continue; } if (typeof value === 'function' && key !== 'repeat' && key !== 'padStart' && key !== 'padEnd') { try { probe(value.call(undefined)); } catch (error) { probe(error); } } all.push(value); } }`,
  ),
  loaded(
    'a subclass of Promise whose constructor is asked for functions',
    `try { class Sly extends Promise { constructor(run) { super((...all) => { probeAll(all); run(...all); }); } static get [Symbol.species]() { return Sly; } } Sly.resolve(1).then(() => 1); } catch (error) { probe(error); }`,
  ),
  loaded('what is awaited at the top', `try { await { then(...all) { probeAll(all); } }; } catch (error) { probe(error); }`),
  loaded(
    'a generator that is left in its middle',
    `function* sly() { try { yield this; } finally { probe(this); } }\nconst walk = sly(); probe(walk.next().value); probe(walk.return()); probe(walk.constructor);`,
  ),
  loaded(
    'an async generator and what it hands on',
    `try { const walk = (async function* () { yield* { [Symbol.asyncIterator]() { return { next(...all) { probeAll(all); return { then(...more) { probeAll(more); } }; } }; } }; })(); probe(walk.next()); } catch (error) { probe(error); }`,
  ),
  loaded(
    'the callers of a function that is not strict',
    `try { probe(Function.prototype.caller); } catch (error) { probe(error); }\ntry { probe(Object.getOwnPropertyDescriptor(Function.prototype, 'caller').get); probe(Object.getOwnPropertyDescriptor(Function.prototype, 'caller').get.call(probe)); } catch (error) { probe(error); }`,
  ),
  loaded(
    'the setter and the getter of __proto__ on what is shared',
    `const { get, set } = Object.getOwnPropertyDescriptor(Object.prototype, '__proto__');\nfor (const value of [globalThis, node, scenario, Function.prototype, crypto]) { try { probe(get.call(value)); set.call(value, { get constructor() { probe(this); return probe; } }); } catch (error) { probe(error); } }`,
  ),
  loaded(
    'the stack of a call that is captured into an object of the user',
    `const holder = {}; try { Error.captureStackTrace(holder, undefined); probe(holder.stack); Object.defineProperty(holder, 'name', { get() { probe(this); probe(arguments); return 'x'; } }); Error.captureStackTrace(holder); probe(holder.stack); } catch (error) { probe(error); }`,
  ),
  loaded(
    'regular expressions that call back',
    `class Sly extends RegExp { exec(...all) { probeAll(all); probe(this); return null; } static get [Symbol.species]() { probe(this); return Sly; } }\nfor (const use of [(sly) => 'x'.matchAll(sly), (sly) => 'x'.split(sly), (sly) => 'x'.replace(sly, probe), (sly) => 'x'.search(sly)]) try { probe(use(new Sly('x', 'g'))); } catch (error) { probe(error); }`,
  ),
  loaded(
    'the prototype of the global object, replaced',
    `try { Object.setPrototypeOf(globalThis, new Proxy({}, { get(target, key) { probe(target); return undefined; }, has(...all) { probeAll(all); return false; } })); } catch (error) { probe(error); }\ntry { void nobodyDefinesThis; } catch (error) { probe(error); }`,
  ),
  handled(
    'bytes whose buffer grows, is detached or has a class',
    `for (const make of [() => new Uint8Array(new ArrayBuffer(8, { maxByteLength: 64 })), () => { class Sly extends Uint8Array { static get [Symbol.species]() { probe(this); return Sly; } } return new Sly(8); }, () => Object.assign(new Uint8Array(8), { constructor: probe })]) try { state.bytes = make(); probe(state.bytes.buffer); self.disk.write('k', state.bytes); } catch (error) { probe(error); }`,
  ),
  handled(
    'messages, disk values and operations that are proxies',
    `const sly = new Proxy({ type: 'x' }, { get(target, key) { probe(target); return Reflect.get(target, key); }, ownKeys(target) { probe(arguments); return Reflect.ownKeys(target); }, getOwnPropertyDescriptor(target, key) { probe(arguments); return Reflect.getOwnPropertyDescriptor(target, key); } });\nfor (const use of [() => self.send('clock', sly), () => self.disk.write('k', sly), () => self.invoke(sly), () => self.setTimer('tick', sly), () => self.log(sly), () => self.random(sly)]) try { probe(use()); } catch (error) { probe(error); }`,
  ),
  handled(
    'the state becomes a proxy',
    `state.inner = new Proxy({}, { get(target, key) { probe(target); return undefined; }, ownKeys() { probe(arguments); return []; }, getPrototypeOf() { probe(arguments); return Object.prototype; } });`,
  ),
  handled(
    'self as the prototype, and its members called on something else',
    `const sly = Object.create(self); for (const key of ['send', 'log', 'setTimer', 'random', 'now', 'invoke', 'complete', 'broadcast']) for (const owner of [sly, globalThis, undefined, state]) try { probe(self[key].call(owner, new Proxy({}, { get(target, name) { probe(target); return undefined; } }))); } catch (error) { probe(error); }`,
  ),
  handled(
    'a stack that overflows inside what self does',
    `let text = '['; const deep = () => { try { self.log('x'); self.random(); deep(); } catch (error) { probe(error); } }; deep();`,
  ),
  handled(
    'a toString that a clock or a text function asks',
    `for (const use of [(sly) => new Date(sly), (sly) => Date.UTC(sly), (sly) => new Date(0).setTime(sly), (sly) => crypto.getRandomValues(sly), (sly) => Math.pow(sly, sly), (sly) => performance.now(sly), (sly) => crypto.randomUUID(sly), (sly) => crypto.subtle?.digest('SHA-256', sly)]) try { probe(use({ valueOf() { probe(arguments); return 1; }, toString() { probe(arguments); return '1'; }, [Symbol.toPrimitive](...all) { probeAll(all); return 1; } })); } catch (error) { probe(error); }`,
  ),
  {
    name: 'a family whose maker looks at what calls it',
    head: `export const family = scenario.matrix({ n: [1, 2] }, function (...all) { probe(this); probe(arguments); probeAll(all); return scenario({ name: 'f', nodes: { clock: node()({ init: () => ({}), on: {} }) }, duration: '10ms', properties: [] }); });`,
  },
  {
    name: 'settings that are asked',
    head: `const sly = new Proxy({ n: 1 }, { get(target, key) { probe(target); return Reflect.get(target, key); } });\nconst other = node()({ init: (self) => { probe(self.settings); return {}; }, on: {} }).with(sly);`,
    rest: `, versions: { next: { clock: other } }, faults: [{ at: '5ms', upgrade: 'clock', to: 'next' }]`,
  },
];
