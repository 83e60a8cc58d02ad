/** How many rows a band of a violation takes. */
export const SLOT_ROWS = 2;

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
}

/** Where the steps of a run stand, counted in rows from the top; after some steps follows a slot, in which a violation is told. */
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
