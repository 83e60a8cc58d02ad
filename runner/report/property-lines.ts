import { asksManyRuns } from '../../sim-core/base/property-kinds.ts';
import { countOf, sentenceOf, VERDICTS, type PropertyOutcome, type Verdict } from '../../sim-core/base/verdict.ts';
import type { SweptProperty } from '../../sim-core/search/sweep.ts';
import type { Paint, Style } from './paint.ts';
import { countText } from './words.ts';

interface Sign {
  readonly sign: string;
  readonly style: Style;
  readonly word: string;
}

const SIGNS: Readonly<Record<Verdict, Sign>> = {
  held: { sign: '✓', style: 'green', word: 'held' },
  violated: { sign: '✗', style: 'red', word: 'violated' },
  unknown: { sign: '?', style: 'yellow', word: 'unknown' },
  unavailable: { sign: '–', style: 'yellow', word: 'unavailable' },
  vacuous: { sign: '○', style: 'yellow', word: 'vacuous' },
};

/** In a single run this is no verdict: it asks a question to a set of runs. */
const REACHED: Sign = { ...SIGNS.held, word: 'reached' };
const NOT_REACHED: Sign = { sign: '○', style: 'dim', word: 'not reached' };

export function verdictText(verdict: Verdict, paint: Paint): string {
  const { sign, style, word } = SIGNS[verdict];
  return paint(style, `${sign} ${word}`);
}

/** The verdict as one sign. */
export function signText(verdict: Verdict, paint: Paint): string {
  const { sign, style } = SIGNS[verdict];
  return paint(style, sign);
}

/** One line for each property of a run, and why where it did not hold. */
export function runPropertyLines(properties: readonly PropertyOutcome[], paint: Paint): string[] {
  return properties.flatMap(({ name, kind, verdict, because, beyond, kept, open }) => {
    const isQuestion = asksManyRuns(kind);
    const sign = !isQuestion ? SIGNS[verdict] : verdict === 'held' ? REACHED : NOT_REACHED;
    const counts = kept === undefined && open === undefined ? '' : `${countText(kept ?? 0)} kept, ${countText(open ?? 0)} still open`;
    return [
      ...lines({ sign, kind, name, counts, because: verdict === 'held' || isQuestion ? undefined : because }, paint),
      ...(beyond === undefined ? [] : [paint('yellow', `                ${beyond}`)]),
    ];
  });
}

/** One line for each property of a sweep, with how many seeds came to each verdict, and why where it did not hold. */
export function sweepPropertyLines(properties: readonly SweptProperty[], seeds: number, paint: Paint): string[] {
  return properties.flatMap(({ name, kind, verdict, counts, because }) => {
    const told = asksManyRuns(kind)
      ? `reached in ${countText(counts.held)} of ${countText(seeds)}`
      : VERDICTS.filter((each) => countOf(counts, each) > 0)
          .map((each) => `${countText(countOf(counts, each))} ${each}`)
          .join(', ');
    return lines({ sign: SIGNS[verdict], kind, name, counts: told, because: verdict === 'held' ? undefined : because }, paint);
  });
}

interface Line {
  readonly sign: Sign;
  readonly kind: string;
  readonly name: string;
  readonly counts: string;
  readonly because: string | undefined;
}

function lines({ sign: { sign, style, word }, kind, name, counts, because }: Line, paint: Paint): string[] {
  const line = `  ${paint(style, `${sign} ${word.padEnd(11)}`)} ${kind.padEnd(9)} ${sentenceOf(name)}${counts === '' ? '' : `: ${counts}`}`;
  return because === undefined ? [line] : [line, paint('dim', `                ${because}`)];
}
