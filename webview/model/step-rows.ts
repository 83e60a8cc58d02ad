import { SLOT_ROWS, type Gap, type Rows, type RowWindow } from './rows.ts';

/** A row for each step that is shown, and one for all of those between two of them that are not. */
export class StepRows implements Rows {
  readonly rows: number;
  readonly #steps: number;
  readonly #shown: Uint8Array | undefined;
  readonly #rowOf: Uint32Array;
  readonly #stepAt: Uint32Array;
  readonly #rowOfSlot: readonly number[];

  /**
   * @param slotsAfter the step before each slot, ascending
   * @param shown by step, 1 for those that are shown; all of them, if absent. Those before a slot always are
   */
  constructor(steps: number, slotsAfter: readonly number[], shown?: Uint8Array) {
    this.#steps = steps;
    this.#shown = shown;
    if (shown) for (const step of slotsAfter) shown[step] = 1;
    this.#rowOf = new Uint32Array(steps);
    const stepAt = new Uint32Array(steps + slotsAfter.length * SLOT_ROWS);
    const rowOfSlot: number[] = [];
    let row = 0;
    for (let step = 0; step < steps; step++) {
      // What is left out has the row of the first of it.
      if (step > 0 && !this.isShown(step) && !this.isShown(step - 1)) row -= 1;
      else stepAt[row] = step;
      this.#rowOf[step] = row++;
      while (slotsAfter[rowOfSlot.length] === step) {
        rowOfSlot.push(row);
        for (const end = row + SLOT_ROWS; row < end; row++) stepAt[row] = step;
      }
    }
    this.rows = row;
    this.#stepAt = stepAt;
    this.#rowOfSlot = rowOfSlot;
  }

  rowOf(step: number): number {
    return this.#rowOf[Math.max(0, Math.min(this.#steps - 1, step))] ?? 0;
  }

  rowOfSlot(slot: number): number {
    return this.#rowOfSlot[slot] ?? this.rows;
  }

  stepAt(row: number): number {
    return this.#stepAt[Math.max(0, Math.min(this.rows - 1, row))] ?? 0;
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
