/** `npx` is how a user calls it; the repository calls it by its own script. */
export function commandFor(...parts: readonly (string | number)[]): string {
  return ['npx backstep', ...parts].join(' ');
}

export function countText(count: number): string {
  // `toLocaleString` would load the engine's data of languages, which takes longer than many a run.
  return String(count).replace(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
}

/** `1 seed`, `2 seeds`. */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
