import * as authoring from '../sim-core/index.ts';
import { plainFromJson, plainToJson } from '../sim-core/base/plain-json.ts';
import {
  causeShape,
  chooseAll,
  chooseOne,
  explicitModel,
  faultsOf,
  checksOfSeed,
  modelHandlers,
  modelOf,
  offersOf,
  rolesOf,
  recordSeed,
  runSeed,
  running,
  strategyFrom,
  ScenarioError,
  traceUpTo,
  type Bounds,
  type Explicit,
  type Model,
  type OfferedScenario,
  type Recording,
  type RunOptions,
} from '../sim-core/engine.ts';
import type { PropertyOutcome } from '../sim-core/base/verdict.ts';
import { tracePartsOf, type TraceParts } from '../sim-core/trace/codec.ts';
import { packColumns } from '../sim-core/trace/columns.ts';
import { authorFunctions } from './author-functions.ts';
import { showBeats } from './beats.ts';
import { identityOf } from './scenario-identity.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';
import { beginChanged, modelFor } from './changed-runs.ts';
import { comparisonOf } from './comparison.ts';
import { ExplorationUnderWay } from './exploration-under-way.ts';
import { partings } from './partings.ts';
import { ofPart } from './part-of-run.ts';
import { recordedAnswers } from './recorded-answers.ts';
import { RecordedRuns } from './recorded-runs.ts';
import { LINE_BUFFERS } from './line-buffers.ts';
import { HANDLED_STEP } from './bundle-names.ts';
import type * as Prelude from './prelude/index.ts';
import { failureOf, failureOfLoading, type RealmFailure } from './realm-failure.ts';
import type { Exploring, LineColumns, LineLook, PartToRecord, RecordedSoFar, ScenarioIdentity, SeenLine } from './protocol.ts';

/**
 * What runs inside the sandbox besides the user's code: the simulator, and a driver that the worker calls. Only texts, numbers
 * and buffers cross the border, in both directions: the worker calls `answer` with texts and gets a text, so that no object of
 * the host is ever given to, called by or thrown into the realm, and the host reads nothing that the user's code could have put
 * there. The whole file is bundled into one script.
 */

// Taken before the user's code could put something else in their place.
const { parse, stringify } = JSON;

type Evaluation = ReturnType<typeof Prelude.evaluate>;

type UsedOfPrelude =
  'evaluate' | 'replaceWorld' | 'takePromise' | 'followLines' | 'handlerBegins' | 'lines' | 'lookAtLines' | 'seenAtLines';

let prelude: Pick<typeof Prelude, UsedOfPrelude> | undefined;
let bundle: Parameters<typeof Prelude.evaluate>[0] | undefined;
/** Whether the bundle tells on which line it is. */
let probed = false;
/** Whether a global tells which step is being handled, for the condition of a debugger's breakpoint. */
let tellsStep = false;
let evaluation: Evaluation | undefined;
/** What waits to be fetched by the worker as it is, because a text of it would be many times as long. */
let buffers: readonly ArrayBuffer[] = [];
/** Every function of the user's whose place is worth knowing, for the worker to show to the inspector. */
let functions: readonly unknown[] = [];
/** Numbers for their names, for the pulse, which is asked before each handler and property. */
let numbers: ReadonlyMap<string, number> = new Map();

let offers: readonly OfferedScenario[] = [];
let chosen: OfferedScenario | undefined;
let model: Model | undefined;
/** How the seeds of the loaded scenario are read. */
let strategy = 'random';
/** Evaluates a file anew that must start anew for each run, and returns what it exports. */
let evaluateAnew: (() => unknown) | undefined;
const runs = new RecordedRuns({
  begin(seed, changes, beside) {
    const anew = evaluateAnew && ((): Model => modelFor(modelAnew(), chosen!, changes));
    const own = modelFor(loaded(), chosen!, changes);
    // Whoever follows lines must have come by all of them.
    return { seed, changes, model: own, of: beginChanged(own, seed, changes, { anew, beside: probed ? undefined : beside }) };
  },
  startsAnew: () => evaluateAnew !== undefined,
});
let exploration: ExplorationUnderWay | undefined;

function loaded(): Model {
  if (!model) throw new ScenarioError('No scenario is loaded.', 'Load one first.');
  return model;
}

function choose(wanted: string | undefined): void {
  chosen = chooseOne(offers, wanted);
  model = checkedModel(chosen);
}

/** Says which scenario has the mistake, where the file has several. */
function checkedModel({ id, definition }: OfferedScenario): Model {
  try {
    return { ...modelOf(definition), strategy };
  } catch (error) {
    if (error instanceof ScenarioError && offers.length > 1) error.message = `${id}: ${error.message}`;
    throw error;
  }
}

