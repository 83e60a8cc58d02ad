import type { CompiledScenario } from './compile.ts';
import type { Problem } from './protocol.ts';
import type { WorkerEnvironment } from './scenario-thread.ts';
import type { WorkerAnswer, WorkerRequest } from './worker-messages.ts';

/** What the process of a scenario is told first; after it come requests. */
export interface HostStart {
  readonly compiled: CompiledScenario;
  readonly environment: WorkerEnvironment;
}

export type ToHost = HostStart | WorkerRequest;

/** The thread has ended: why, and whether another one need not end of the same. */
export interface HostDied {
  readonly died: Problem;
  readonly mayWorkAgain: boolean;
}

export type FromHost = WorkerAnswer | HostDied;
