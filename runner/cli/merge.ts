import { worst } from '../../sim-core/base/verdict.ts';
import { merge as mergeReports, type Part } from '../merge.ts';
import type { SweepReport, SweepTable } from '../protocol.ts';
import { UsageError } from '../seeds.ts';
import { readBounded } from '../read-bounded.ts';
import { command } from './command.ts';
import { option } from './options.ts';
import { conclude, printSwept } from './swept.ts';

interface MergeFlags {
  readonly json?: boolean;
}

export const merge = command<MergeFlags, readonly string[]>({
  usage: 'merge <reports...>',
  description: 'make one report of those of all parts of a sweep, as `sweep --shard i/n --json` prints them',
  options: [option.json()],
  async execute(files, { json }) {
    const parts = (await Promise.all(files.map(partsIn))).flat();
    const ids = [...new Set(parts.map(({ report }) => report.id))];
    const scenarios = ids.map((id) => mergeReports(parts.filter(({ report }) => report.id === id)));
    const [first] = scenarios as [SweepReport];
    const table: SweepTable = {
      file: first.file,
      seeds: first.seeds,
      verdict: worst(scenarios.map(({ verdict }) => verdict)),
      wallSeconds: scenarios.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0),
      scenarios,
    };
    printSwept(table, { json });
    return conclude(table);
  },
});

/** The reports in a file: one, or those of several scenarios. */
async function partsIn(file: string): Promise<Part[]> {
  const text = (await readBounded(file)).toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is no JSON: it should hold what \`sweep --shard i/n --json\` has printed.`);
  }
  const reports: readonly unknown[] = isTable(parsed) ? parsed.scenarios : [parsed];
  return reports.map((report) => {
    if (!isReport(report))
      throw new UsageError(`${file} is no report of a sweep: it should hold what \`sweep --shard i/n --json\` has printed.`);
    return { from: file, report };
  });
}

function isTable(value: unknown): value is { readonly scenarios: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'scenarios' in value && Array.isArray(value.scenarios);
}

/** Whether it has what is added up. */
function isReport(value: unknown): value is SweepReport {
  if (typeof value !== 'object' || value === null) return false;
  const { id, sourceHash, hash, events, counts, seeds, properties, failures, shard } = value as Partial<Record<keyof SweepReport, unknown>>;
  const areTexts = [id, sourceHash].every((text) => typeof text === 'string');
  const isHash = typeof hash === 'string' && /^[0-9a-f]{16}$/.test(hash);
  const isCounted = [counts, seeds].every(
    (part) => typeof part === 'object' && part !== null && Object.values(part).every(Number.isSafeInteger),
  );
  return (
    areTexts &&
    isHash &&
    isCounted &&
    Number.isSafeInteger(events) &&
    Array.isArray(properties) &&
    Array.isArray(failures) &&
    shard !== undefined
  );
}
