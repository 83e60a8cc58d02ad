/** How many rows a band of a violation takes. */
export const SLOT_ROWS = 2;

/** What the rows are counted by: a row for each step, or simulated time, with so many rows for a step on average. */
export type Axis = 'steps' | { readonly zoom: number };

/** Steps between two that are shown, which are not, and the row that stands for them. */
export interface Gap {
  readonly row: number;
  readonly from: number;
  /** The last of them. */
  readonly to: number;
}

/** What stands in a stretch of rows. */
export interface RowWindow {
  /** First and last of steps of which none between them is left out, ascending. */
  readonly blocks: readonly (readonly [from: number, to: number])[];
  readonly gaps: readonly Gap[];
  /** The last step before and the first after, where rows may be empty; what lasts from one to the other is to be seen. */
  readonly around?: readonly [before: number, after: number];
  /** How many steps stand here that are not among the blocks, because they would be too many. */
  readonly undrawn?: number;
}

/** Where the steps of a run stand, counted in rows, and parts of them, from the top; after some steps follows a slot, in which a violation is told. */
export interface Rows {
  /** How high all of it is. */
  readonly rows: number;
  rowOf(step: number): number;
  /** The first row of a slot. */
  rowOfSlot(slot: number): number;
  /** The step that stands in `row`; for a row of a slot the step before it, and for a gap the first that it stands for. */
  stepAt(row: number): number;
  isShown(step: number): boolean;
  window(firstRow: number, lastRow: number): RowWindow;
}
