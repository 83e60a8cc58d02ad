import type { SweepReport, SweepTable } from '../runner/protocol.ts';
import { momentText } from '../sim-core/base/moment-text.ts';
import { asksManyRuns } from '../sim-core/base/property-kinds.ts';
import { countOf, sentenceOf, VERDICTS, type Verdict } from '../sim-core/base/verdict.ts';
import { t } from './texts.ts';

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
    t(
      seeds.run === 1 ? '{0} scenarios, {1} seed each: {2}.' : '{0} scenarios, {1} seeds each: {2}.',
      scenarios.length,
      seeds.run,
      held === scenarios.length ? t('all hold') : t('{0} held', held),
    ),
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
    const many =
      counts.violated === 1
        ? t('{0} of {1} seeds fails.', counts.violated, seeds.run)
        : t('{0} of {1} seeds fail.', counts.violated, seeds.run);
    return `${many} ${t('Seed {0} violates "{1}" {2}.', first.seed, sentenceOf(first.property), momentText(first))}`;
  }
  if (properties.length === 0)
    return t('No seed of {0} fails, but there is no property that could: the scenario is {1}.', seeds.run, verdict);
  return properties.every(isSettled) ? t('All {0} seeds hold.', seeds.run) : t('No seed of {0} fails.', seeds.run);
}

/** Which properties are violated besides the one that is told of, which may be the more interesting ones. */
function others({ failures: [first], properties }: SweepReport): string {
  const violated = properties.filter(({ name, counts }) => counts.violated > 0 && name !== first?.property);
  if (violated.length === 0) return '';
  const told = violated.slice(0, MOST_PROPERTIES).map(({ name, counts }) => t('"{0}" by {1}', sentenceOf(name), counts.violated));
  return t('Also violated: {0}.', andMore(told, violated.length));
}

/** What the seeds did not decide or never put to the test: neither is a pass. */
function openQuestions({ properties }: SweepReport): string[] {
  const open = properties.filter((property) => !isSettled(property) && property.counts.violated === 0);
  const told = open.slice(0, MOST_PROPERTIES).map((property) => `"${sentenceOf(property.name)}" ${answer(property)}`);
  return open.length === 0 ? [] : [`${andMore(told, open.length)}.`];
}

function answer({ kind, counts }: SweptProperty): string {
  if (asksManyRuns(kind)) return t('is reached by no seed');
  const told = VERDICTS.filter((verdict) => verdict !== 'violated' && countOf(counts, verdict) > 0);
  return told.length === 1
    ? t('is {0} in every seed', told[0]!)
    : told.map((verdict) => t('{0} in {1}', verdict, countOf(counts, verdict))).join(', ');
}

/** Whether every seed has passed it; a `@sometimes` asks for one seed that reaches it. */
function isSettled({ kind, verdict, counts }: SweptProperty): boolean {
  return asksManyRuns(kind) ? verdict === 'held' : VERDICTS.every((each) => each === 'held' || countOf(counts, each) === 0);
}

function idleFaults({ faults }: SweepReport): string {
  const idle = Object.entries(faults)
    .filter(([, { requested, struck }]) => requested > 0 && struck === 0)
    .map(([kind]) => kind);
  return idle.length === 0 ? '' : t('Warning: {0} never struck.', idle.join(', '));
}

function rechecked({ rechecked: seeds, divergence }: SweepReport): string {
  return divergence || seeds === 0
    ? ''
    : seeds === 1
      ? t('{0} seed was run twice, with the same result.', seeds)
      : t('{0} seeds were run twice, with the same result.', seeds);
}

function andMore(told: readonly string[], all: number): string {
  return all > told.length ? t('{0}; and {1} more', told.join('; '), all - told.length) : told.join('; ');
}
