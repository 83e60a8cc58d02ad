import type { Bounds, ChoiceScript, Explicit, Parting } from '../sim-core/engine.ts';
import type { BandWindow } from '../sim-core/trace/bands.ts';
import type { SavedStates } from './saved/saved-states.ts';
import type { MermaidOptions } from '../sim-core/trace/export/mermaid.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';
import type { Comparison } from './comparison.ts';
import type {
  Costs,
  CountedHandler,
  Exploring,
  Fresh,
  Inspection,
  LastChange,
  LineColumns,
  LineLook,
  LocatedOutcome,
  PartToRecord,
  RecordedRun,
  RecordedSoFar,
  ScenarioDescription,
  ScenarioIdentity,
  SeenLine,
  Travels,
} from './protocol.ts';

/** How closely a run that is not recorded is watched for properties that change what they see, and the like. */
export type Checks = 'all' | 'sampled';

export interface RunOptions extends RunChanges {
  readonly checks?: Checks;
  /** What single draws give instead of what the seed says. */
  readonly choices?: ChoiceScript;
  /** From where on another future decides. */
  readonly parting?: Parting;
  /** How its choices follow from the seed, by the place of the seed in the list; what the scenario was loaded with, if absent. */
  readonly strategies?: readonly string[] | undefined;
  /** Tells what each run came by that another may not have, for a search that goes on from it. */
  readonly notesNovelty?: boolean;
  /** Tells how often each handler began, in the order of `handlers`. */
  readonly countsHandlers?: boolean;
  /** Tells of each violation the shape of its causal past, for which the seed is run once more. */
  readonly shapes?: boolean;
}

/** The first event in which two runs differ; null for a run that has ended. */
export interface PartingPlace {
  readonly step: number;
  readonly here: PartingEvent | null;
  readonly there: PartingEvent | null;
}

export interface PartingEvent {
  /** In microseconds. */
  readonly time: number;
  readonly node: string | null;
  readonly peer: string | null;
  readonly kind: string;
  readonly text: string;
}

/**
 * The calls that a worker answers: the one list of them. What the worker has to implement, what its
 * client offers and what an open scenario can be asked are all derived from it.
 */
