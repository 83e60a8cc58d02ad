import { createContext, Script, type Context } from 'node:vm';
import { AUTHORING_NAME, EXPORTS_NAME, GUARD, SCENARIO_SCRIPT } from './bundle-names.ts';
import { FORBIDDEN_GLOBALS } from './forbidden.ts';
import type { Instrumented } from './instrument.ts';
import type * as Prelude from './prelude/index.ts';
import type * as Realm from './realm.ts';

export type SandboxRealm = Pick<typeof Realm, 'authoring' | 'driver' | 'failureOf' | 'running'>;

/** The scripts that the build makes for the sandbox. */
export interface SandboxScripts {
  /** `realm.ts` and all of sim-core as one script that leaves `__backstepRealm`. */
  readonly realm: string;
  /** `prelude/index.ts` as one script that leaves `__backstepPrelude`. */
  readonly prelude: string;
}

type Bundle = Parameters<typeof Prelude.evaluate>[0];

/**
 * A realm of its own in which nothing of the host is reachable: no process, no modules, no clock, no
 * code from strings. The simulator runs inside it too, so that objects on both sides have the same
 * prototypes and no call crosses a border.
 */
export class Sandbox {
  readonly realm: SandboxRealm;
  readonly #context: Context;
  readonly #prelude: typeof Prelude;
  #bundle: Bundle | undefined;

  constructor({ realm, prelude }: SandboxScripts) {
    this.#context = createContext(Object.create(null) as object, {
      codeGeneration: { strings: false, wasm: false },
      // A queue of its own, which nobody works through: what a promise of the bundle's would do is never done.
      microtaskMode: 'afterEvaluate',
    });
    this.realm = this.#evaluate(realm, 'backstep-realm.js', '__backstepRealm') as SandboxRealm;
    this.#prelude = this.#evaluate(prelude, 'backstep-prelude.js', '__backstepPrelude') as typeof Prelude;
    this.#prelude.replaceWorld(this.realm.running, JSON.stringify(Object.keys(FORBIDDEN_GLOBALS)));
  }

  /**
   * Evaluates the user's bundle, the first time or anew, and freezes what it holds. Returns what its
   * file exports, and how to have it evaluated anew. `fresh` lets packages change what they hold.
   */
  load(
    bundle: Pick<Instrumented, 'code' | 'sites' | 'assigned' | 'libraryLines' | 'probes'>,
    fresh: boolean,
  ): ReturnType<typeof Prelude.evaluate> {
    const prelude = this.#prelude;
    // Texts go in, because an array of the host would bring the host's constructors with it.
    if (!this.#bundle) {
      if (bundle.probes) prelude.veil(bundle.code, bundle.probes.veil.from, bundle.probes.veil.to);
      const sites = bundle.sites.map(({ name, library }) => ({ name, library }));
      prelude.expectBundle(JSON.stringify(sites), JSON.stringify(bundle.assigned), JSON.stringify(bundle.libraryLines));
    }
    this.#bundle ??= this.#function(
      [GUARD, AUTHORING_NAME, ...prelude.globalNames()],
      bundle.code,
      SCENARIO_SCRIPT,
      EXPORTS_NAME,
    ) as Bundle;
    return prelude.evaluate(this.#bundle, this.realm.authoring, fresh);
  }

  /** The function that the user's whole bundle is in, once it has been loaded. */
  get bundle(): unknown {
    return this.#bundle;
  }

  /** What tells on which lines handlers are, in a bundle with probes. */
  get lines(): Pick<typeof Prelude, 'followLines' | 'handlerBegins' | 'lines' | 'lookAtLines' | 'seenAtLines'> {
    return this.#prelude;
  }

  /** What made a promise since this was asked last, where none may be made. */
  takePromise(): { readonly message: string; readonly cure: string; readonly stack: string | undefined } | undefined {
    return this.#prelude.takePromise();
  }

  /** Evaluates a script of Backstep's own, with the realm's globals. */
  #evaluate(code: string, filename: string, result: string): unknown {
    const globals = (this.#run('Object.getOwnPropertyNames(globalThis)', 'backstep-globals.js') as string[]).filter(canBeParameter);
    const values = this.#run(`[${globals.join(',')}]`, 'backstep-globals.js') as unknown[];
    return this.#function(globals, code, filename, result)(...values);
  }

  /**
   * A script as a strict function whose parameters are globals: a look-up of a parameter is several
   * times as fast as one on the context's global object.
   */
  #function(parameters: readonly string[], code: string, filename: string, result: string): (...values: unknown[]) => unknown {
    // All on the first line, so that the lines of the script stay where the source map expects them.
    return this.#run(`(function(${parameters.join(',')}){"use strict";${code}\n;return ${result};})`, filename) as (
      ...values: unknown[]
    ) => unknown;
  }

  #run(code: string, filename: string): unknown {
    return new Script(code, { filename }).runInContext(this.#context);
  }
}

const NOT_A_PARAMETER = new Set(['undefined', 'NaN', 'Infinity', 'eval', 'arguments', 'globalThis']);

function canBeParameter(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && !NOT_A_PARAMETER.has(name);
}
