import { DIVERGENCE_CURE, divergenceText } from '../divergence.ts';
import type { Divergence } from '../../sim-core/base/verdict.ts';

export function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${harmless(line)}\n`);
}

/** What goes to standard error is lost where that fails: there is nobody left to tell. */
export function printError(...lines: readonly string[]): void {
  try {
    for (const line of lines) process.stderr.write(`${harmless(line)}\n`);
  } catch {
    return;
  }
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
  printError(`${scenario === undefined ? '' : `${scenario}: `}${divergenceText(divergence)} ${DIVERGENCE_CURE}`);
}
