import { momentText } from '../../base/moment-text.ts';
import { violationText } from '../../base/property-kinds.ts';
import { sentenceOf, type PropertyOutcome } from '../../base/verdict.ts';
import { EVENT_FACTS, factsOf } from '../event-kinds.ts';
import { FLAG } from '../event.ts';
import { causalPast } from '../happens-before.ts';
import { labelOf } from '../label.ts';
import { eventAt, type Trace } from '../trace.ts';

/** Mermaid draws a picture of an error instead of a longer diagram. */
const MOST_CHARACTERS = 50_000;

/** More diagrams than these nobody looks at. */
const MOST_PARTS = 100;
/** So many steps are tried first; the next part will not be much longer than the one before it. */
const FIRST_GUESS = 2_000;
const TITLE_ROOM = 'part 100 of 100, steps 1000000000 to 1000000000';

/** Steps that cannot be drawn: which and why, and what to select instead. */
export class UndrawableSteps extends RangeError {}

/** What of some steps is drawn, and how much of it in one diagram. */
export interface MermaidOptions {
  /** Only what could have had to do with this step, itself included, by happens-before; all, if absent. */
  readonly pastOf?: number;
  /** So many characters one diagram has at most: 50,000, which is what Mermaid draws, or fewer, which it draws sooner. */
  readonly most?: number;
}

/**
 * The steps from `from` up to, not including, `to` as a Mermaid sequence diagram. A message is one
 * arrow at the step of its delivery, or of its send when it is not delivered within the window, with
 * what becomes of it behind; a lost one ends in a cross. Every line carries its step number.
 * @throws UndrawableSteps when the window has no step or is too large to be drawn.
 */
export function toMermaid(trace: Trace, from: number, to: number, options: MermaidOptions = {}): string {
  const drawing = drawingOf(trace, from, options);
  const last = Math.min(to, trace.columns.length);
  if (!(Number.isSafeInteger(from) && from >= 0 && from < last))
    throw new UndrawableSteps(`There are no steps from ${from} to ${to} to draw: the run has ${trace.columns.length}.`);
  const text = diagramOf(drawing, from, last);
  if (text !== undefined) return text;
  let end = last;
  // A shorter window may need longer lines, for messages that it cuts off, so that each is tried.
  while (end > from && diagramOf(drawing, from, end) === undefined) end = from + Math.floor((end - from) * 0.9);
  const cure = end > from ? `Select up to step ${end - 1}.` : 'Its first step or the names of its nodes are too long.';
  throw new UndrawableSteps(
    `Steps ${from} to ${last - 1} are more than Mermaid draws, which is ${drawing.most.toLocaleString('en-US')} characters. ${cure}`,
  );
}

/**
 * The same in as many diagrams as it takes, each as long as Mermaid draws; of several each is titled with its number and its steps.
 * @throws UndrawableSteps when the window has no step, has one that is too long by itself, or is longer than a hundred diagrams.
 */
export function toMermaidParts(trace: Trace, from: number, to: number, options: MermaidOptions = {}): readonly string[] {
  const last = Math.min(to, trace.columns.length);
  const drawing = drawingOf(trace, from, options);
  const whole = from < last ? diagramOf(drawing, from, last) : undefined;
  if (whole !== undefined) return [whole];
  const ends: number[] = [];
  let guess = FIRST_GUESS;
  for (let begin = from; begin < last || ends.length === 0; begin = ends.at(-1)!) {
    if (ends.length === MOST_PARTS)
      throw new UndrawableSteps(
        `Steps ${from} to ${last - 1} are more than ${MOST_PARTS} Mermaid diagrams. Select up to step ${begin - 1}.`,
      );
    const end = endOfPart(drawing, begin, last, guess);
    guess = Math.ceil((end - begin) * 1.2) + 1;
    ends.push(end);
  }
  return ends.map((end, index) => {
    const begin = ends[index - 1] ?? from;
    return diagramOf(drawing, begin, end, `part ${index + 1} of ${ends.length}, steps ${begin} to ${end - 1}`)!;
  });
}

