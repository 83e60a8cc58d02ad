import type { Outcome, ByzantineOverrides } from '../sim-core/trace/trace.ts';
import type { PropertyKind, PropertyOutcome, Verdict } from '../sim-core/judges/verdict.ts';
import type { Inspection, NodeView } from '../sim-core/trace/inspection.ts';
import type { FaultCounts } from '../sim-core/world/fault.ts';

export type { Inspection, NodeView };

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
}

/** What is known of a scenario once its file has been compiled and loaded, before any run. */
export interface ScenarioDescription {
  readonly file: string;
  readonly name: string;
  readonly nodes: readonly string[];
  /** In microseconds. */
  readonly duration: number;
  readonly properties: readonly { readonly name: string; readonly kind: PropertyKind; readonly location?: SourceLocation }[];
  /** Where each handler stands: by node, then by `init`, `on.TYPE` or `timers.NAME`. */
  readonly handlers: Readonly<Record<string, Readonly<Record<string, SourceLocation>>>>;
  /** A hash over the compiled source and every file that went into it. */
  readonly sourceHash: string;
}

/** A recorded run as it crosses from the worker: columns as one buffer that can be transferred on. */
export interface RecordedRun {
  readonly outcome: Outcome;
  readonly byzantine: ByzantineOverrides;
  readonly nodes: readonly string[];
  readonly strings: readonly string[];
  /** How many events `columns` holds, packed by `packColumns`. */
  readonly length: number;
  readonly columns: ArrayBuffer;
  readonly stabilisedAt?: number;
  /** The faults of this run, scripted and drawn by the nemesis, as lines to paste into `faults`. */
  readonly timeline: string;
}

export interface SweepFailure {
  readonly seed: number;
  readonly property: string;
  readonly kind: PropertyKind;
  readonly step: number;
  readonly because: string;
  readonly hash: string;
}

export interface SweepReport {
  readonly scenario: string;
  readonly file: string;
  readonly seeds: { readonly from: number; readonly to: number; readonly run: number };
  readonly verdict: Verdict;
  /** In order of seed. */
  readonly failures: readonly SweepFailure[];
  readonly properties: readonly Pick<PropertyOutcome, 'name' | 'kind' | 'verdict' | 'because'>[];
  readonly faults: FaultCounts;
  readonly events: number;
  readonly wallSeconds: number;
  /** Over the hashes of all runs in order of seed, whatever the number of workers. */
  readonly hash: string;
}

export interface SweepProgress {
  readonly done: number;
  readonly total: number;
  readonly failures: number;
  readonly firstFailure?: SweepFailure;
  readonly seedsPerSecond: number;
}
