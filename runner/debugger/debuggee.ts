import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { didYouMean } from '../../sim-core/base/nearest.ts';
import type { Divergence } from '../../sim-core/base/verdict.ts';
import type { TraceHeader } from '../../sim-core/trace/codec.ts';
import { changesOf, type RunChanges } from '../../sim-core/trace/run-changes.ts';
import type { Trace } from '../../sim-core/trace/trace.ts';
import type { Inspection, LocatedProperty, ScenarioDescription } from '../protocol.ts';
import type { OpenScenario, RecordedLines, Runner } from '../runner-api.ts';
import { UsageError } from '../seeds.ts';
import { readTraceFile, sourceIn, unpackTrace } from '../trace-file.ts';

/** What a launch configuration says: a scenario and a seed, or a trace file. */
export interface LaunchArguments {
  /** A file with scenarios. */
  readonly program?: string;
  /** Which of them, as `--scenario` takes it; the default or only one, if absent. */
  readonly scenario?: string;
  /** 0, if absent. */
  readonly seed?: number;
  /** How choices follow from it, as `--strategy` takes it; `random`, if absent. */
  readonly strategy?: string;
  /** A `.backstep` file in place of program, scenario and seed. */
  readonly trace?: string;
  /** Where to begin: a step, a time, `start` or `violation`; the first violation or else the start, if absent. */
  readonly at?: string | number;
  /** What a step is: a line inside of handlers, and an event elsewhere; or always an event. `line`, if absent. */
  readonly stepBy?: StepBy;
}

export type StepBy = 'line' | 'event';

/** One recorded run that is being debugged, and what can be asked of it. */
export interface Debuggee {
  readonly file: string;
  /** Which scenario of the file. */
  readonly id: string;
  readonly trace: Trace;
  readonly properties: readonly LocatedProperty[];
  /** Where the second execution of the run differed, if it did. */
  readonly divergence: Divergence | null;
  /** Where handlers stand; nothing where only a trace is at hand. */
  readonly handlers: ScenarioDescription['handlers'];
  /** The world after a step; absent where only a trace is at hand, since states are what the code makes of it. */
  readonly inspect?: (step: number) => Promise<Inspection>;
  /** The same run, line by line; absent where only a trace is at hand. Whoever asks closes it. */
  readonly lines?: () => Promise<RecordedLines>;
  /** The same run with changes, in place of this one; absent where only a trace is at hand. */
  readonly otherwise?: (changes: RunChanges) => Promise<Debuggee>;
  /** Something that whoever debugs has to know from the start. */
  readonly remark?: string;
  close(): void;
}

const KEYS: readonly (keyof LaunchArguments)[] = ['program', 'scenario', 'seed', 'strategy', 'trace', 'at', 'stepBy'];
/** What VS Code and other editors add of their own. */
const OF_EDITORS: ReadonlySet<string> = new Set(['name', 'type', 'request', 'noDebug', 'env', 'cwd', 'console']);