/** A trace, where its messages arrive, and what of it is drawn. */
interface Drawing {
  readonly trace: Trace;
  readonly arrivals: Arrivals;
  readonly most: number;
  tells(step: number): boolean;
}

function drawingOf(trace: Trace, from: number, { pastOf, most = MOST_CHARACTERS }: MermaidOptions): Drawing {
  const past = pastOf === undefined ? undefined : new Set(causalPast(trace.columns, pastOf));
  return { trace, arrivals: arrivalsFrom(trace, from), most, tells: (step) => past === undefined || past.has(step) };
}

/** The step after the last that one diagram has room for, with room left for its title; tried first with so many steps. */
function endOfPart(drawing: Drawing, from: number, last: number, guess: number): number {
  const fits = (end: number): boolean => diagramOf(drawing, from, end, TITLE_ROOM) !== undefined;
  let end = Math.min(last, from + guess);
  while (end > from && !fits(end)) end = from + Math.floor((end - from) * 0.9);
  // Refuses a step that is too long by itself, or steps that are not there.
  if (end <= from) toMermaid(drawing.trace, from, Math.min(from + 1, last), { most: drawing.most });
  return Math.max(end, from + 1);
}

/** The diagram, or undefined when it is longer than Mermaid draws. */
function diagramOf(drawing: Drawing, from: number, last: number, title?: string): string | undefined {
  const { trace, most } = drawing;
  let text = `sequenceDiagram\n${title === undefined ? '' : `  title ${title}\n`}`;
  for (const [index, name] of trace.nodes.entries()) text += `  participant p${index} as ${escaped(name)}\n`;
  for (let step = from; step < last; step++) {
    if (!drawing.tells(step)) continue;
    const lines = stepLines(trace, step, { ...drawing, last });
    if (lines.length > 0) text += `  ${lines.join('\n  ')}\n`;
    if (text.length > most) return undefined;
  }
  return text;
}

/** By send, the first step at which its message arrives or is lost. */
type Arrivals = ReadonlyMap<number, number>;

/** Where messages end, and the step that is no longer drawn. */
interface Ends extends Pick<Drawing, 'arrivals' | 'tells'> {
  readonly last: number;
}

/** By send, the first step from `from` on at which its message arrives or is lost. */
function arrivalsFrom({ columns }: Trace, from: number): Arrivals {
  const arrivals = new Map<number, number>();
  for (let step = from; step < columns.length; step++) {
    const message = EVENT_FACTS[columns.kind[step]!]?.message;
    const send = columns.cause[step]!;
    if ((message === 'arrives' || message === 'lost') && send >= from && !arrivals.has(send)) arrivals.set(send, step);
  }
  return arrivals;
}

/**
 * A step at which a property was violated stands in a marked band together with the property's sentence;
 * what was violated as time passed after the step has a band of its own behind it.
 */
function stepLines(trace: Trace, step: number, ends: Ends): string[] {
  const lines = eventLines(trace, step, ends);
  const violated = trace.outcome.properties.filter((property) => property.verdict === 'violated' && property.step === step);
  const notesOf = (properties: readonly PropertyOutcome[]): string[] => properties.map((property) => violationNote(trace, property));
  const atIt = notesOf(violated.filter(({ eventTime }) => eventTime === undefined));
  const afterIt = notesOf(violated.filter(({ eventTime }) => eventTime !== undefined));
  return [...(atIt.length > 0 ? banded([...lines, ...atIt]) : lines), ...(afterIt.length > 0 ? banded(afterIt) : [])];
}

function banded(lines: readonly string[]): string[] {
  return ['rect rgba(229, 72, 77, 0.25)', ...lines.map((line) => `  ${line}`), 'end'];
}

