import type { LocatedProperty, SourceLocation } from '../../runner/protocol.ts';
import { asksManyRuns } from '../../sim-core/base/property-kinds.ts';
import { sentenceOf, type PropertyOutcome } from '../../sim-core/base/verdict.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { countText } from './count-text.ts';
import { lengthText } from './length-text.ts';

/**
 * How a run answers to a property. Whether something is ever reached is a question to many runs, so
 * that one run alone neither passes nor fails by it.
 */
export type Answer = PropertyOutcome['verdict'] | 'reached' | 'not reached';

export function answerOf({ kind, verdict }: Pick<PropertyOutcome, 'kind' | 'verdict'>): Answer {
  if (!asksManyRuns(kind)) return verdict;
  return verdict === 'held' ? 'reached' : 'not reached';
}

/** What is said beside a property's sentence, in a few words. */
export function shortAnswer(property: PropertyOutcome): string {
  const answer = answerOf(property);
  const said = answer === 'held' ? property.kind : `${property.kind}, ${answer}`;
  return [said, ...obligations(property)].join(', ');
}

/** The same in sentences. */
export function longAnswer(property: PropertyOutcome): string {
  const { name, kind, verdict, step, time, because } = property;
  const at = verdict === 'violated' ? 'at' : 'first at';
  const where = step === undefined ? '' : ` ${at} step ${countText(step)}${time === undefined ? '' : `, ${timeText(time)}`}`;
  const neutral = asksManyRuns(property.kind) ? 'This is a question to a sweep and does not change the verdict of one run.' : '';
  const counted = obligations(property).join(', ');
  return [
    `${kind}: ${sentenceOf(name)}`,
    `${answerOf(property)}${where}`,
    counted === '' ? '' : `obligations: ${counted}`,
    because ?? '',
    neutral,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** How a liveness property's obligations fared, as far as it was counted. */
function obligations({ kept, open }: PropertyOutcome): string[] {
  return [
    ...(kept === undefined ? [] : [`${countText(kept)} kept`]),
    ...(open === undefined || open === 0 ? [] : [`${countText(open)} still open`]),
  ];
}

/** What a violation says, in a line. */
export function reasonText({ deadline, because, stack = [] }: LocatedProperty): string {
  const late = deadline ? `Promised at ${lengthText(deadline.promised)}, due by ${lengthText(deadline.due)}. ` : '';
  const [innermost] = stack;
  return `${late}${because ?? ''}${innermost === undefined ? '' : ` (${placeText(innermost)})`}`;
}

/** A place on the way to where something was thrown; its folder is known, or can be asked for. */
export function placeText({ file, line, column }: SourceLocation): string {
  return `at ${file.split(/[\\/]/).at(-1)}:${line}:${column}`;
}
