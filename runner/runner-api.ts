import type { ByzantineOverrides } from '../sim-core/trace/trace.ts';
import type { Inspection, Problem, RecordedRun, ScenarioDescription, SweepProgress, SweepReport } from './protocol.ts';

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
  readonly onProgress?: (progress: SweepProgress) => void;
  /** Aborting stops the workers and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface OpenScenario {
  readonly description: ScenarioDescription;
  /** Runs and records one seed. The recording stays in the worker for the calls below. */
  record(seed: number, byzantine?: ByzantineOverrides): Promise<RecordedRun>;
  /** One line of text for each event from `from` up to, not including, `to`: what the message or event carries. */
  labels(from: number, to: number): Promise<readonly string[]>;
  inspect(step: number): Promise<Inspection>;
  /** The steps as a Mermaid sequence diagram. */
  mermaid(from: number, to: number): Promise<string>;
  /** The recording as the bytes of a trace file. */
  traceFile(): Promise<Uint8Array>;
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
