import { divergenceCure, divergenceText } from '../divergence.ts';
import { countText } from '../report/words.ts';
import type { Divergence } from '../../sim-core/base/verdict.ts';

/** Prints lines for people, in bounded length. */
export function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${harmless(bounded(line))}\n`);
}

/** Prints one object for programs, which want all of it. */
export function printJson(value: object): void {
  process.stdout.write(`${harmless(JSON.stringify(value))}\n`);
}

/** What goes to standard error is lost where that fails: there is nobody left to tell. */
export function printError(...lines: readonly string[]): void {
  try {
    for (const line of lines) process.stderr.write(`${harmless(bounded(line))}\n`);
  } catch {
    return;
  }
}

/** More of one line, and of what was to be a line and has others in it, nobody reads. */
const MOST_CHARACTERS = 8_000;
const MOST_LINES = 60;

/** The beginning of a text that is too long: names and texts of scenarios may be of any length. */
function bounded(text: string): string {
  const end = Math.min(MOST_CHARACTERS, endOfLine(text, MOST_LINES));
  if (end >= text.length) return text;
  // What was painted ends with its colour.
  const colour = text.includes('\u001b[') ? '\u001b[0m' : '';
  return `${text.slice(0, end)}…${colour} (${countText(text.length - end)} more characters)`;
}

/** Where the line of this number, from 1, ends. */
function endOfLine(text: string, line: number): number {
  let at = -1;
  for (let count = 0; count < line; count++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return text.length;
  }
  return at;
}

/**
 * A text that does nothing to a terminal but to show itself, in colours at most: names and texts come from
 * scenarios and traces, and a terminal obeys what it is sent. Written as `\u001b`, which is right inside JSON too.
 */
function harmless(text: string): string {
  return text.replace(/\u001b\[(?:[0-4]|2[2-4]|3\d|9[0-7])m|[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (sign) =>
    sign.length > 1 ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Says that executions of one source differ, and what to do about it; `scenario` where the file has several. */
export function printDivergence(divergence: Divergence, scenario?: string): void {
  printError(`${scenario === undefined ? '' : `${scenario}: `}${divergenceText(divergence)} ${divergenceCure(divergence)}`);
}
