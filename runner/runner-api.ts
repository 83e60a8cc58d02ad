import type { Divergence } from '../sim-core/base/verdict.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';
import type { Shard } from './shard.ts';
import type { LineSite } from './line-probes.ts';
import type {
  CheckedFile,
  CheckedRun,
  LineColumns,
  LineLook,
  PanelRun,
  Problem,
  RecordedRun,
  ScenarioDescription,
  ScenarioIdentity,
  SeenLine,
  SweepProgress,
  SweepReport,
  SweepTable,
} from './protocol.ts';
import type { RemoteCalls } from './worker-calls.ts';

/**
 * The one client through which the command line and the extension reach the simulator. Each open
 * scenario has a worker of its own; a worker that dies takes nothing else with it.
 */
export interface Runner {
  /** Compiles a file and says which scenarios it offers; `wanted` as in `SweepOptions.scenario`. Rejects with `RunnerProblems` when it cannot. */
  offered(file: string, wanted?: string): Promise<readonly ScenarioIdentity[]>;
  /** Compiles a file and loads every scenario of it, and says what is wrong with them; it runs none. */
  check(file: string): Promise<CheckedFile>;
  /**
   * Compiles a file and loads a scenario of it in a fresh worker: the one that `scenario` means, as `--scenario`
   * takes it, or else the default or only one. Its seeds are read as `strategy` says, as `--strategy` takes it, wherever
   * a call does not say otherwise; `random`, if absent. Rejects with `RunnerProblems` when it cannot.
   */
  open(file: string, scenario?: string, strategy?: string): Promise<OpenScenario>;
  /** Sweeps one scenario. Rejects with `RunnerProblems` when it cannot, or when several are meant. */
  sweep(file: string, seeds: { from: number; to: number }, options: SweepOptions): Promise<SweepReport>;
  /** Sweeps all scenarios that are meant, one after the other over the same seeds; each is checked before the first is run. */
  sweepAll(file: string, seeds: { from: number; to: number }, options: SweepOptions): Promise<SweepTable>;
}

/** When a sweep ends: with the first seed that fails, when so many seconds have passed, or with so many causes of failures. */
export type Until = 'first' | number | { readonly distinct: number };

export interface SweepOptions {
  /** Which scenario of the file, or which several: the name of an export, or a family with some of its parameters, `quorum[replicas=3]`. */
  readonly scenario?: string;
  /** Defaults to the number of cores. */
  readonly workers?: number;
  /** Runs one part of the seeds alone, so that other machines can run the others. */
  readonly shard?: Shard;
  /** How seeds are read, as `--strategy` takes it; `random`, if absent. */
  readonly strategy?: string;
  /** When it ends; after all seeds, if absent. */
  readonly until?: Until;
  /** Executes every seed, not only a sample, again: recorded, by seeking, and in a fresh worker. */
  readonly checkDeterminism?: boolean;
  readonly onProgress?: (progress: SweepProgress) => void;
  /** Aborting stops the workers and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A loaded scenario and the calls of its worker. */
export interface OpenScenario extends Omit<RemoteCalls, 'offered' | 'load' | 'record' | 'lines' | 'look'> {
  readonly description: ScenarioDescription;
  /** Runs and records one seed, and executes it again unless it is long: a recording is checked by samples only. */
  record(...args: Parameters<RemoteCalls['record']>): Promise<CheckedRun>;
  /** Runs and records one seed with a bundle that tells on which line it is, in a worker of its own. */
  lines(...args: Parameters<RemoteCalls['record']>): Promise<RecordedLines>;
  /**
   * Makes a run again in a process of its own, up to a handler, and waits there for a debugger to attach. Rejects with
   * `RunnerProblems` when it cannot.
   */
  debugHandler(execution: HandlerExecution): Promise<DebuggedHandler>;
  /**
   * Executes what was recorded last again in every other way, and finds the first difference. The
   * worker then holds another recording of the same run.
   */
  checkDeterminism(recorded: RecordedRun): Promise<Divergence | undefined>;
  /**
   * What is shown as one HTML document that opens without an editor or a network; `content` is of the run that was recorded
   * last, and paths are told as from the folder `base`.
   */
  savedPage(content: PanelRun, base: string): Promise<string>;
  /** Ends the worker; calls that are under way reject. */
  close(): void;
  /** Called once when the worker dies by itself or is ended by the watchdog. */
  onDied(listener: (problem: Problem) => void): void;
}

/** A recorded run, line by line. */
export interface RecordedLines {
  /** The hash of its events, which has to be that of the run without probes. */
  readonly hash: string;
  /** The statements with probes, by their number. */
  readonly sites: readonly LineSite[];
  /** `LineColumns` to read from. */
  readonly trail: { readonly [Column in keyof LineColumns]: Int32Array };
  /** Executes steps again, and tells what could be seen at their lines; at most 20,000 of them. */
  look(look: LineLook): Promise<readonly SeenLine[]>;
  close(): void;
}

/** The one execution of a handler that is to be debugged. */
export interface HandlerExecution {
  readonly seed: number;
  /** What is otherwise in the run than its scenario and seed say. */
  readonly changes: RunChanges;
  /** The step that the handler handles, and at which node. */
  readonly step: number;
  readonly node: string;
  /** The hash of the run, by which it is known again. */
  readonly hash: string;
}

/** How a replay has ended. */
export interface ReplayEnd {
  /** Whether the run was, to its end, the one that had been recorded: whoever changes a value in the debugger makes it another. */
  readonly same: boolean;
  /** Whether it stopped at the handler; not where what handles the step is none of the author's functions. */
  readonly stopped: boolean;
}

/** A replay that stands before a handler and waits for a debugger to attach. */
export interface DebuggedHandler {
  /** Where an inspector's protocol is spoken, as `ws://127.0.0.1:port/…`. */
  readonly url: string;
  /** Resolves when the run has come to its end, undefined where its process ended before; it never rejects. */
  readonly ended: Promise<ReplayEnd | undefined>;
  /** Ends the process, wherever it stands. */
  close(): void;
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
export function formatProblem(problem: Problem): string {
  const { location } = problem;
  return `${location ? `${location.file}:${location.line}:${location.column}: ` : ''}${problemSentences(problem)}`;
}

/** What is wrong, what to do about it, and which seed of many shows it. */
export function problemSentences({ message, cure, met }: Problem): string {
  const seed = met && `It happens in seed ${met.seed}${met.strategy === undefined ? '' : ` with --strategy ${met.strategy}`}.`;
  return [message, cure, seed].filter((sentence) => sentence !== undefined && sentence !== '').join(' ');
}
