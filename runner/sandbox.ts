import { isArrayBuffer, isProxy } from 'node:util/types';
import { createContext, Script, type Context } from 'node:vm';
import { PLAIN_TAG, plainFromJson, plainToJson } from '../sim-core/base/plain-json.ts';
import { AUTHORING_NAME, EXPORTS_NAME, GUARD, SCENARIO_SCRIPT } from './bundle-names.ts';
import { FORBIDDEN_GLOBALS } from './forbidden.ts';
import type { Instrumented } from './instrument.ts';
import type * as Prelude from './prelude/index.ts';
import type * as Realm from './realm.ts';
import type { RealmFailure } from './realm-failure.ts';

/** The scripts that the build makes for the sandbox. */
export interface SandboxScripts {
  /** `realm.ts` and all of sim-core as one script that leaves `__backstepRealm`. */
  readonly realm: string;
  /** `prelude/index.ts` as one script that leaves `__backstepPrelude`. */
  readonly prelude: string;
}

/** What failed inside the realm, of which only a description comes out. */
export class RealmError extends Error {
  constructor(readonly failure: RealmFailure) {
    super(failure.message);
  }
}

/** What failed, in the realm or on this side of it. */
export function failureOf(error: unknown): RealmFailure {
  if (error instanceof RealmError) return error.failure;
  const { message, stack } = error instanceof Error ? error : { message: String(error) };
  return { message, cure: undefined, subject: {}, stack };
}

/**
 * A realm of its own in which nothing of the host is reachable: no process, no modules, no clock, no
 * code from strings. The simulator runs inside it too, so that no call of a run crosses the border.
 *
 * Texts, numbers and buffers cross it, and nothing else. Any object of the host leads to the host's
 * constructors, and so to code that is made of a text: none is passed in, none is thrown in, and no method
 * of an object of the realm is called from here once the user's code has run, because it could have been
 * replaced. What comes out is a text, whatever somebody has made of the realm.
 */
export class Sandbox {
  readonly #context: Context;
  readonly #realm: Pick<typeof Realm, 'answer' | 'bufferAt' | 'functionAt' | 'expectBundle'>;
  readonly #prelude: Pick<typeof Prelude, 'expectBundle' | 'parameters' | 'veil'>;
  #expected = false;
  #promised: Realm.Answer['promised'];

  constructor({ realm: realmScript, prelude: preludeScript }: SandboxScripts, pulse: SharedArrayBuffer) {
    this.#context = createContext(Object.create(null) as object, {
      codeGeneration: { strings: false, wasm: false },
      // A queue of its own, which nobody works through: what a promise of the bundle's would do is never done.
      microtaskMode: 'afterEvaluate',
    });
    const realm = this.#evaluate(realmScript, 'backstep-realm.js', '__backstepRealm') as typeof Realm;
    const prelude = this.#evaluate(preludeScript, 'backstep-prelude.js', '__backstepPrelude') as typeof Prelude;
    // All of it is taken before the user's code runs.
    const { answer, bufferAt, functionAt, expectBundle } = realm;
    this.#realm = { answer, bufferAt, functionAt, expectBundle };
    this.#prelude = { expectBundle: prelude.expectBundle, parameters: prelude.parameters, veil: prelude.veil };
    realm.connect(prelude, pulse, JSON.stringify(Object.keys(FORBIDDEN_GLOBALS)));
  }

  /** Gets ready to evaluate the user's bundle. */
  expect({
    code,
    sites,
    assigned,
    libraryLines,
    probes,
  }: Pick<Instrumented, 'code' | 'sites' | 'assigned' | 'libraryLines' | 'probes'>): void {
    if (this.#expected) return;
    if (probes) this.#prelude.veil(code, probes.veil.from, probes.veil.to);
    const told = sites.map(({ name, library }) => ({ name, library }));
    this.#prelude.expectBundle(JSON.stringify(told), JSON.stringify(assigned), JSON.stringify(libraryLines));
    const parameters = [GUARD, AUTHORING_NAME, this.#prelude.parameters()].join(',');
    const whole = this.#function(parameters, code, SCENARIO_SCRIPT, EXPORTS_NAME) as Parameters<typeof Realm.expectBundle>[0];
    this.#realm.expectBundle(whole, probes !== undefined);
    this.#expected = true;
  }

  /** Asks the realm. @throws RealmError */
  call<Name extends keyof Realm.Driver>(name: Name, ...args: Parameters<Realm.Driver[Name]>): ReturnType<Realm.Driver[Name]> {
    const question = JSON.stringify(args.map(plainToJson));
    let text: unknown;
    try {
      text = this.#realm.answer(name, question);
    } catch {
      // What is thrown here is of the realm, and not even looked at.
    }
    if (typeof text !== 'string') throw new RealmError(UNTOLD);
    const { failure, result, promised } = told(text) as Realm.Answer<ReturnType<Realm.Driver[Name]>>;
    this.#promised ??= promised;
    if (failure) throw new RealmError(failure);
    return result as ReturnType<Realm.Driver[Name]>;
  }

  /** What made the first promise since this was asked last, where none may be made. */
  takePromise(): Realm.Answer['promised'] {
    const promised = this.#promised;
    this.#promised = undefined;
    return promised;
  }

  /** A buffer that the last call has left. */
  buffer(index: number): ArrayBuffer {
    const buffer: unknown = this.#realm.bufferAt(index);
    if (!isArrayBuffer(buffer)) throw new RealmError(UNTOLD);
    return buffer;
  }

  /** A function of the user's to show to the inspector, and nothing else; undefined for one that would be asked what it is. */
  functionAt(index: number): unknown {
    const found: unknown = this.#realm.functionAt(index);
    return isProxy(found) ? undefined : found;
  }

  /** Evaluates a script of Backstep's own, with the realm's globals. */
  #evaluate(code: string, filename: string, result: string): unknown {
    const globals = (this.#run("Object.getOwnPropertyNames(globalThis).join(',')", 'backstep-globals.js') as string)
      .split(',')
      .filter(canBeParameter)
      .join(',');
    return this.#run(`${functionText(globals, code, result)}(${globals})`, filename);
  }

  /**
   * A script as a strict function whose parameters are globals: a look-up of a parameter is several
   * times as fast as one on the context's global object.
   */
  #function(parameters: string, code: string, filename: string, result: string): unknown {
    return this.#run(functionText(parameters, code, result), filename);
  }

  #run(code: string, filename: string): unknown {
    return new Script(code, { filename }).runInContext(this.#context);
  }
}

/** What a text of the realm's means; most have nothing in them that is more than JSON, and a sweep reads one for each seed. */
function told(text: string): unknown {
  const json: unknown = JSON.parse(text);
  return text.includes(PLAIN_TAG) ? plainFromJson(json) : json;
}

/** When the realm cannot even say what failed. */
const UNTOLD: RealmFailure = {
  message: 'The scenario has left the simulator unable to answer',
  cure: 'Do not change the built-in objects of the language, and keep recursion shallow.',
  subject: {},
  stack: undefined,
};

function functionText(parameters: string, code: string, result: string): string {
  // All on the first line, so that the lines of the script stay where the source map expects them.
  return `(function(${parameters}){"use strict";${code}\n;return ${result};})`;
}

const NOT_A_PARAMETER = new Set(['undefined', 'eval', 'arguments', 'globalThis']);

function canBeParameter(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && !NOT_A_PARAMETER.has(name);
}
