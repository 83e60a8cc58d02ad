import type { Divergence } from '../sim-core/base/verdict.ts';
import type { CheckedRun, Problem, RecordedRun, ScenarioDescription, SweepProgress, SweepReport } from './protocol.ts';
import type { RemoteCalls } from './worker-calls.ts';

/**
 * The one client through which the command line and the extension reach the simulator. Each open
 * scenario has a worker of its own; a worker that dies takes nothing else with it.
 */
export interface Runner {
  /** Compiles and loads a file in a fresh worker. Rejects with `RunnerProblems` when it cannot. */
  open(file: string): Promise<OpenScenario>;
  sweep(file: string, seeds: { from: number; to: number }, options: SweepOptions): Promise<SweepReport>;
}

export interface SweepOptions {
  /** Defaults to the number of cores. */
  readonly workers?: number;
  /** Executes every seed, not only a sample, again: recorded, by seeking, and in a fresh worker. */
  readonly checkDeterminism?: boolean;
  readonly onProgress?: (progress: SweepProgress) => void;
  /** Aborting stops the workers and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A loaded scenario and the calls of its worker. */
export interface OpenScenario extends Omit<RemoteCalls, 'load' | 'record'> {
  readonly description: ScenarioDescription;
  /** Runs and records one seed, and executes it again unless it is long: a recording is checked by samples only. */
  record(...args: Parameters<RemoteCalls['record']>): Promise<CheckedRun>;
  /**
   * Executes what was recorded last again in every other way, and finds the first difference. The
   * worker then holds another recording of the same run.
   */
  checkDeterminism(recorded: RecordedRun): Promise<Divergence | undefined>;
  /** Ends the worker; calls that are under way reject. */
  close(): void;
  /** Called once when the worker dies by itself or is ended by the watchdog. */
  onDied(listener: (problem: Problem) => void): void;
}

/** The user's file cannot be compiled, loaded or run, and why. */
export class RunnerProblems extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'RunnerProblems';
    this.problems = problems;
  }
}

/** `file:line:column: message` with its cure on the same line, as compilers print it. */
export function formatProblem({ location, message, cure }: Problem): string {
  const place = location ? `${location.file}:${location.line}:${location.column}: ` : '';
  return `${place}${message}${cure ? ` ${cure}` : ''}`;
}
