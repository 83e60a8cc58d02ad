import type { HistoryEntry } from './entry.ts';

/** An operation as its client saw it, for a reader of it and for a report. Times in milliseconds. */
export interface ClientOperation {
  readonly id: number;
  readonly client: string;
  readonly operation: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly status: 'pending' | 'ok' | 'failed' | 'info';
}

/** Why a history cannot be. */
export interface Impossible {
  /** One sentence. */
  readonly because: string;
  /** The operations that it rests on, by their ids. */
  readonly witness: readonly number[];
  /** False where looking for the smallest witness took too long. */
  readonly isMinimal: boolean;
}

/** What is known of a history so far. Once it is `violated` it stays so. */
export type Standing = 'held' | 'unknown' | 'violated';

/**
 * Judges a history as it grows. What it says is a function of the entries that it was given and of nothing else, so
 * that the same history gets the same verdict however its run is executed.
 */
export interface HistoryMonitor {
  /** The next entry. It is not asked any more after one that made it `violated`. */
  take(entry: HistoryEntry): Standing;
  /** Why, after `violated`. */
  impossible(): Impossible;
  /** Why, where it is `unknown`. */
  readonly because: string;
}