function violationNote(trace: Trace, property: PropertyOutcome): string {
  const { name, because, step, eventTime } = property;
  const what = violationText(property).toLowerCase();
  const when = eventTime === undefined ? `${step} ${what}` : `${what} ${momentText(property)}`;
  return `${noteOverAll(trace)}: ${when}, ${escaped(`${sentenceOf(name)}. ${because ?? ''}`.trim())}`;
}

function eventLines(trace: Trace, step: number, ends: Ends): string[] {
  const { kind, node, peer, flags } = eventAt(trace, step);
  const id = (name: string): string => `p${trace.nodes.indexOf(name)}`;
  const label = labelOf(trace, step);
  const marks = `${flags & FLAG.duplicate ? ' (duplicate)' : ''}${flags & FLAG.byzantine ? ' (Byzantine)' : ''}${flags & FLAG.corrupted ? ' (corrupted)' : ''}`;
  const told = `${step} ${label === '' || label === kind ? kind : `${kind} ${escaped(label)}`}`;
  const { message } = factsOf(kind);
  if (message === undefined || node === undefined || peer === undefined)
    return [`${node === undefined ? noteOverAll(trace) : `Note over ${id(node)}`}: ${told}`];
  switch (message) {
    case 'leaves':
      // One arrow for each message: one that arrives within the window is drawn where it arrives.
      return outcomeLine(
        trace,
        step,
        ends,
        (arrow, outcome) => `${id(node)}${arrow}${id(peer)}: ${step} ${escaped(label)} (${outcome})${marks}`,
      );
    case 'arrives':
      return [`${id(peer)}->>${id(node)}: ${step} ${escaped(label)}${marks}`];
    case 'lost':
      return [`${id(peer)}-x${id(node)}: ${step} ${escaped(label)}${marks}`];
  }
}

/** The arrow of a message that does not arrive within the window, with what becomes of it; none for one that does. */
function outcomeLine(
  trace: Trace,
  send: number,
  { arrivals, last, tells }: Ends,
  line: (arrow: string, outcome: string) => string,
): string[] {
  const arrival = arrivals.get(send);
  if (arrival === undefined) return [line('->>', 'still under way at the end')];
  if (arrival < last && tells(arrival)) return [];
  const { kind, name } = eventAt(trace, arrival);
  const isLost = factsOf(kind).message === 'lost';
  return [isLost ? line('-x', `${escaped(name)}, step ${arrival}`) : line('->>', `arrives at step ${arrival}`)];
}

function noteOverAll({ nodes }: Trace): string {
  return nodes.length > 1 ? `Note over p0,p${nodes.length - 1}` : 'Note over p0';
}

/** Letters and marks of any script, digits, and the few signs to which Mermaid gives no meaning anywhere. */
const HARMLESS = /[\p{L}\p{M}\p{N} .,_/=()?!'-]/u;

/**
 * A text that Mermaid shows as it is. Everything that is not harmless becomes a character reference,
 * because Mermaid gives a meaning to `;`, `#`, `%%`, `$$`, `:`, line breaks and HTML, and the word
 * `end` closes a block.
 */
function escaped(text: string): string {
  let safe = '';
  for (const sign of text) safe += HARMLESS.test(sign) ? sign : reference(sign);
  // A text without a visible sign would be no text to Mermaid's parser.
  if (safe.trim() === '') return '#160;';
  return safe.replace(/\bend\b/gi, (word) => `${reference(word[0]!)}${word.slice(1)}`);
}

/** Characters that HTML has no reference for are shown as the replacement character. */
function reference(sign: string): string {
  const code = sign.codePointAt(0)!;
  const isShowable = code >= 32 && !(code >= 0x7f && code < 0xa0) && !(code >= 0xd800 && code < 0xe000);
  if (sign === '\n' || sign === '\t' || sign === '\r') return ' ';
  return `#${isShowable ? code : 0xfffd};`;
}
