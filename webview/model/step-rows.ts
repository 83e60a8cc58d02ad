import { countWhile } from '../../sim-core/base/count-while.ts';
import { SLOT_ROWS, type Gap, type Rows, type RowWindow } from './rows.ts';

/** A row for each step that is shown, and one for all of those between two of them that are not. */
export class StepRows implements Rows {
  readonly rows: number;
  readonly #steps: number;
  readonly #shown: Uint8Array | undefined;
  /** Where steps stand and what stands in rows, where some are left out: where all are shown, their numbers tell it. */
  readonly #folded: { readonly rowOf: Uint32Array; readonly stepAt: Uint32Array } | undefined;
  readonly #slotsAfter: readonly number[];
  readonly #rowOfSlot: readonly number[];

  /**
   * @param slotsAfter the step before each slot, ascending
   * @param shown by step, 1 for those that are shown; all of them, if absent. Those before a slot always are
   */
  constructor(steps: number, slotsAfter: readonly number[], shown?: Uint8Array) {
    this.#steps = steps;
    this.#shown = shown;
    this.#slotsAfter = slotsAfter;
    if (!shown) {
      this.#rowOfSlot = slotsAfter.map((step, slot) => step + 1 + slot * SLOT_ROWS);
      this.rows = steps + slotsAfter.length * SLOT_ROWS;
      return;
    }
    for (const step of slotsAfter) shown[step] = 1;
    const rowOf = new Uint32Array(steps);
    const stepAt = new Uint32Array(steps + slotsAfter.length * SLOT_ROWS);
    const rowOfSlot: number[] = [];
    let row = 0;
    for (let step = 0; step < steps; step++) {
      // What is left out has the row of the first of it.
      if (step > 0 && shown[step] !== 1 && shown[step - 1] !== 1) row -= 1;
      else stepAt[row] = step;
      rowOf[step] = row++;
      while (slotsAfter[rowOfSlot.length] === step) {
        rowOfSlot.push(row);
        for (const end = row + SLOT_ROWS; row < end; row++) stepAt[row] = step;
      }
    }
    this.rows = row;
    this.#folded = { rowOf, stepAt };
    this.#rowOfSlot = rowOfSlot;
  }

  rowOf(step: number): number {
    const at = Math.max(0, Math.min(this.#steps - 1, step));
    if (this.#folded) return this.#folded.rowOf[at] ?? 0;
    return at + SLOT_ROWS * countWhile(this.#slotsAfter.length, (slot) => this.#slotsAfter[slot]! < at);
  }

  rowOfSlot(slot: number): number {
    return this.#rowOfSlot[slot] ?? this.rows;
  }

  stepAt(row: number): number {
    const at = Math.max(0, Math.min(this.rows - 1, row));
    if (this.#folded) return this.#folded.stepAt[at] ?? 0;
    // How many slots begin at or before it; in the rows of the last of them stands the step before that.
    const slots = countWhile(this.#rowOfSlot.length, (slot) => this.#rowOfSlot[slot]! <= at);
    const isInSlot = slots > 0 && at < this.#rowOfSlot[slots - 1]! + SLOT_ROWS;
    return Math.max(0, isInSlot ? this.#slotsAfter[slots - 1]! : at - slots * SLOT_ROWS);
  }

  isShown(step: number): boolean {
    return this.#shown === undefined || this.#shown[step] === 1;
  }

  window(firstRow: number, lastRow: number): RowWindow {
    const blocks: [number, number][] = [];
    const gaps: Gap[] = [];
    const last = Math.min(lastRow, this.rows - 1);
    let before = -1;
    for (let row = Math.max(0, firstRow); row <= last; row++) {
      const step = this.stepAt(row);
      // A slot stands for the step before it.
      if (step === before) continue;
      before = step;
      const block = blocks.at(-1);
      if (!this.isShown(step)) gaps.push({ row, from: step, to: row + 1 < this.rows ? this.stepAt(row + 1) - 1 : this.#steps - 1 });
      else if (block?.[1] === step - 1) block[1] = step;
      else blocks.push([step, step]);
    }
    return { blocks, gaps };
  }
}
