import { PROPERTY_KINDS, type PropertyKind } from '../../sim-core/base/property-kinds.ts';

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

/** What has happened to a property that no event violated: its deadline passed, or it reads the time. */
export function passedWords(kind: PropertyKind): string {
  const { waits, violation } = PROPERTY_KINDS[kind];
  return waits ? violation.toLowerCase() : 'violated as time passed';
}