/** The chosen scenario, evaluated anew. */
function modelAnew(): Model {
  return checkedModel(chooseOne(offersOf(evaluateAnew!()), chosen!.id));
}

const recorded = (): Recording => runs.present;

/** Leaves the columns and spans of what was recorded as buffers, and tells the rest. */
function told({ trace }: Recording) {
  const { values: _, columns, spans, ...rest } = trace;
  buffers = [packColumns(columns), spans.slice().buffer];
  return { ...rest, length: columns.length };
}

/** What `answer` can be asked for. Arguments and results are plain data, since they cross as texts. */
export const driver = {
  /** Evaluates the file, the first time or anew, and says what of what it holds could not be frozen. */
  evaluate(fresh: boolean): Evaluation['unfrozen'][number] | null {
    evaluation = prelude!.evaluate(bundle!, authoring, fresh);
    return evaluation.unfrozen[0] ?? null;
  },

  /** Takes over what the file exports. `startsAnew`: it must be evaluated again for each run, and so wherever a recording is sought. */
  take(startsAnew: boolean): void {
    offers = offersOf(evaluation!.exported);
    evaluateAnew = startsAnew ? evaluation!.anew : undefined;
    if (chosen) choose(chosen.id);
  },

  /** The scenarios of the file that a text means. */
  offered: (wanted: string | undefined): ScenarioIdentity[] => chooseAll(offers, wanted).map(identityOf),

  /** Gets ready to run the scenario that a text means. */
  load(
    wanted: string | undefined,
    read: string | undefined,
  ): ScenarioIdentity & { nodes: readonly string[]; duration: number; properties: { name: string; kind: string }[] } {
    runs.forget();
    exploration = undefined;
    strategy = read ?? 'random';
    // Of what it says of a seed, nothing else can be wrong.
    strategyFrom(strategy, 0);
    choose(wanted);
    const { names, duration, properties } = loaded();
    return {
      ...identityOf(chosen!),
      nodes: names,
      duration,
      properties: properties.map(({ name, kind }) => ({ name, kind })),
    };
  },

  /** How every function of the user's whose place is worth knowing is named in reports, in the order of `functionAt`. */
  functions(): { owner: string; name: string }[] {
    const { ofNodes, ofProperties, ofLanes } = authorFunctions(loaded());
    const all = [...ofNodes, ...ofProperties, ...ofLanes];
    functions = all.map(({ run }) => run);
    // What has no function is judged all the same, and may take too long.
    const named = new Set([...ofNodes, ...loaded().properties, ...ofLanes].map(({ name }) => name));
    numbers = new Map([...named].map((name, number) => [name, number]));
    return all.map(({ owner, name }) => ({ owner, name }));
  },

  /** Every handler, in the order in which runs count them. */
  handlers: () => modelHandlers(loaded()),

  run: (
    seed: number,
    { checks, ...told }: { checks: string; notesNovelty: boolean; countsHandlers: boolean },
    changes: RunChanges & Pick<RunOptions, 'choices' | 'parting'>,
  ) =>
    runSeed(modelFor(loaded(), chosen!, changes), seed, changes, {
      checks: checks === 'all' ? checks : checksOfSeed(seed),
      ...told,
    }),

  /** The shapes of the causal pasts of what a seed violates, in its order. */
  shapes(seed: number, violated: readonly PropertyOutcome[], strategy?: string): readonly string[] {
    const trace = traceUpTo(loaded(), seed, Math.max(...violated.map(({ step = 0 }) => step)), { strategy });
    return violated.map((property) => causeShape(trace, property, rolesOf(loaded())));
  },

  /** The faults of a seed's run, as they would be written into `faults`. */
  faults: (seed: number) => faultsOf(loaded(), seed),

  /** Runs a seed with these faults in place of the scenario's and its nemesis's. */
  runExplicit: (seed: number, explicit: Explicit, read = strategy) =>
    runSeed(explicitModel(chosen!.definition, explicit), seed, { strategy: read }, { checks: checksOfSeed(seed) }),

  /** Gets ready to explore the scenario; a seed decides what is drawn in it. */
  explore(seed: number, bounds: Bounds): void {
    exploration = new ExplorationUnderWay(loaded(), seed, bounds);
  },

  /** Visits so many more states, and says how far it has come. */
  exploreOn: (count: number): Exploring => exploration!.goOn(count),

  record(seed: number, changes: RunChanges) {
    if (probed) prelude!.followLines();
    return told(runs.record(seed, changes));
  },

  /** Begins to record a run, and tells its beginning, or all of it where there is no more. */
  recordPart(seed: number, changes: RunChanges, part: PartToRecord) {
    const { recording, goesOnFor } = runs.recordPart(seed, changes, part);
    return goesOnFor === undefined ? told(recording) : ofPart(told(recording), goesOnFor);
  },

  recordOn: (events: number): RecordedSoFar | null => runs.recordOn(events),

  /** The whole of what was begun. */
  recordRest: () => told(runs.recordRest()),

  /** What is recorded beside another run of the scenario. */
  compare: (seed: number, changes: RunChanges) => comparisonOf(recorded().trace, runs.besidePresent(seed, changes).trace),
  ...recordedAnswers(recorded),
  ...partings(recorded, (seed, options) => recordSeed(loaded(), seed, options, { anew: evaluateAnew && modelAnew })),

  /** Leaves the lines of all handlers of the recording, in the order of `LINE_BUFFERS`. */
  lines(): void {
    const columns: LineColumns = prelude!.lines(recorded().trace.columns.length);
    buffers = LINE_BUFFERS.map((name) => columns[name]);
  },

  /** Stands before the turn of a step of the recording. From now on a debugger can ask in its conditions which step is being handled. */
  standBefore(step: number): void {
    tellsStep = true;
    recorded().standBefore(step);
  },

  /** What can be seen at some lines, whatever was executed last. */
  look(look: LineLook): readonly SeenLine[] {
    prelude!.lookAtLines(stringify(look));
    recorded().executeAgain(look.from, look.to);
    return prelude!.seenAtLines();
  },

  /** Leaves a bit for each step: whether what it carries has a text in it, which is in lower case. */
  carrying(text: string): void {
    buffers = [runs.carried.carrying(text).buffer];
  },

  gatherTexts: (events: number) => runs.carried.gather(events),

  /** The parts of a trace file; its columns are left as a buffer. */
  trace(backstep: string, file: string, sourceHash: string): Omit<TraceParts, 'columns'> {
    const { id, parameters } = chosen!;
    const { columns, ...texts } = tracePartsOf(recorded().trace, { backstep, file, id, ...(parameters ? { parameters } : {}), sourceHash });
    buffers = [columns];
    return texts;
  },
};

