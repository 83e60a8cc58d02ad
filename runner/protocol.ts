import type { Parameters } from '../sim-core/author/parameters.ts';
import type { Outcome, ByzantineOverrides } from '../sim-core/trace/trace.ts';
import type { Divergence, PropertyKind, PropertyOutcome, Verdict } from '../sim-core/base/verdict.ts';
import type { Counterexample } from '../sim-core/search/explore.ts';
import type { SweepFailure } from '../sim-core/search/failure-groups.ts';
import type { SweepSummary } from '../sim-core/search/sweep.ts';
import type { Seeds, Shard } from './shard.ts';
import type { RunUnderWay } from './portions.ts';
import type { ShrinkReport } from './shrink.ts';
import type { ModelHandler } from '../sim-core/engine.ts';
import type { FaultFact } from '../sim-core/trace/facts.ts';
import type { OtherChanges, RunChanges } from '../sim-core/trace/run-changes.ts';
import type { Inspection, LastChange, NodeView } from '../sim-core/trace/inspection.ts';

export type { Inspection, LastChange, NodeView };
export { partAround, type PartToRecord, type RecordedSoFar, type RunUnderWay } from './portions.ts';

/** A place in the user's own source; lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong with the user's file, ready to be printed or shown in the Problems view. */
export interface Problem {
  readonly message: string;
  /** What to do about it, where that is not in the message. */
  readonly cure?: string;
  readonly location?: SourceLocation;
  /** Of many seeds, the one in whose run it was met, and how that is read, as `--strategy` takes it; `random`, if absent. */
  readonly met?: { readonly seed: number; readonly strategy?: string };
}

/** Why a file must start anew for each run, and where that stands. */
export interface Fresh {
  readonly because: string;
  readonly location?: SourceLocation;
}

/** Which scenario of its file one is. */
export interface ScenarioIdentity {
  /** What it is chosen by: the name of its export, followed by its parameters if it is of a family, as in `quorum[replicas=3]`. */
  readonly id: string;
  /** What its author calls it, and reports do. */
  readonly name: string;
  /** Of a scenario of a family. */
  readonly parameters?: Parameters;
}

/** A scenario, and how its seeds are read. */
export interface SeededScenario extends Pick<ScenarioIdentity, 'id'> {
  /** As `--strategy` takes it; `random`, if absent. */
  readonly strategy?: string | undefined;
}

/** What a file offers to be run, and what is wrong with it before anything is run. */
export interface CheckedFile {
  readonly scenarios: readonly ScenarioIdentity[];
  readonly problems: readonly Problem[];
}

/** What is known of a scenario once its file has been compiled and loaded, before any run. */
export interface ScenarioDescription extends ScenarioIdentity {
  readonly file: string;
  /** How its seeds are read, as `--strategy` takes it; absent where it was opened without one. */
  readonly strategy?: string;
  readonly nodes: readonly string[];
  /** In microseconds. */
  readonly duration: number;
  readonly properties: readonly { readonly name: string; readonly kind: PropertyKind; readonly location?: SourceLocation }[];
  /** Where each handler stands: by node, then by `init`, `on.TYPE` or `timers.NAME`. */
  readonly handlers: Readonly<Record<string, Readonly<Record<string, SourceLocation>>>>;
  /** Why the file is evaluated anew before each run, which takes a fraction of a millisecond and lets handlers start cold. */
  readonly fresh?: Fresh;
  /** A hash over the compiled source and every file that went into it. */
  readonly sourceHash: string;
}

/** The verdict on a property; where a handler threw, with the places in the user's source, innermost first. */
export interface LocatedProperty extends PropertyOutcome {
  readonly location?: SourceLocation;
  readonly stack?: readonly SourceLocation[];
}

export interface LocatedOutcome extends Outcome {
  readonly properties: readonly LocatedProperty[];
}

/** What came of seeking in a recording. */
export interface Travels {
  /** The steps at which another event was found than the run had. */
  readonly strayed: readonly number[];
  /** What is concluded when the recording is played to its end from its last step. */
  readonly outcome: LocatedOutcome;
}

