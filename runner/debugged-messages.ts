import type { CompiledScenario } from './compile.ts';
import type { Problem, SeededScenario } from './protocol.ts';
import type { HandlerExecution, ReplayEnd } from './runner-api.ts';

/** What the process in which a handler is debugged is told, once. */
export interface DebuggedStart {
  readonly compiled: CompiledScenario;
  readonly scenario: SeededScenario;
  readonly execution: HandlerExecution;
  /** Where the build has put `realm.js` and `prelude.js`. */
  readonly folder: string;
  readonly version: string;
}

/** What it tells: where a debugger can attach, then how the run ended, or why it could not be made. */
export type FromDebugged = { readonly url: string } | { readonly ended: ReplayEnd } | { readonly problems: readonly Problem[] };
