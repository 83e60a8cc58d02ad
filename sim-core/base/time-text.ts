/** Simulated time as people read it, always to the microsecond so that a column of them lines up: `12.345678 s`. */
export function timeText(microseconds: number): string {
  const whole = Math.round(microseconds);
  const seconds = Math.floor(whole / 1_000_000);
  return `${seconds}.${String(whole - seconds * 1_000_000).padStart(6, '0')} s`;
}
