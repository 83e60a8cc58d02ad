/** What a measurement has found, as a line of a table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** What it should be, or nothing where it is only to be known. */
  readonly target: string;
  readonly met: boolean;
}

/** Prints the rows below each other, with a mark where a target was missed. */
export function printRows(rows: readonly Row[]): void {
  const widths = [Math.max(...rows.map(({ what }) => what.length)), Math.max(...rows.map(({ measured }) => measured.length))] as const;
  for (const { what, measured, target, met } of rows) {
    console.log(`${met ? ' ' : '!'} ${what.padEnd(widths[0])}  ${measured.padEnd(widths[1])}  ${target && `target ${target}`}`.trimEnd());
  }
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
