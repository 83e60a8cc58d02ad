import type { Milliseconds } from '../../base/units.ts';

/** A client began an operation. */
export interface Invoked {
  readonly type: 'invoke';
  readonly id: number;
  readonly client: string;
  readonly operation: string;
  readonly input: unknown;
  readonly at: Milliseconds;
  readonly step: number;
}

/** How an operation ended: it has happened, it has not, or it may have and nobody will know. */
export interface Ended {
  readonly type: 'ok' | 'fail' | 'info';
  readonly id: number;
  readonly output: unknown;
  readonly at: Milliseconds;
  readonly step: number;
}

/** What a history consists of: invocations and ends, in the order in which they happened. */
export type HistoryEntry = Invoked | Ended;

/** A history up to now, which only grows while a run goes on. */
export interface HistoryLog {
  readonly length: number;
  /** The entry at a place below `length`. */
  entry(place: number): HistoryEntry;
}
