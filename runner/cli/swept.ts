import type { SweepTable } from '../protocol.ts';
import { painter } from '../report/paint.ts';
import { sweepLines } from '../report/sweep-report.ts';
import { tableLines } from '../report/sweep-table.ts';
import { EXIT, EXIT_REFUSED } from './exit.ts';
import { print, printDivergence, printJson } from './output.ts';

interface Printing {
  readonly json: boolean | undefined;
  /** Whether every seed was executed again in every way. */
  readonly thoroughly?: boolean;
}

/** Prints what a sweep came to: of one scenario its report, of several a table. */
export function printSwept(table: SweepTable, { json, thoroughly = false }: Printing): void {
  const paint = painter(process.stdout);
  const [only] = table.scenarios.length === 1 ? table.scenarios : [];
  if (json) printJson(only ?? table);
  else print(...(only ? sweepLines(only, paint, thoroughly) : tableLines(table, paint, thoroughly)));
}

/** Says which scenarios are not deterministic, and gives the exit code. */
export function conclude({ scenarios, verdict }: SweepTable): number {
  for (const { id, divergence } of scenarios) if (divergence) printDivergence(divergence, scenarios.length > 1 ? id : undefined);
  return scenarios.some(({ divergence }) => divergence) ? EXIT_REFUSED : EXIT[verdict];
}
