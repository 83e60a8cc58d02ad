import { firstStepAt, type TraceColumns } from '../../sim-core/trace/columns.ts';
import type { Rows, RowWindow } from './rows.ts';

/** More events of one window would be a wall; how many they are is said. */
const MOST_IN_WINDOW = 600;

/** Steps where their simulated time puts them, so that slopes are speeds: one that takes twice as long is twice as high. */
export class TimeRows implements Rows {
  readonly rows: number;
  readonly #columns: TraceColumns;
  readonly #slotsAfter: readonly number[];
  readonly #shown: Uint8Array | undefined;
  /** Rows a microsecond. */
  readonly #scale: number;

  /**
   * @param slotsAfter the step before each slot, ascending
   * @param zoom how many rows there are for an event, on average
   * @param shown by step, 1 for those that are shown; all of them, if absent. Those before a slot always are
   */
  constructor(columns: TraceColumns, slotsAfter: readonly number[], zoom: number, shown?: Uint8Array) {
    this.#columns = columns;
    this.#slotsAfter = slotsAfter;
    this.#shown = shown;
    if (shown) for (const step of slotsAfter) shown[step] = 1;
    const { length, time } = columns;
    // The last slot and the last row stand below the last event.
    const rows = Math.max(1, length * zoom);
    this.#scale = rows / Math.max(1, time[length - 1] ?? 1);
    this.rows = Math.ceil(rows) + 4;
  }

  rowOf(step: number): number {
    return this.#columns.time[Math.max(0, Math.min(this.#columns.length - 1, step))]! * this.#scale;
  }

  rowOfSlot(slot: number): number {
    return this.rowOf(this.#slotsAfter[slot] ?? 0) + 1;
  }

  stepAt(row: number): number {
    // The last that does not happen later.
    const step = firstStepAt(this.#columns, Math.floor((row + 0.5) / this.#scale) + 1) - 1;
    return Math.max(0, Math.min(this.#columns.length - 1, step));
  }

  isShown(step: number): boolean {
    return this.#shown === undefined || this.#shown[step] === 1;
  }

  window(firstRow: number, lastRow: number): RowWindow {
    const { length } = this.#columns;
    const first = firstStepAt(this.#columns, Math.max(0, firstRow - 1) / this.#scale);
    const end = firstStepAt(this.#columns, (lastRow + 1) / this.#scale);
    const blocks: [number, number][] = [];
    let left = MOST_IN_WINDOW;
    let undrawn = 0;
    for (let step = first; step < end; step++) {
      if (!this.isShown(step)) continue;
      const block = blocks.at(-1);
      if (left-- <= 0) undrawn += 1;
      else if (block?.[1] === step - 1) block[1] = step;
      else blocks.push([step, step]);
    }
    // Where nothing happens for long, messages pass all the same.
    return { blocks, gaps: [], around: [Math.max(0, first - 1), Math.min(length - 1, end)], undrawn };
  }
}
