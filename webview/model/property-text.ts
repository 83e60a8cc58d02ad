import type { LocatedProperty, SourceLocation } from '../../runner/protocol.ts';
import { asksManyRuns } from '../../sim-core/base/property-kinds.ts';
import { sentenceOf, type PropertyOutcome } from '../../sim-core/base/verdict.ts';
import { momentText } from '../../sim-core/base/moment-text.ts';
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
  const beyond = property.beyond === undefined ? [] : ['beyond the stated tolerance'];
  return [said, ...beyond, ...obligations(property)].join(', ');
}

/** The same in sentences. */
export function longAnswer(property: PropertyOutcome): string {
  const { name, kind, verdict, step, time, eventTime, because, beyond } = property;
  const first = verdict === 'violated' ? '' : ' first';
  const when = time === undefined || eventTime !== undefined ? '' : `, ${timeText(time)}`;
  const where = step === undefined ? '' : `${first} ${momentText(property, countText)}${when}`;
  const neutral = asksManyRuns(property.kind) ? 'This is a question to a sweep and does not change the verdict of one run.' : '';
  const counted = obligations(property).join(', ');
  return [
    `${kind}: ${sentenceOf(name)}`,
    `${answerOf(property)}${where}`,
    counted === '' ? '' : `obligations: ${counted}`,
    because ?? '',
    beyond ?? '',
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

/** When time alone brought a violation about, between two events: `at 3.000000 s, 470 ms after step 45`; empty where an event did. */
export function passedText({ step, time, eventTime }: PropertyOutcome): string {
  if (step === undefined || time === undefined || eventTime === undefined) return '';
  return `at ${timeText(time)}, ${lengthText(time - eventTime)} after step ${countText(step)}`;
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
