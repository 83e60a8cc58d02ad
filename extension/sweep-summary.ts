import type { SweepReport, SweepTable } from '../runner/protocol.ts';
import { momentText } from '../sim-core/base/moment-text.ts';
import { asksManyRuns } from '../sim-core/base/property-kinds.ts';
import { countOf, sentenceOf, VERDICTS, type Verdict } from '../sim-core/base/verdict.ts';

type SweptProperty = SweepReport['properties'][number];

/** More properties than this are not told one by one: a notification is read at a glance. */
const MOST_PROPERTIES = 3;

/** What a sweep of one or several scenarios amounts to, in a few sentences for a notification. */
export function tableSummary({ seeds, scenarios }: SweepTable): string {
  const [only] = scenarios;
  if (only && scenarios.length === 1) return sweepSummary(only);
  const names = (verdict: Verdict): string => {
    const ids = scenarios.filter((report) => report.verdict === verdict).map(({ id }) => id);
    return ids.length === 0 ? '' : `${ids.length} ${verdict}: ${andMore(ids.slice(0, MOST_PROPERTIES), ids.length)}.`;
  };
  const held = scenarios.filter(({ verdict }) => verdict === 'held').length;
  return [
    `${scenarios.length} scenarios, ${seeds.run} ${seeds.run === 1 ? 'seed' : 'seeds'} each: ${held === scenarios.length ? 'all hold' : `${held} held`}.`,
    ...VERDICTS.filter((verdict) => verdict !== 'held').map(names),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** What a sweep amounts to, in a few sentences for a notification. A divergence is not among them: it is an error of its own. */
export function sweepSummary(report: SweepReport): string {
  return [headline(report), others(report), ...openQuestions(report), idleFaults(report), rechecked(report)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function headline({ seeds, counts, failures, properties, verdict }: SweepReport): string {
  const [first] = failures;
  if (first) {
    return `${counts.violated} of ${seeds.run} seeds ${counts.violated === 1 ? 'fails' : 'fail'}. Seed ${first.seed} violates "${sentenceOf(first.property)}" ${momentText(first)}.`;
  }
  if (properties.length === 0) return `No seed of ${seeds.run} fails, but there is no property that could: the scenario is ${verdict}.`;
  return properties.every(isSettled) ? `All ${seeds.run} seeds hold.` : `No seed of ${seeds.run} fails.`;
}

/** Which properties are violated besides the one that is told of, which may be the more interesting ones. */
function others({ failures: [first], properties }: SweepReport): string {
  const violated = properties.filter(({ name, counts }) => counts.violated > 0 && name !== first?.property);
  if (violated.length === 0) return '';
  const told = violated.slice(0, MOST_PROPERTIES).map(({ name, counts }) => `"${sentenceOf(name)}" by ${counts.violated}`);
  return `Also violated: ${andMore(told, violated.length)}.`;
}

/** What the seeds did not decide or never put to the test: neither is a pass. */
function openQuestions({ properties }: SweepReport): string[] {
  const open = properties.filter((property) => !isSettled(property) && property.counts.violated === 0);
  const told = open.slice(0, MOST_PROPERTIES).map((property) => `"${sentenceOf(property.name)}" ${answer(property)}`);
  return open.length === 0 ? [] : [`${andMore(told, open.length)}.`];
}

function answer({ kind, counts }: SweptProperty): string {
  if (asksManyRuns(kind)) return 'is reached by no seed';
  const told = VERDICTS.filter((verdict) => verdict !== 'violated' && countOf(counts, verdict) > 0);
  return told.length === 1 ? `is ${told[0]} in every seed` : told.map((verdict) => `${verdict} in ${countOf(counts, verdict)}`).join(', ');
}

/** Whether every seed has passed it; a `@sometimes` asks for one seed that reaches it. */
function isSettled({ kind, verdict, counts }: SweptProperty): boolean {
  return asksManyRuns(kind) ? verdict === 'held' : VERDICTS.every((each) => each === 'held' || countOf(counts, each) === 0);
}

function idleFaults({ faults }: SweepReport): string {
  const idle = Object.entries(faults)
    .filter(([, { requested, struck }]) => requested > 0 && struck === 0)
    .map(([kind]) => kind);
  return idle.length === 0 ? '' : `Warning: ${idle.join(', ')} never struck.`;
}

function rechecked({ rechecked: seeds, divergence }: SweepReport): string {
  return divergence || seeds === 0 ? '' : `${seeds} ${seeds === 1 ? 'seed was' : 'seeds were'} run twice, with the same result.`;
}

function andMore(told: readonly string[], all: number): string {
  return all > told.length ? `${told.join('; ')}; and ${all - told.length} more` : told.join('; ');
}
