/** A length of time in the unit that suits it: `12 µs`, `3.5 ms`, `10 s`. */
export function lengthText(microseconds: number): string {
  if (microseconds === 0) return '0 s';
  if (microseconds < 1_000) return `${trimmed(microseconds)} µs`;
  if (microseconds < 1_000_000) return `${trimmed(microseconds / 1_000)} ms`;
  return `${trimmed(microseconds / 1_000_000)} s`;
}

/** The same to three digits, for the column of times between steps. */
export function roughLengthText(microseconds: number): string {
  return lengthText(Number(microseconds.toPrecision(3)));
}

/** Three decimals at most, and none that say nothing. */
function trimmed(value: number): string {
  return String(Number(value.toFixed(3)));
}
