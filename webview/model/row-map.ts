/** How many rows a band of a violation takes. */
export const SLOT_ROWS = 2;

/**
 * Which row of the diagram shows which step. Every step has one row, and after some steps follows a
 * slot of two rows, in which a violation is told.
 */
export class RowMap {
  readonly rows: number;
  readonly #steps: number;
  /** The step before each slot, ascending. */
  readonly #slots: readonly number[];

  constructor(steps: number, slotsAfter: readonly number[]) {
    this.#steps = steps;
    this.#slots = slotsAfter;
    this.rows = steps + slotsAfter.length * SLOT_ROWS;
  }

  rowOf(step: number): number {
    let slots = 0;
    while (slots < this.#slots.length && this.#slots[slots]! < step) slots += 1;
    return step + slots * SLOT_ROWS;
  }

  /** The first row of a slot. */
  rowOfSlot(slot: number): number {
    return this.#slots[slot]! + 1 + slot * SLOT_ROWS;
  }

  /** The step that stands in `row`, or for a row of a slot the step before it. */
  stepAt(row: number): number {
    let slots = 0;
    while (slots < this.#slots.length && this.rowOfSlot(slots) + SLOT_ROWS <= row) slots += 1;
    const step = row - slots * SLOT_ROWS;
    const clipped = slots < this.#slots.length ? Math.min(step, this.#slots[slots]!) : step;
    return Math.max(0, Math.min(this.#steps - 1, clipped));
  }
}
