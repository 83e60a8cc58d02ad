import type { CompiledScenario } from './compile.ts';
import type { SandboxScripts } from './sandbox.ts';
import type { Inspection, Problem, RecordedRun, ScenarioDescription } from './protocol.ts';
import type { Outcome } from '../sim-core/trace/trace.ts';

/** What a worker is started with. */
export interface WorkerStart extends CompiledScenario {
  readonly scripts: SandboxScripts;
  /** The memory of the worker's `Pulse`. */
  readonly pulse: SharedArrayBuffer;
  readonly version: string;
}

/** The calls that a worker answers, with their arguments and results. */
export interface WorkerCalls {
  load: { arguments: []; result: ScenarioDescription };
  record: { arguments: [seed: number, byzantine: string]; result: RecordedRun };
  /** Runs the seeds from `from` to `to`, both included. */
  sweep: { arguments: [from: number, to: number]; result: readonly Outcome[] };
  labels: { arguments: [from: number, to: number]; result: readonly string[] };
  inspect: { arguments: [step: number]; result: Inspection };
  mermaid: { arguments: [from: number, to: number]; result: string };
  traceFile: { arguments: []; result: Uint8Array };
}

export type WorkerCall = keyof WorkerCalls;

export interface WorkerRequest<Call extends WorkerCall = WorkerCall> {
  readonly id: number;
  readonly call: Call;
  readonly arguments: WorkerCalls[Call]['arguments'];
}

export type WorkerAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly problems: readonly Problem[] };
