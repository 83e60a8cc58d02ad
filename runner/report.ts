import { styleText } from 'node:util';
import { columnsOver } from '../sim-core/trace/columns.ts';
import { sentenceOf, type PropertyOutcome, type Verdict } from '../sim-core/base/verdict.ts';
import { eventAt, type Outcome } from '../sim-core/trace/trace.ts';
import type { FaultCounts } from '../sim-core/world/fault.ts';
import type { RecordedRun, SweepReport } from './protocol.ts';

type Style = Parameters<typeof styleText>[0];

/** Puts colour on a text where the terminal shows colours, and leaves it as it is elsewhere. */
export type Paint = (style: Style, text: string) => string;

export function painter(stream: NodeJS.WriteStream): Paint {
  const colours = stream.isTTY && (process.env.NO_COLOR ?? '') === '';
  return (style, text) => (colours ? styleText(style, text) : text);
}

const SIGNS: Readonly<Record<Verdict, { sign: string; style: Style }>> = {
  held: { sign: '✓', style: 'green' },
  violated: { sign: '✗', style: 'red' },
  unknown: { sign: '?', style: 'yellow' },
  vacuous: { sign: '○', style: 'yellow' },
};

/** Simulated time as people read it. */
export function timeText(microseconds: number): string {
  return `${(microseconds / 1_000_000).toFixed(6)} s`;
}

/** `npx` is how a user calls it; the repository calls it by its own script. */
export function commandFor(...parts: readonly (string | number)[]): string {
  return ['npx backstep', ...parts].join(' ');
}

/** One line for each property, and why where it did not hold. */
export function propertyLines(properties: readonly Pick<PropertyOutcome, 'name' | 'kind' | 'verdict' | 'because'>[], paint: Paint): string[] {
  return properties.flatMap(({ name, kind, verdict, because }) => {
    const { sign, style } = SIGNS[verdict];
    const line = `  ${paint(style, `${sign} ${verdict.padEnd(8)}`)} ${kind.padEnd(9)} ${sentenceOf(name)}`;
    return because === undefined || verdict === 'held' ? [line] : [line, paint('dim', `             ${because}`)];
  });
}

/** What was planned and what took effect; what was planned in vain is said loudly. */
export function faultLines(faults: FaultCounts, paint: Paint): string[] {
  const entries = Object.entries(faults);
  if (entries.length === 0) return [];
  const counted = entries.map(([kind, { requested, applied }]) => `${kind} ${applied}/${requested}`).join(', ');
  const idle = entries.filter(([, { applied }]) => applied === 0).map(([kind]) => kind);
  return [
    `Faults (applied/requested): ${counted}`,
    ...(idle.length > 0 ? [paint('yellow', `Warning: ${idle.join(', ')} never took effect, so nothing was tested against it.`)] : []),
  ];
}

/** The violation as its own reproduction. */
export function violationLines(file: string, outcome: Outcome, paint: Paint): string[] {
  return outcome.properties
    .filter(({ verdict }) => verdict === 'violated')
    .flatMap(({ name, kind, step, time, because }) => [
      paint(['red', 'bold'], `${kind} violated: ${sentenceOf(name)}`),
      `  ${because ?? ''}`,
      `  scenario  ${outcome.scenario}`,
      `  seed      ${outcome.seed}`,
      `  step      ${step} at ${timeText(time ?? 0)}`,
      `  replay    ${paint('cyan', commandFor('run', file, '--seed', outcome.seed))}`,
    ]);
}

/** The events around a step, one a line; the step itself is pointed at. */
export function excerpt(run: RecordedRun, labels: readonly string[], from: number, at: number, paint: Paint): string[] {
  const trace = { nodes: run.nodes, strings: run.strings, values: [], columns: columnsOver(run.columns, run.length, run.length) };
  const width = Math.max(...run.nodes.map((name) => name.length));
  return labels.map((label, index) => {
    const { step, time, kind, node, peer } = eventAt(trace, from + index);
    const who = (node ?? '').padEnd(width);
    const other = peer === undefined ? '' : kind === 'send' ? `→ ${peer}` : `← ${peer}`;
    const line = `${step === at ? '▶' : ' '} ${String(step).padStart(6)}  ${timeText(time).padStart(14)}  ${who}  ${kind.padEnd(9)} ${other.padEnd(width + 2)}  ${label}`.trimEnd();
    return step === at ? paint(['red', 'bold'], line) : line;
  });
}

/** The heading of a sweep's report. */
export function sweepLines(report: SweepReport, paint: Paint): string[] {
  const { seeds, failures, events, wallSeconds, scenario, verdict } = report;
  const failing = new Set(failures.map(({ seed }) => seed)).size;
  const { sign, style } = SIGNS[verdict];
  return [
    `${paint(style, `${sign} ${verdict}`)}  ${paint('bold', scenario)}: ${seeds.run.toLocaleString('en-US')} seeds (${seeds.from} to ${seeds.to}), ${failing} failing, ` +
      `${events.toLocaleString('en-US')} events in ${wallSeconds.toFixed(1)} s (${Math.round(seeds.run / wallSeconds).toLocaleString('en-US')} seeds/s)`,
    ...propertyLines(report.properties, paint),
    ...faultLines(report.faults, paint),
  ];
}

/** The heading of one run's report. */
export function runLines(outcome: Outcome, paint: Paint): string[] {
  const { sign, style } = SIGNS[outcome.verdict];
  return [
    `${paint(style, `${sign} ${outcome.verdict}`)}  ${paint('bold', outcome.scenario)}, seed ${outcome.seed}: ` +
      `${outcome.events.toLocaleString('en-US')} events in ${timeText(outcome.simulatedMicroseconds)} of simulated time, hash ${outcome.hash}`,
    ...propertyLines(outcome.properties, paint),
    ...faultLines(outcome.faults, paint),
  ];
}