/** A recorded run as it crosses from the worker: columns as one buffer that can be transferred on. */
export interface RecordedRun {
  readonly outcome: LocatedOutcome;
  readonly byzantine: ByzantineOverrides;
  readonly nodes: readonly string[];
  readonly strings: readonly string[];
  /** How many events `columns` holds, packed by `packColumns`. */
  readonly length: number;
  readonly columns: ArrayBuffer;
  readonly stabilisedAt?: number;
  /** The faults of this run, scripted and drawn by the nemesis, in order of time. */
  readonly faults: readonly FaultFact[];
  /** The spans of the run, packed by `packSpans`. */
  readonly spans: ArrayBuffer;
  /** For each node, the number fields of what it sends, the most telling first: what a liar would lie about. */
  readonly forgeable: Readonly<Record<string, readonly string[]>>;
  /** Set where this is only its beginning. */
  readonly underWay?: RunUnderWay;
  /** What happened, one thing after the other, where time is only order. */
  readonly order?: readonly string[];
  /** What else is otherwise in it than its scenario and seed say; absent where nothing is. */
  readonly changes?: OtherChanges;
}

/** How far an exploration has come. */
export interface Exploring {
  /** Whether there are states left to visit. */
  readonly goesOn: boolean;
  readonly states: number;
  readonly transitions: number;
  /** How many more were left out, because they commute with those. */
  readonly leftOut: number;
  readonly diameter: number;
  /** How many states were reached and not yet left. */
  readonly toDo: number;
  readonly ends: number;
  readonly deadlocks: number;
  readonly deadlock: readonly string[] | undefined;
  readonly counterexample: Counterexample | undefined;
  /** The `@liveness` that are never kept in some loop. */
  readonly neverKept: readonly string[];
  /** Whether every state was visited. */
  readonly isComplete: boolean;
  /** The `@sometimes` that were reached. */
  readonly reached: readonly string[];
  /** The `@liveness` whose `given` ever held. */
  readonly demanded: readonly string[];
  /** Of each property of the history, whether there ever was something to judge, and why something could not be judged, if so. */
  readonly histories: readonly { readonly name: string; readonly isTested: boolean; readonly unsure?: string | undefined }[];
  /** Why nothing is demanded of anybody; absent where it is. */
  readonly unavailable?: string | undefined;
  /** Why none can be left out; absent where that is no matter of the scenario. */
  readonly needsEveryOrder?: 'promises' | 'memories' | undefined;
  /** The sites at which something was drawn. */
  readonly draws: readonly string[];
  /** The nodes that have read a clock; an empty name for properties. */
  readonly clockReaders: readonly string[];
}

/** A recorded run that, being short, was executed once more with every check there is. */
export interface CheckedRun extends RecordedRun {
  /** Null when the second execution gave the same, or when the run was too long for one. */
  readonly divergence: Divergence | null;
}

/** The number of the run that all others are forks of. */
export const ORIGINAL = 0;

/** A run that parts from another, in a tree of them. */
export interface Fork {
  /** From 1; 0 is the run that all others are forks of. */
  readonly id: number;
  readonly parent: number;
  /** What was changed, in a few words. */
  readonly name: string;
  /** The step of the other at which it was changed. */
  readonly at: number;
  /** All that it changes, that of the other included. */
  readonly changes: RunChanges;
  /** Absent as long as it has not been run. */
  readonly verdict?: Verdict;
}

/** What a diagram shows: one recorded run, and the honest one that it is compared with, if it is a what-if. */
export interface PanelRun {
  readonly file: string;
  /** Which scenario of the file. */
  readonly scenario: string;
  readonly run: RecordedRun;
  /** What the run that all others are forks of changes itself; absent where it is as its scenario and seed say. */
  readonly changes?: RunChanges;
  /** The forks of the run, and which of them is shown; absent where nothing can be forked. */
  readonly forks?: { readonly list: readonly Fork[]; readonly shown: number };
  /** Set when `run` is a fork: the same seed with the scenario as written. */
  readonly honest?: { readonly verdict: Verdict; readonly events: number; readonly hash: string };
  /** The first step at which the what-if differs from the honest run. */
  readonly divergence?: number;
  /** Why the file is evaluated anew before each run, where it is. */
  readonly fresh?: ScenarioDescription['fresh'];
  /** Where the cursor starts: the first violation, or the step restored after a reload. */
  readonly cursor: number;
  /** Set in a page that was saved, which has no editor beside it: the steps whose states it holds, the last not included. */
  readonly saved?: { readonly states: readonly [from: number, to: number] };
}

/** A handler of the nodes that were listed with one definition. */
export interface CountedHandler extends ModelHandler {
  /** Where its function is written; absent where that could not be found out. */
  readonly location?: SourceLocation | undefined;
}

/** How often a handler began in all seeds of a sweep. */
export interface HandlerTimes extends CountedHandler {
  readonly times: number;
}

export type { SweepFailure };

/** A failure of a sweep; where a handler threw, with the places in the user's source. */
export interface LocatedFailure extends SweepFailure, Pick<LocatedProperty, 'location' | 'stack'> {}

