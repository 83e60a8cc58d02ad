export function checkTicks(ticks: number): void {
  if (ticks > 3) throw new RangeError(`there are ${ticks} ticks`);
}
