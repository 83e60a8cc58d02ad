import { visible } from '../../sim-core/base/plain-text.ts';
import { sentenceOf } from '../../sim-core/base/verdict.ts';
import type { SweepReport } from '../protocol.ts';
import { costLines } from './cost-lines.ts';
import { faultLines } from './fault-lines.ts';
import { handlerLines } from './handler-lines.ts';
import { freshLines } from './fresh-lines.ts';
import type { Paint } from './paint.ts';
import { sweepPropertyLines, verdictText } from './property-lines.ts';
import { sweepToleranceLines } from './tolerance-lines.ts';
import { counted, countText, seedText } from './words.ts';

/** The heading of a sweep's report; `thoroughly` when every seed was executed again in every way. */
export function sweepLines(report: SweepReport, paint: Paint, thoroughly = false): string[] {
  const { seeds, counts, events, wallSeconds, scenario, verdict } = report;
  return [
    `${verdictText(verdict, paint)}  ${paint('bold', visible(scenario))}: ${counted(seeds.run, 'seed')} (${seeds.from} to ${seeds.to}), ${countText(counts.violated)} failing, ` +
      `${counted(events, 'event')} in ${wallSeconds.toFixed(1)} s (${countText(Math.round(seeds.run / wallSeconds))} seeds/s)`,
    ...sweepToleranceLines(report, paint),
    ...sweepPropertyLines(report.properties, seeds.run, paint),
    ...regressionLines(report, paint),
    ...faultLines(report.faults, paint),
    ...handlerLines(report.handlers ?? []),
    ...freshLines(report.fresh),
    ...costLines(report.costs),
    recheckedLine([report], paint, thoroughly),
  ];
}

/** What came of executing seeds again, of one scenario or of several. */
export function recheckedLine(reports: readonly SweepReport[], paint: Paint, thoroughly: boolean): string {
  const rechecked = reports.reduce((sum, report) => sum + report.rechecked, 0);
  const differing = reports.find(({ divergence }) => divergence !== null);
  const how = thoroughly ? 'executed again recorded, by seeking, and unrecorded in a fresh worker' : 'run twice, in another order';
  const done = `${counted(rechecked, 'seed')} ${rechecked === 1 ? 'was' : 'were'} ${how}`;
  const which = reports.length > 1 ? ` of ${differing?.id}` : '';
  return differing?.divergence
    ? paint(['red', 'bold'], `✗ ${done}: seed ${differing.divergence.seed}${which} is not deterministic.`)
    : `${done}: the same.`;
}

/** What came of the runs that stand beside the scenario. */
function regressionLines({ regressions }: SweepReport, paint: Paint): string[] {
  if (regressions.length === 0) return [];
  const again = regressions.filter(({ violated }) => violated);
  return [
    `  ${counted(regressions.length, 'regression seed')} run first: ${again.length === 0 ? 'none is violated again' : `${again.length} violated again`}`,
    ...again.map(({ seed, property, date, shrunk }) =>
      paint('red', `    ✗ ${shrunk ? 'the shrunk run of seed' : 'seed'} ${seed}, found on ${date}: ${sentenceOf(property)}`),
    ),
  ];
}

/** The causes of the failures, each with its smallest seed, where there are several. */
export function groupLines({ groups, failures }: SweepReport, most = 12): string[] {
  if (groups.length < 2) return [];
  const strategies = new Map(failures.map(({ seed, strategy }) => [seed, strategy]));
  return [
    `Failures by cause, ${groups.length} of them; of each the seed that is violated after the fewest events:`,
    ...groups
      .slice(0, most)
      .map(
        ({ property, seeds, smallest, shape }) =>
          `  seed ${seedText({ seed: smallest, strategy: strategies.get(smallest) })}, and ${counted(seeds - 1, 'other')}: ${sentenceOf(property)}; ${shape}`,
      ),
    ...(groups.length > most ? [`  and ${counted(groups.length - most, 'other')}`] : []),
  ];
}

/** Which other seeds fail than the one that is told of. */
export function otherFailures({ failures }: SweepReport, most = 9): string[] {
  const others = [...new Map(failures.map((failure) => [failure.seed, seedText(failure)])).values()].slice(1);
  if (others.length === 0) return [];
  return [`Other failing seeds: ${others.slice(0, most).join(', ')}${others.length > most ? ', …' : ''}`];
}
