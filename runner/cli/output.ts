import { DIVERGENCE_CURE, divergenceText } from '../divergence.ts';
import type { Divergence } from '../../sim-core/base/verdict.ts';

export function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

export function printError(...lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
}

/** Says that executions of one source differ, and what to do about it; `scenario` where the file has several. */
export function printDivergence(divergence: Divergence, scenario?: string): void {
  printError(`${scenario === undefined ? '' : `${scenario}: `}${divergenceText(divergence)} ${DIVERGENCE_CURE}`);
}
