import { parameterText } from '../../sim-core/author/parameters.ts';
import { countOf, VERDICTS } from '../../sim-core/base/verdict.ts';
import type { SweepReport, SweepTable } from '../protocol.ts';
import { freshLines } from './fresh-lines.ts';
import type { Paint } from './paint.ts';
import { signText, sweepPropertyLines, verdictText } from './property-lines.ts';
import { runCommand } from './reproduction.ts';
import { recheckedLine } from './sweep-report.ts';
import { counted, countText, seedText } from './words.ts';

/** Of so many scenarios that did not hold it is told why; the table names them all. */
const MOST_TOLD = 8;

/** The report of a sweep over several scenarios: a table with a row for each, and why those did not hold that did not. */
export function tableLines(table: SweepTable, paint: Paint, thoroughly = false): string[] {
  const { file, seeds, verdict, wallSeconds, scenarios } = table;
  const sum = (of: (report: SweepReport) => number): number => scenarios.reduce((total, report) => total + of(report), 0);
  const runs = sum((report) => report.seeds.run);
  // A sweep that ends early has not run the same seeds of each.
  const most = runs === seeds.run * scenarios.length ? '' : 'up to ';
  const open = scenarios.filter((report) => report.verdict !== 'held');
  return [
    `${verdictText(verdict, paint)}  ${paint('bold', file)}: ${counted(scenarios.length, 'scenario')}, ${most}${counted(seeds.run, 'seed')} each (${seeds.from} to ${seeds.to}), ` +
      `${countText(sum(({ counts }) => counts.violated))} of ${counted(runs, 'run')} failing, ` +
      `${counted(
        sum(({ events }) => events),
        'event',
      )} in ${wallSeconds.toFixed(1)} s (${countText(Math.round(runs / wallSeconds))} seeds/s)`,
    '',
    ...rows(scenarios, paint),
    ...open.slice(0, MOST_TOLD).flatMap(({ id, properties, seeds: own }) => [
      '',
      paint('bold', id),
      ...(properties.length === 0
        ? ['  It has no property that could fail.']
        : sweepPropertyLines(
            properties.filter((property) => property.verdict !== 'held'),
            own.run,
            paint,
          )),
    ]),
    ...(open.length > MOST_TOLD ? ['', `… and ${counted(open.length - MOST_TOLD, 'scenario')} more that did not hold.`] : []),
    '',
    ...idleFaults(scenarios, paint),
    // It is a matter of the file, or of what it imports.
    ...freshLines(scenarios.find(({ fresh }) => fresh)?.fresh ?? null),
    recheckedLine(scenarios, paint, thoroughly),
  ];
}

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  readonly right?: boolean;
}

function rows(scenarios: readonly SweepReport[], paint: Paint): string[] {
  const parameters = [...new Set(scenarios.flatMap((report) => Object.keys(report.parameters ?? {})))];
  const ofAll = (title: string, text: (report: SweepReport) => string, right = false): Column => ({
    title,
    cells: scenarios.map(text),
    right,
  });
  const columns: readonly Column[] = [
    ofAll('scenario', ({ id, parameters: own }) => (own ? id.slice(0, id.indexOf('[')) : id)),
    ...parameters.map((name) => ofAll(name, ({ parameters: own }) => (own && name in own ? parameterText(own[name]!) : ''))),
    ofAll('seeds', ({ seeds }) => countText(seeds.run), true),
    // Few scenarios can ever be unavailable, and a table is narrow.
    ...VERDICTS.filter((verdict) => verdict !== 'unavailable' || scenarios.some(({ counts }) => countOf(counts, verdict) > 0)).map(
      (verdict) => ofAll(verdict, ({ counts }) => countText(countOf(counts, verdict)), true),
    ),
    ofAll('first failing seed', ({ failures }) => (failures[0] ? seedText(failures[0]) : '–'), true),
  ];
  const widths = columns.map(({ title, cells }) => Math.max(title.length, ...cells.map(({ length }) => length)));
  const line = (text: (column: Column) => string): string =>
    columns.map((column, index) => (column.right ? text(column).padStart(widths[index]!) : text(column).padEnd(widths[index]!))).join('  ');
  return [
    paint('dim', `  ${line(({ title }) => title)}`),
    ...scenarios.map(({ verdict }, row) => `${signText(verdict, paint)} ${line(({ cells }) => cells[row]!)}`),
  ];
}

/** Which kinds of fault were planned and never struck, and in which scenarios. */
function idleFaults(scenarios: readonly SweepReport[], paint: Paint): string[] {
  const kinds = [...new Set(scenarios.flatMap(({ faults }) => Object.keys(faults)))];
  return kinds.flatMap((kind) => {
    const idle = scenarios.filter(({ faults }) => faults[kind] && faults[kind].requested > 0 && faults[kind].struck === 0);
    if (idle.length === 0) return [];
    const where = idle.length === scenarios.length ? 'any of them' : idle.map(({ id }) => id).join(', ');
    return [paint('yellow', `Warning: ${kind} never struck in ${where}, so nothing was tested against it.`)];
  });
}

/** How to see the failures of the other scenarios than the one that is told of. */
export function otherScenarios(file: string, scenarios: readonly SweepReport[], told: SweepReport): string[] {
  const others = scenarios.filter((report) => report !== told && report.failures.length > 0);
  if (others.length === 0) return [];
  const commands = others
    .slice(0, MOST_TOLD)
    .map(({ id, failures: [first] }) => `  ${runCommand(file, { id, strategy: first!.strategy }, first!.seed)}`);
  return ['Other failing scenarios:', ...commands, ...(others.length > MOST_TOLD ? [`  … and ${others.length - MOST_TOLD} more`] : [])];
}
