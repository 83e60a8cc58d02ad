import { PROPERTY_KINDS, type PropertyKind } from '../../sim-core/base/property-kinds.ts';

/** A command to paste into a shell. `npx` is how a user calls it; the repository calls it by its own script. */
export function commandFor(...parts: readonly (string | number)[]): string {
  return ['npx backstep', ...parts.map((part) => shellWord(String(part)))].join(' ');
}

/** A word as it is typed in a shell: in quotes that most shells understand, where it needs any. */
function shellWord(word: string): string {
  // A backslash is a part of paths on Windows; elsewhere a shell takes it away.
  const plain = process.platform === 'win32' ? /^[\p{L}\p{N}_./:@%+,=\\-]+$/u : /^[\p{L}\p{N}_./:@%+,=-]+$/u;
  if (plain.test(word)) return word;
  return /["$`\\!]/.test(word) ? `'${word.replace(/'/g, "'\\''")}'` : `"${word}"`;
}

/** A seed, and how its run follows from it where that is not `random`: `5`, `5 by pct:3`. */
export function seedText({ seed, strategy = 'random' }: { readonly seed: number; readonly strategy?: string | undefined }): string {
  return strategy === 'random' ? String(seed) : `${seed} by ${strategy}`;
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
