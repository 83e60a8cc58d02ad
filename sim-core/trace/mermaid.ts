import { sentenceOf } from '../judges/verdict.ts';
import { FLAG, type TraceEvent } from './event.ts';
import { labelOf } from './label.ts';
import { eventAt, type Trace } from './trace.ts';

/** Mermaid draws a picture of an error instead of a longer diagram. */
const MOST_CHARACTERS = 50_000;

/**
 * The steps from `from` up to, not including, `to` as a Mermaid sequence diagram. A message is one
 * arrow at the step of its delivery, or of its send when it is delivered outside of the window; a
 * lost one ends in a cross. Every line carries its step number.
 * @throws RangeError when the window has no step or is too large to be drawn.
 */
export function toMermaid(trace: Trace, from: number, to: number): string {
  const last = Math.min(to, trace.columns.length);
  if (!(from >= 0 && from < last)) throw new RangeError(`There are no steps from ${from} to ${to} to draw.`);
  const lines = ['sequenceDiagram', ...trace.nodes.map((name, index) => `  participant p${index} as ${escaped(name)}`)];
  const events = Array.from({ length: last - from }, (_, index) => eventAt(trace, from + index));
  const arriving = new Set(events.filter(({ kind }) => kind === 'deliver' || kind === 'drop').map(({ cause }) => cause));
  let characters = lines.join('\n').length;
  for (const event of events) {
    const drawn = [...eventLines(trace, event, arriving), ...violationLines(trace, event.step)];
    characters += drawn.reduce((sum, line) => sum + line.length + 3, 0);
    if (characters > MOST_CHARACTERS) {
      throw new RangeError(
        `The steps ${from} to ${last - 1} are too many for Mermaid, which draws ${MOST_CHARACTERS.toLocaleString('en-US')} characters at most: select up to step ${event.step - 1}.`,
      );
    }
    for (const line of drawn) lines.push(`  ${line}`);
  }
  return `${lines.join('\n')}\n`;
}

function eventLines(trace: Trace, event: TraceEvent, arriving: ReadonlySet<number | undefined>): string[] {
  const { step, kind, node, peer, name, flags } = event;
  const id = (of: string | undefined): string => `p${trace.nodes.indexOf(of ?? '')}`;
  const text = `${step} ${escaped(labelOf(trace, step))}`;
  const marks = `${flags & FLAG.byzantine ? ' (Byzantine)' : ''}${flags & FLAG.duplicate ? ' (duplicate)' : ''}`;
  const everyone = `Note over p0${trace.nodes.length > 1 ? `,p${trace.nodes.length - 1}` : ''}`;
  switch (kind) {
    case 'send':
      // An arrow for each message: the one that arrives in the window is drawn where it arrives.
      return arriving.has(step) ? [] : [`${id(node)}->>${id(peer)}: ${text} (under way)${marks}`];
    case 'deliver':
      return [`${id(peer)}->>${id(node)}: ${text}${marks}`];
    case 'drop':
      return [`${id(peer)}-x${id(node)}: ${text}${marks}`];
    case 'partition':
    case 'heal':
    case 'stabilise':
      return [`${everyone}: ${step} ${kind} ${escaped(name)}`.trimEnd()];
    case 'fault':
      return [`${node === undefined ? everyone : `Note over ${id(node)}`}: ${text}`];
    default:
      return [`Note over ${id(node)}: ${step} ${kind} ${escaped(labelOf(trace, step))}`.trimEnd()];
  }
}

function violationLines(trace: Trace, step: number): string[] {
  const violated = trace.outcome.properties.filter((property) => property.verdict === 'violated' && property.step === step);
  if (violated.length === 0) return [];
  const everyone = `p0${trace.nodes.length > 1 ? `,p${trace.nodes.length - 1}` : ''}`;
  return [
    'rect rgba(229, 72, 77, 0.25)',
    ...violated.map(({ kind, name, because }) => `  Note over ${everyone}: ${step} ${kind} violated: ${escaped(`${sentenceOf(name)}. ${because ?? ''}`)}`),
    'end',
  ];
}

/**
 * A text that Mermaid shows as it is. Everything but letters, digits and a few harmless signs becomes
 * a character reference, because Mermaid gives a meaning to `;`, `#`, `%%`, `$$`, line breaks, words
 * such as `end`, and HTML.
 */
function escaped(text: string): string {
  const safe = [...text].map((sign) => (HARMLESS.test(sign) ? sign : `#${sign.codePointAt(0)!};`)).join('');
  // A text without a visible sign would be no text to Mermaid's parser.
  return safe.trim() === '' ? '#160;' : safe.replace(/\bend\b/gi, (word) => `#${word.codePointAt(0)!};${word.slice(1)}`);
}

const HARMLESS = /[\p{L}\p{N} .,_/=+()?!'-]/u;
