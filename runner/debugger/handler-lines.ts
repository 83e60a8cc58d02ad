import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { ScenarioDescription, SourceLocation } from '../protocol.ts';

/** Whether two paths name the same file, however they are written. */
export function samePath(one: string, other: string): boolean {
  return relative(one, other) === '';
}

/**
 * The handler in whose lines a line of a file lies. The description tells where handlers begin; one ends, as
 * formatted source is written, at the first line that is indented no further than its beginning.
 * @returns the places at which the handler stands, and the line of the nearest one if there is none
 */
export async function handlersAround(
  handlers: ScenarioDescription['handlers'],
  file: string,
  line: number,
): Promise<{ readonly owners: readonly SourceLocation[]; readonly nearest?: number }> {
  const places = Object.values(handlers)
    .flatMap((own) => Object.values(own))
    .filter((place) => samePath(place.file, file));
  if (places.length === 0) return { owners: [] };
  // A file that went since it was compiled has only its handlers' first lines left.
  const source = await readFile(file, 'utf8').catch(() => '');
  const lines = source.split(/\r?\n/);
  const owners = places.filter((place) => line >= place.line && line <= lastLine(lines, place.line)).sort((a, b) => b.line - a.line);
  const nearest = places.map((place) => place.line).sort((a, b) => Math.abs(a - line) - Math.abs(b - line))[0]!;
  return { owners, nearest };
}

function lastLine(lines: readonly string[], first: number): number {
  const depth = indentOf(lines[first - 1] ?? '');
  if (!/[{([]\s*$/.test(lines[first - 1] ?? '')) return first;
  for (let line = first + 1; line <= lines.length; line++) {
    const text = lines[line - 1]!;
    if (text.trim() === '' || indentOf(text) > depth) continue;
    // Parameters of their own lines end before the body begins.
    if (/[{([]\s*$/.test(text) && /^\s*[)\]}]/.test(text)) continue;
    return /^\s*[)\]}]/.test(text) ? line : line - 1;
  }
  return lines.length;
}

function indentOf(text: string): number {
  return /^\s*/.exec(text)![0].length;
}
