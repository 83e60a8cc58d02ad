import type { SweepTable } from '../protocol.ts';

/** One part of the seeds of a sweep, as it lies in the queue. */
export interface Portion {
  /** The file, as from the folder in which the sweep was started and each worker is. */
  readonly file: string;
  /** What the file and what it imports have to be. */
  readonly sourceHash: string;
  readonly backstep: string;
  readonly scenario?: string;
  readonly strategy?: string;
  readonly seeds: { readonly from: number; readonly to: number };
  readonly shard: { readonly index: number; readonly of: number };
  readonly checkDeterminism: boolean;
  /** In milliseconds; what the worker takes for enough, if absent. */
  readonly handlerLimit?: number;
}

/** What came of it: a report, or why no worker could ever make one. */
export type PortionResult = { readonly table: SweepTable } | { readonly mistake: string };
