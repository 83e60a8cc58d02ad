import { worst } from '../sim-core/base/verdict.ts';
import { SweepTally } from '../sim-core/search/sweep.ts';
import { timesTogether } from './handler-times.ts';
import type { SweepReport, SweepTable } from './protocol.ts';
import { withRegressions } from './regression-seeds.ts';
import { UsageError } from './seeds.ts';
import type { Seeds } from './shard.ts';

/** A report, and where it was read, for messages. */
export interface Part {
  readonly from: string;
  readonly report: SweepReport;
}

/**
 * The report of a whole sweep from those of all its parts, in any order, with the hash that the whole would have had.
 * @throws UsageError when they are not all parts of one sweep, each once.
 */
export function merge(parts: readonly Part[]): SweepReport {
  const sorted = [...parts].sort((a, b) => a.report.seeds.from - b.report.seeds.from);
  const [first] = sorted;
  if (!first) throw new UsageError('There is nothing to merge: name the reports that `sweep --shard i/n --json` has printed.');
  for (const { from, report } of sorted) {
    if (!report.shard) throw new UsageError(`${from} is a whole sweep: merge what \`sweep --shard i/n --json\` has printed.`);
    if ((report.strategy ?? 'random') !== (first.report.strategy ?? 'random'))
      throw new UsageError(
        `${from} and ${first.from} are not parts of one sweep: their seeds were read by the strategies ${report.strategy} and ${first.report.strategy}.`,
      );
    for (const what of ['id', 'sourceHash'] as const)
      if (report[what] !== first.report[what])
        throw new UsageError(
          `${from} and ${first.from} are not parts of one sweep: ${what === 'id' ? `they ran '${report.id}' and '${first.report.id}'` : 'the file, or what it imports, has changed between them'}.`,
        );
  }
  const { all } = first.report.shard!;
  requireWhole(sorted, all);
  const tally = new SweepTally();
  for (const { report } of sorted) tally.addAll(report);
  const summary = tally.summary();
  const reports = sorted.map(({ report }) => report);
  // Every part has run all of them; what older versions printed has none.
  const regressions = (first.report as Partial<SweepReport>).regressions ?? [];
  const sum = (of: (report: SweepReport) => number): number => reports.reduce((total, report) => total + of(report), 0);
  return {
    ...first.report,
    ...summary,
    verdict: withRegressions(summary.verdict, regressions),
    regressions,
    shrunk: reports.find(({ shrunk }) => shrunk)?.shrunk ?? null,
    seeds: { ...all, run: all.to - all.from + 1 },
    shard: null,
    wallSeconds: sum(({ wallSeconds }) => wallSeconds),
    fresh: reports.find(({ fresh }) => fresh)?.fresh ?? null,
    costs: null,
    handlers: timesTogether(reports),
    rechecked: sum(({ rechecked }) => rechecked),
    divergence: reports.find(({ divergence }) => divergence)?.divergence ?? null,
  };
}

/** @throws UsageError unless the parts have each seed of the whole once. */
function requireWhole(sorted: readonly Part[], all: Seeds): void {
  let next = all.from;
  for (const { from, report } of sorted) {
    const { seeds, shard } = report;
    if (shard!.all.from !== all.from || shard!.all.to !== all.to)
      throw new UsageError(
        `${from} is a part of the seeds ${shard!.all.from} to ${shard!.all.to}, and others are of ${all.from} to ${all.to}.`,
      );
    if (seeds.from > next) throw missing(next, seeds.from - 1);
    if (seeds.from < next) throw new UsageError(`${from} has the seeds ${seeds.from} to ${seeds.to} once more: name each part once.`);
    next = seeds.to + 1;
  }
  if (next <= all.to) throw missing(next, all.to);
}

function missing(from: number, to: number): UsageError {
  return new UsageError(
    `The seeds ${from} to ${to} are in none of the reports: name the reports of all parts, which must have run to their end.`,
  );
}

/** The same for parts of sweeps over several scenarios, each of which has a report in every part. */
export function mergeAll(parts: readonly Part[]): SweepTable {
  const ids = [...new Set(parts.map(({ report }) => report.id))];
  const scenarios = ids.map((id) => merge(parts.filter(({ report }) => report.id === id)));
  const [first] = scenarios as [SweepReport];
  return {
    file: first.file,
    seeds: first.seeds,
    verdict: worst(scenarios.map(({ verdict }) => verdict)),
    wallSeconds: scenarios.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0),
    scenarios,
  };
}
