import { createContext, Script, type Context } from 'node:vm';
import { AUTHORING_NAME, EXPORTS_NAME } from './compile.ts';
import { FORBIDDEN_GLOBALS } from './forbidden.ts';
import type * as Realm from './realm.ts';

export type SandboxRealm = Pick<typeof Realm, 'authoring' | 'driver' | 'failureOf' | 'running'>;

/** The name under which the user's bundle appears in stacks, for `SourceMap` to find. */
export const SCENARIO_SCRIPT = 'backstep-scenario.js';

/** The scripts that the build makes for the sandbox. */
export interface SandboxScripts {
  /** `realm.ts` and all of sim-core as one script that leaves `__backstepRealm`. */
  readonly realm: string;
  readonly prelude: string;
}

/**
 * A realm of its own in which nothing of the host is reachable: no process, no modules, no clock, no
 * code from strings. The simulator runs inside it too, so that objects on both sides have the same
 * prototypes and no call crosses a border.
 */
export class Sandbox {
  readonly realm: SandboxRealm;
  readonly #context: Context;

  constructor({ realm, prelude }: SandboxScripts) {
    this.#context = createContext(Object.create(null) as object, { codeGeneration: { strings: false, wasm: false } });
    this.realm = this.#evaluate(realm, 'backstep-realm.js', '__backstepRealm') as SandboxRealm;
    const replaceTheWorld = this.#evaluate(`var prelude = ${prelude}`, 'backstep-prelude.js', 'prelude') as (running: unknown, forbidden: unknown) => void;
    // The list goes in as a text: an array of the host would bring the host's constructors with it.
    const forbidden = this.#run(`(${JSON.stringify(Object.keys(FORBIDDEN_GLOBALS))})`, 'backstep-forbidden.js');
    replaceTheWorld(this.realm.running, forbidden);
  }

  /** Evaluates the user's bundle and returns what its file exports by default. */
  load(code: string): unknown {
    const exported = this.#evaluate(code, SCENARIO_SCRIPT, EXPORTS_NAME, { [AUTHORING_NAME]: this.realm.authoring });
    return (exported as { default?: unknown } | undefined)?.default;
  }

  /**
   * Runs a script inside a strict function whose parameters are the realm's globals: a look-up of a
   * parameter is several times as fast as one on the context's global object.
   */
  #evaluate(code: string, filename: string, result: string, extra: Readonly<Record<string, unknown>> = {}): unknown {
    const globals = this.#run('Object.getOwnPropertyNames(globalThis)', 'backstep-globals.js') as string[];
    const names = globals.filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && !NOT_A_PARAMETER.has(name));
    const parameters = [...names, ...Object.keys(extra)].join(',');
    const values = [...names.map((name) => this.#run(`globalThis.${name}`, 'backstep-global.js')), ...Object.values(extra)];
    // All on the first line, so that the lines of the script stay where the source map expects them.
    const run = this.#run(`(function(${parameters}){"use strict";${code}\n;return ${result};})`, filename) as (...args: unknown[]) => unknown;
    return run(...values);
  }

  #run(code: string, filename: string): unknown {
    return new Script(code, { filename }).runInContext(this.#context);
  }
}

const NOT_A_PARAMETER = new Set(['undefined', 'NaN', 'Infinity', 'eval', 'arguments', 'globalThis']);
