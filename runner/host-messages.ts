import type { CompiledScenario } from './compile.ts';
import type { Usage } from './memory-problem.ts';
import type { Problem } from './protocol.ts';
import type { WorkerEnvironment } from './scenario-thread.ts';
import type { WorkerAnswer, WorkerRequest } from './worker-messages.ts';

/** What the process of a scenario is told first; after it come requests. */
export interface HostStart {
  readonly compiled: CompiledScenario;
  readonly environment: WorkerEnvironment;
}

/** The worker is to say what takes memory, which the next word of its use tells. */
export interface HostAsked {
  readonly asks: 'largest';
}

export type ToHost = HostStart | WorkerRequest | HostAsked;

/** The thread has ended: why, and whether another one need not end of the same. */
export interface HostDied {
  readonly died: Problem;
  readonly mayWorkAgain: boolean;
}

/** How much memory the process uses by now. */
export interface HostUses {
  readonly usage: Usage;
}

export type FromHost = WorkerAnswer | HostDied | HostUses;