export type Driver = typeof driver;

/**
 * Puts what is beside this script in the realm to use. `beats` is the memory in which the worker shows that
 * it lives; `missing` names the globals to remove, as JSON.
 */
export function connect(world: NonNullable<typeof prelude>, beats: SharedArrayBuffer, missing: string): void {
  prelude = world;
  const whatRuns = showBeats(
    running,
    beats,
    (what) => numbers.get(what) ?? -1,
    (step) => {
      if (probed) world.handlerBegins(step);
      if (tellsStep) (globalThis as Record<string, unknown>)[HANDLED_STEP] = step;
    },
  );
  world.replaceWorld(running, missing, () => {
    const [node, number] = whatRuns();
    const name = [...numbers.keys()][number] ?? '';
    return node < 0 ? `The property '${name}'` : `The handler ${name} of '${model?.names[node]}'`;
  });
}

/** The function that the user's whole bundle is in, and whether that tells on which line it is. */
export function expectBundle(whole: typeof bundle, withProbes: boolean): void {
  bundle = whole;
  probed = withProbes;
}

/** Does what the worker asks for: the name of a call and its arguments, as JSON of plain data, come in, and that of an `Answer` goes out. */
export function answer(call: keyof Driver, args: string): string {
  const given = answerTo(call, args);
  running.rests?.();
  const promised = prelude!.takePromise();
  return stringify(plainToJson(promised ? { ...given, promised } : given));
}

/** What comes of a call: a result or a failure. */
export interface Answer<Result = unknown> {
  readonly result?: Result;
  readonly failure?: RealmFailure;
  /** What made a promise meanwhile, where none may be made. */
  readonly promised?: NonNullable<ReturnType<typeof Prelude.takePromise>>;
}

function answerTo(call: keyof Driver, args: string): Answer {
  try {
    return { result: (driver[call] as (...args: unknown[]) => unknown)(...(plainFromJson(parse(args)) as unknown[])) };
  } catch (error) {
    const failure = call === 'evaluate' ? failureOfLoading(error) : failureOf(error);
    return { failure: { ...failure, exported: chosen?.exported } };
  }
}

/** A buffer that the last call has left, which is then the worker's. */
export const bufferAt = (index: number): ArrayBuffer | undefined => buffers[index];

/** A function of the user's, in the order of `functions`; behind them, the one that the whole bundle is in. */
export const functionAt = (index: number): unknown => (index < functions.length ? functions[index] : bundle);
