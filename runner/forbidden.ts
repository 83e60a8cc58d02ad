import { builtinModules } from 'node:module';

const SEND = 'Nodes reach each other with self.send.';
const DISK = 'What a node keeps belongs on self.disk.';
const TIMER = 'Use self.setTimer and a handler in `timers`.';

/** What to use in place of a module of the real world. */
const IN_PLACE_OF: Readonly<Record<string, string>> = {
  fs: DISK,
  'fs/promises': DISK,
  sqlite: DISK,
  net: SEND,
  http: SEND,
  https: SEND,
  http2: SEND,
  dgram: SEND,
  tls: SEND,
  dns: SEND,
  timers: TIMER,
  'timers/promises': TIMER,
  crypto: 'Use self.random or the global crypto, which draw from the seed.',
  perf_hooks: 'Use self.monotonic or the global performance, which read the simulated clock.',
  child_process: 'Start another node of the scenario instead.',
  worker_threads: 'Start another node of the scenario instead.',
  cluster: 'Start another node of the scenario instead.',
};

/** Why a module cannot be imported, or undefined when it can. */
export function forbiddenModule(specifier: string): { message: string; cure: string } | undefined {
  const name = specifier.replace(/^node:/, '');
  if (!builtinModules.includes(name) && !specifier.startsWith('node:')) return undefined;
  return {
    message: `'${specifier}' reaches the real world, which a simulated node cannot.`,
    cure: IN_PLACE_OF[name] ?? 'Keep to the language, to plain npm packages, and to what `self` offers.',
  };
}

/** Globals that exist elsewhere and not in the simulation, with what to use instead. */
export const FORBIDDEN_GLOBALS: Readonly<Record<string, string>> = {
  setTimeout: TIMER,
  setInterval: TIMER,
  setImmediate: TIMER,
  clearTimeout: TIMER,
  clearInterval: TIMER,
  clearImmediate: TIMER,
  queueMicrotask: 'Handlers are synchronous: call it right away, or set a timer.',
  requestAnimationFrame: TIMER,
  fetch: SEND,
  XMLHttpRequest: SEND,
  WebSocket: SEND,
  EventSource: SEND,
  process: 'A scenario depends on its seed alone: make what varies part of the scenario.',
  require: 'Use `import`.',
  WebAssembly: 'Use plain TypeScript.',
  SharedArrayBuffer: 'Nodes share nothing: send a message.',
  Atomics: 'Nodes share nothing: send a message.',
  Worker: 'Start another node of the scenario instead.',
  Intl: 'What is written in a language differs from machine to machine: write texts by yourself.',
  Temporal: 'Not every engine that Backstep runs on has it. Use self.now(), or Date, which lives in UTC.',
  WeakRef: 'When garbage is collected differs from run to run: keep a plain reference.',
  FinalizationRegistry: 'When garbage is collected differs from run to run: clean up by yourself.',
};

/** What to do instead of `eval`, `new Function` and their like. */
export const NO_CODE_FROM_TEXTS = 'Nobody can see what code that is made of a text reaches: write it as a function.';

/** What engines newer than the oldest supported one have, and the sandbox therefore not. */
const NEWER = new Set([
  'Iterator',
  'Float16Array',
  'DisposableStack',
  'AsyncDisposableStack',
  'SuppressedError',
  'ShadowRealm',
  'AsyncContext',
]);

/** What to use in place of a global that is not there; undefined for a name that nobody knows. */
export function insteadOf(name: string): string | undefined {
  if (Object.hasOwn(FORBIDDEN_GLOBALS, name)) return FORBIDDEN_GLOBALS[name];
  return NEWER.has(name)
    ? 'Only engines newer than Node.js 20 have it, and a run is the same on all: write it by yourself, or use a package.'
    : undefined;
}

/** What to use in place of what a message says is not there: a global, or code that is made of a text. */
export function insteadOfMissing(message: string): string | undefined {
  if (message.includes('EvalError: Code generation from strings disallowed')) return NO_CODE_FROM_TEXTS;
  const missing = /ReferenceError: ([\w$]+) is not defined/.exec(message)?.[1];
  return missing === undefined ? undefined : insteadOf(missing);
}
