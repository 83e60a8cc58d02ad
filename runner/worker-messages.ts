import type { Problem } from './protocol.ts';
import type { CompiledScenario } from './compile.ts';
import type { SandboxScripts } from './sandbox.ts';
import type { WorkerCallName } from './worker-calls.ts';

/** What a worker is started with. */
export interface WorkerStart extends CompiledScenario {
  readonly scripts: SandboxScripts;
  /** The memory of the worker's `Pulse`. */
  readonly pulse: SharedArrayBuffer;
  readonly version: string;
}

export interface WorkerRequest {
  readonly id: number;
  readonly call: WorkerCallName;
  readonly arguments: readonly unknown[];
}

export type WorkerAnswer =
  { readonly id: number; readonly result: unknown } | { readonly id: number; readonly problems: readonly Problem[] };