/** How the time of a sweep is spent, as shares of 1; the rest is the simulator's. Measured, so that no two sweeps say quite the same. */
export interface Costs {
  /** Of all handlers, with what they call on `self`. */
  readonly handlers: number;
  /** Of each property that was met, the dearest first. */
  readonly properties: readonly { readonly name: string; readonly share: number }[];
}

/** What came of a run that stands beside the scenario as one that once violated a property. */
export interface RegressionResult {
  readonly seed: number;
  readonly property: string;
  /** When it was written down, as `2026-11-27`. */
  readonly date: string;
  /** Whether it is a shrunk run, with faults of its own. */
  readonly shrunk: boolean;
  /** Whether it violates the property again. */
  readonly violated: boolean;
}

export interface SweepReport extends SweepSummary {
  readonly failures: readonly LocatedFailure[];
  readonly scenario: string;
  /** What it is chosen by in its file. */
  readonly id: string;
  /** Null unless it is of a family. */
  readonly parameters: Parameters | null;
  readonly file: string;
  /** How its seeds were read, as `--strategy` takes it. A failure says which one its seed had. */
  readonly strategy: string;
  /** A hash over the compiled source and every file that went into it, so that parts of other sources are not taken together. */
  readonly sourceHash: string;
  readonly seeds: Seeds & { readonly run: number };
  /** Which part of which seeds this is; null for a whole sweep. */
  readonly shard: (Shard & { readonly all: Seeds }) | null;
  /** What its first failing seed was shrunk to, if the command that swept has done that; null otherwise. */
  readonly shrunk: ShrinkReport | null;
  /** The runs of `FILE.seeds`, which come first; one that is violated again violates the sweep. They are no part of counts and hash. */
  readonly regressions: readonly RegressionResult[];
  readonly wallSeconds: number;
  /** Why the file started anew for each run; null when it did not. */
  readonly fresh: Fresh | null;
  /** Null for a sweep that took too little time to be measured. */
  readonly costs: Costs | null;
  /** How often each handler began in its seeds, also those that never did. Empty where a part of it was made by a version that did not count. */
  readonly handlers: readonly HandlerTimes[];
  /** How many of its seeds were run twice, in another order, and compared. */
  readonly rechecked: number;
  /** Null when every second execution gave the same as the first. */
  readonly divergence: Divergence | null;
}

/** Several scenarios of one file, swept over the same seeds. */
export interface SweepTable {
  readonly file: string;
  /** The most that one of them was run with: a sweep that ends early runs fewer of some. */
  readonly seeds: SweepReport['seeds'];
  /** The worst of all. */
  readonly verdict: Verdict;
  readonly wallSeconds: number;
  /** In the order in which the file offers them; never empty. */
  readonly scenarios: readonly SweepReport[];
}

export interface SweepProgress {
  /** The scenario whose seeds are being run: what it is chosen by. Of several, `done`, `total` and `failures` are of all. */
  readonly scenario: string;
  readonly done: number;
  readonly total: number;
  readonly failures: number;
  /** Of the scenario whose seeds are being run. */
  readonly firstFailure?: SweepFailure;
  readonly seedsPerSecond: number;
}

/**
 * On which lines the handlers of a recording are, as packed columns of 32-bit numbers: by step, where its lines begin and how
 * many there are; by line, the number of its statement among those with probes, the call that it is in, counted from
 * 1 in each handler, and how many events the run had so far.
 */
export interface LineColumns {
  readonly begins: ArrayBuffer;
  readonly lengths: ArrayBuffer;
  readonly sites: ArrayBuffer;
  readonly calls: ArrayBuffer;
  readonly events: ArrayBuffer;
}

/** Which lines are to be looked at: those of the handlers of the steps from `from` to `to`. */
export interface LineLook {
  readonly from: number;
  readonly to: number;
  /** At these statements alone; at all, if absent. */
  readonly sites?: readonly number[];
  /** Of each handler only those from the first up to, not including, the second; all, if absent. */
  readonly between?: readonly [number, number];
}

/** What could be seen before a statement was executed. */
export interface SeenLine {
  /** The step of the event whose handler it is. */
  readonly step: number;
  /** Which of the statements that the handler came to, from 0. */
  readonly index: number;
  readonly site: number;
  /** In the order of the statement's names. */
  readonly values: readonly SeenValue[];
}

/** A value as it was: plain data of moderate size itself, else a text that tells of it; or that it was not there yet. */
export type SeenValue = { readonly value: unknown } | { readonly text: string } | { readonly absent: true };