/** @throws UsageError when a configuration says nothing that can be run, or what nobody reads. */
export function checkedLaunch(given: Readonly<Record<string, unknown>>): LaunchArguments {
  const unknown = Object.keys(given).find((key) => !key.startsWith('__') && !OF_EDITORS.has(key) && !KEYS.some((known) => known === key));
  // Editors add settings such as `internalConsoleOptions` or `presentation`; only what is nearly one of ours is a mistake for certain.
  if (unknown !== undefined) {
    const told = didYouMean(unknown, KEYS);
    if (told.startsWith('Did')) throw new UsageError(`The launch configuration has \`${unknown}\`, which it does not know. ${told}`);
  }
  const text = (key: 'program' | 'scenario' | 'strategy' | 'trace'): string | undefined => {
    const value = given[key];
    if (value === undefined || typeof value === 'string') return value;
    throw new UsageError(`\`${key}\` of the launch configuration is ${JSON.stringify(value)}: write a text.`);
  };
  const { seed, at, stepBy } = given;
  if (seed !== undefined && !(typeof seed === 'number' && Number.isSafeInteger(seed) && seed >= 0))
    throw new UsageError(`\`seed\` of the launch configuration is ${JSON.stringify(seed)}: write a whole number from 0.`);
  if (at !== undefined && typeof at !== 'string' && typeof at !== 'number')
    throw new UsageError(
      `\`at\` of the launch configuration is ${JSON.stringify(at)}: write a step, a time such as '4.2s', or 'violation'.`,
    );
  if (stepBy !== undefined && stepBy !== 'line' && stepBy !== 'event')
    throw new UsageError(`\`stepBy\` of the launch configuration is ${JSON.stringify(stepBy)}: write 'line' or 'event'.`);
  const [program, scenario, strategy, trace] = [text('program'), text('scenario'), text('strategy'), text('trace')];
  if (program !== undefined && trace !== undefined)
    throw new UsageError('The launch configuration has `program` and `trace`: write one of them, a trace names its program itself.');
  if (program === undefined && trace === undefined)
    throw new UsageError(
      'The launch configuration has no `program`: write the path of a file with a scenario, or `trace` with a .backstep file.',
    );
  return {
    ...(program === undefined ? {} : { program }),
    ...(scenario === undefined ? {} : { scenario }),
    ...(seed === undefined ? {} : { seed }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(trace === undefined ? {} : { trace }),
    ...(at === undefined ? {} : { at }),
    ...(stepBy === undefined ? {} : { stepBy }),
  };
}

/** Records what is to be debugged. Rejects with `RunnerProblems` or `UsageError` when it cannot. */
export async function openDebuggee(runner: Runner, { program, scenario, seed = 0, strategy, trace }: LaunchArguments): Promise<Debuggee> {
  if (trace !== undefined) return openTrace(runner, trace);
  const file = resolve(program!);
  if (!existsSync(file)) throw new UsageError(`${file} does not exist: write the path of a file with a scenario as \`program\`.`);
  const opened = await runner.open(file, scenario, strategy);
  try {
    return await recordedIn(opened, seed, {});
  } catch (error) {
    opened.close();
    throw error;
  }
}

async function recordedIn(opened: OpenScenario, seed: number, changes: RunChanges): Promise<Debuggee> {
  const { outcome, divergence } = await opened.record(seed, changes);
  const { file, id, handlers } = opened.description;
  const { trace } = unpackTrace(await opened.traceFile(), 'The recording');
  return {
    file,
    id,
    trace,
    properties: outcome.properties,
    divergence,
    handlers,
    inspect: (step) => opened.inspect(step),
    lines: () => opened.lines(seed, changes),
    otherwise: (others) => recordedIn(opened, seed, others),
    close: () => opened.close(),
  };
}

/** The code makes the states of a trace's run again where it is at hand and still makes that run; else there are events alone. */
async function openTrace(runner: Runner, path: string): Promise<Debuggee> {
  const { header, trace } = await readTraceFile(resolve(path));
  const { outcome } = trace;
  const sources = [process.cwd(), dirname(resolve(path))].map((folder) => sourceIn(folder, header));
  const file = sources.find((source) => typeof source === 'object')?.file;
  const alone = (why: string): Debuggee => ({
    file: file ?? header.file,
    id: header.id ?? 'default',
    trace,
    properties: outcome.properties,
    divergence: null,
    handlers: {},
    remark: `${why} The events of the trace are shown, and no states, which only the code can make.`,
    close: () => undefined,
  });
  if (file === undefined) {
    const where = sources.includes('outside') ? 'is outside of the folder, and is not run' : 'is not there';
    return alone(`${header.file}, from which the trace was made, ${where}.`);
  }
  return again(runner, file, { header, trace, alone });
}

interface Recorded {
  readonly header: TraceHeader;
  readonly trace: Trace;
  readonly alone: (why: string) => Debuggee;
}

async function again(runner: Runner, file: string, { header, trace, alone }: Recorded): Promise<Debuggee> {
  let opened: OpenScenario | undefined;
  try {
    opened = await runner.open(file, header.id);
    const debuggee = await recordedIn(opened, trace.outcome.seed, changesOf(trace));
    if (debuggee.trace.outcome.hash === trace.outcome.hash) return debuggee;
    opened.close();
    return alone(`${header.file} now makes another run of seed ${trace.outcome.seed} than the trace has.`);
  } catch (error) {
    opened?.close();
    return alone(`${header.file} cannot be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}