export const WORKER_CALLS = {
  /** The scenarios of the file that a text means, all of them without a text, as `--scenario` takes it. */
  offered: call<(wanted?: string) => readonly ScenarioIdentity[]>({ runsScenario: true }),
  /** Gets ready to run the one scenario that a text means, with the strategy of its seeds unless a call says otherwise; comes before every call below. */
  load: call<(wanted?: string, strategy?: string) => ScenarioDescription>({ runsScenario: true }),
  /** Runs and records one seed, as it is written or with changes. The recording stays in the worker for the calls below. */
  record: call<(seed: number, changes?: RunChanges) => RecordedRun>({ runsScenario: true }),
  /** Begins to record one seed, and tells its beginning, or all of it where there is no more: it is what is recorded for now. */
  recordPart: call<(seed: number, changes: RunChanges, part: PartToRecord) => RecordedRun>({ runsScenario: true }),
  /** Executes so many more events of what was begun. How far it has come; null at its end. */
  recordOn: call<(events: number) => RecordedSoFar | null>({ runsScenario: true }),
  /** The whole of what was begun, which is what is recorded from now on. */
  recordRest: call<() => RecordedRun>({ runsScenario: true }),
  /** The recording beside another run of the same scenario, aligned by what each event is. */
  compare: call<(seed: number, changes: RunChanges) => Comparison>({ runsScenario: true }),
  /** Begins to explore the scenario, in which a seed decides what is drawn; then comes `exploreOn`. */
  explore: call<(seed: number, bounds: Bounds) => void>({ runsScenario: true }),
  /** Explores so many more states, and says how far it has come. */
  exploreOn: call<(states: number) => Exploring>({ runsScenario: true }),
  /** Runs seeds in this order and keeps no trace of them. */
  run: call<(seeds: readonly number[], options?: RunOptions) => readonly LocatedOutcome[]>({ runsScenario: true }),
  /** Every handler of the scenario, and where it is written. */
  handlers: call<() => readonly CountedHandler[]>({ runsScenario: false }),
  /** The faults of a seed's run, those of the scenario and its nemesis, as they would be written into `faults`. */
  faults: call<(seed: number) => Explicit['faults']>({ runsScenario: false }),
  /** Runs a seed with these faults in place of the scenario's, without its nemesis, and keeps no trace. */
  runExplicit: call<(seed: number, explicit: Explicit, strategy?: string) => LocatedOutcome>({ runsScenario: true }),
  /** How much had been drawn at each site when a step of the recording had happened. */
  drawnAt: call<(step: number) => Parting['after']>({ runsScenario: true }),
  /** The draws with which a run leaves that of its seed, from its parting up to its end. */
  drawsOf: call<(seed: number, parting: Parting) => ChoiceScript>({ runsScenario: true }),
  /** Where a run with other draws first differs from the recording. */
  partsAt: call<(choices: ChoiceScript) => PartingPlace>({ runsScenario: true }),
  /** Runs seeds, and measures where the time goes; undefined where it cannot be measured. */
  costs: call<(seeds: readonly number[]) => Costs | undefined>({ runsScenario: true }),
  /** Seeks to so many steps of the recording, spread over it, from its end to its start, and plays it to its end from the last. */
  travel: call<(steps: number) => Travels>({ runsScenario: true }),
  /** On which lines the handlers of the recording are, in a worker that was started with probes; comes right after `record`. */
  lines: call<() => LineColumns>({ runsScenario: false }),
  /** Executes steps again, and tells what could be seen at their lines. */
  look: call<(look: LineLook) => readonly SeenLine[]>({ runsScenario: true }),
  /** Every node as it was right after a step of the recording. */
  inspect: call<(step: number) => Inspection>({ runsScenario: true }),
  /** Every node after as many steps around one as there is room for, each told by what is new in it. */
  statesAround: call<(step: number) => SavedStates>({ runsScenario: true }),
  /** At which step up to this one a value of a node's state, under these names, last became what it is; asked on while it is not found. */
  lastChange: call<(step: number, node: string, path: readonly string[]) => LastChange>({ runsScenario: true }),
  /** Why the file starts anew for each run, as far as its source and what has been run so far show it. */
  fresh: call<() => Fresh | undefined>({ runsScenario: false }),
  /** One line of text for each event from `from` up to, not including, `to`: what it is about, and what it carries. */
  labels: call<(from: number, to: number) => readonly string[]>({ runsScenario: false }),
  /** The same without what it is about, for readers who know that from the columns. */
  details: call<(from: number, to: number) => readonly string[]>({ runsScenario: false }),
  /** Gets so many more events ready for being searched, whether there are more: a search is fast once all are. */
  gatherTexts: call<(events: number) => boolean>({ runsScenario: false }),
  /** Which events carry a text, in lower case, as far as it is told in one line: a bit for each step, the lowest first. */
  carrying: call<(text: string) => { readonly bits: ArrayBuffer }>({ runsScenario: false }),
  /**
   * Makes what stands beside the lanes ready for so many more events, and says how many steps are ready then. It fails once for each function of
   * the author's that does, and goes on after that without it.
   */
  gatherBands: call<(events: number) => number>({ runsScenario: true }),
  /** What stands beside the lanes from `from` up to, not including, `to`, in about so many pieces each at most; of steps that are ready. */
  bands: call<(from: number, to: number, pieces?: number) => BandWindow>({ runsScenario: false }),
  /** The steps as Mermaid sequence diagrams: one, or as many as it takes. */
  mermaid: call<(from: number, to: number, options?: MermaidOptions) => readonly string[]>({ runsScenario: false }),
  /** The recording as the bytes of a trace file. */
  traceFile: call<() => Uint8Array>({ runsScenario: false }),
};

interface WorkerCall<Signature> {
  /** The author's code runs in it, so that the watchdog has to look. */
  readonly runsScenario: boolean;
  /** For the compiler alone. */
  readonly signature?: Signature;
}

function call<Signature>(about: { readonly runsScenario: boolean }): WorkerCall<Signature> {
  return about;
}

export type WorkerCallName = keyof typeof WORKER_CALLS;

/** The calls as the worker implements them. */
export type WorkerCalls = {
  [Name in WorkerCallName]: (typeof WORKER_CALLS)[Name] extends WorkerCall<infer Signature> ? Signature : never;
};

type Remote<Signature> = Signature extends (...args: infer Arguments) => infer Result ? (...args: Arguments) => Promise<Result> : never;

/** The calls as whoever holds a worker makes them. */
export type RemoteCalls = { readonly [Name in WorkerCallName]: Remote<WorkerCalls[Name]> };

/** Makes the calls of one that sends a name and arguments away. */
export function remoteCalls(send: (name: WorkerCallName, args: readonly unknown[]) => Promise<unknown>): RemoteCalls {
  const names = Object.keys(WORKER_CALLS) as WorkerCallName[];
  return Object.fromEntries(names.map((name) => [name, (...args: readonly unknown[]) => send(name, args)])) as unknown as RemoteCalls;
}
