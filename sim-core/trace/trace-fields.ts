import { VERDICTS } from '../base/verdict.ts';
import { PROPERTY_KINDS } from '../base/property-kinds.ts';
import type { TraceColumns } from './columns.ts';
import { EVENT_KINDS, NONE, NO_NODE } from './event.ts';
import { SPAN_KINDS, SPAN_WORD, SPAN_WORDS, SPANS_OF_FAULTS } from './facts.ts';

/**
 * Whether what a trace file holds is what readers of traces rely on. A checksum tells an accident; whoever
 * writes a file on purpose writes the checksum too, so that every field is looked at, and every number that points
 * to something must point to something.
 */

/** Says what is wrong with a value, or undefined; the path begins with the name of the field. */
type Check = (value: unknown, path: string) => string | undefined;

const text: Check = (value, path) => (typeof value === 'string' ? undefined : `${path} is no text`);
const flag: Check = (value, path) => (typeof value === 'boolean' ? undefined : `${path} is neither true nor false`);
const count: Check = (value, path) => (Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : `${path} is no count`);
const number: Check = (value, path) => (typeof value === 'number' && !Number.isNaN(value) ? undefined : `${path} is no number`);
const anything: Check = () => undefined;
const oneOf =
  (words: readonly string[]): Check =>
  (value, path) =>
    words.some((word) => word === value) ? undefined : `${path} is none of ${words.join(', ')}`;

const optional =
  (check: Check): Check =>
  (value, path) =>
    value === undefined ? undefined : check(value, path);

const listOf =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value) ? wrongItem(value, check, path) : `${path} is no list`;

const recordOf =
  (check: Check): Check =>
  (value, path) =>
    isRecord(value) ? firstWrong(Object.keys(value), (key) => check(value[key], `${path}.${key}`)) : `${path} is no object`;

/** An object with these fields; others are not looked at, since they are not read either. */
const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, path) =>
    isRecord(value)
      ? firstWrong(Object.keys(checks), (key) =>
          checks[key]!(Object.hasOwn(value, key) ? value[key] : undefined, path === '' ? key : `${path}.${key}`),
        )
      : `${path === '' ? 'its header' : path} is no object`;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map) && !(value instanceof Set);
}

/** A list may have a million items, whose paths are told where they are wrong. */
function wrongItem(items: readonly unknown[], check: Check, path: string): string | undefined {
  for (let index = 0; index < items.length; index++)
    if (check(items[index], '') !== undefined) return check(items[index], `${path}[${index}]`);
  return undefined;
}

function firstWrong<Key>(keys: Iterable<Key>, check: (key: Key) => string | undefined): string | undefined {
  for (const key of keys) {
    const wrong = check(key);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const PROPERTY = fields({
  name: text,
  kind: oneOf(Object.keys(PROPERTY_KINDS)),
  verdict: oneOf(VERDICTS),
  step: optional(count),
  time: optional(count),
  eventTime: optional(count),
  because: optional(text),
  beyond: optional(text),
  evidence: optional(fields({ nodes: optional(listOf(text)), steps: optional(anything) })),
  deadline: optional(fields({ promised: number, due: number, suspended: listOf(listOf(number)) })),
  kept: optional(count),
  open: optional(count),
  thrown: optional(fields({ node: text, handler: text, stack: optional(text) })),
});

const HEADER = fields({
  backstep: text,
  file: text,
  sourceHash: text,
  id: optional(text),
  parameters: optional(recordOf((value, path) => (typeof value === 'object' && value !== null ? `${path} is no parameter` : undefined))),
  length: count,
  spans: listOf(count),
  nodes: listOf(text),
  strings: listOf(text),
  byzantine: recordOf(fields({ behaviour: text })),
  forgeable: recordOf(listOf(text)),
  stabilisedAt: optional(count),
  order: optional(listOf(text)),
  changes: optional(
    fields({
      faults: optional(listOf(fields({}))),
      drops: optional(listOf(text)),
      messages: optional(recordOf(fields({}))),
      explicit: optional(fields({ faults: listOf(fields({})) })),
    }),
  ),
  outcome: fields({
    scenario: text,
    seed: count,
    strategy: optional(text),
    verdict: oneOf(VERDICTS),
    properties: listOf(PROPERTY),
    core: optional(listOf(text)),
    tolerance: optional(
      fields({ text, needs: count, nodes: count, beyond: optional(fields({ step: count, time: number, because: text })) }),
    ),
    events: count,
    simulatedMicroseconds: number,
    hash: text,
    faults: recordOf(fields({ requested: count, struck: count, observed: count })),
  }),
  faults: listOf(
    fields({
      name: text,
      kind: text,
      label: text,
      glyph: optional(text),
      line: text,
      at: number,
      until: optional(number),
      node: optional(text),
      cut: optional(fields({ sideOf: listOf(number), oneWay: flag })),
      struckAt: optional(count),
      observed: count,
    }),
  ),
});

/** What is wrong with the header of a trace, or undefined. */
export function wrongHeader(header: unknown): string | undefined {
  return HEADER(header, '');
}

/** What the numbers of a trace point to. */
export interface Pointed {
  readonly nodes: readonly string[];
  readonly strings: readonly string[];
  readonly spans: readonly number[];
  readonly faults: readonly unknown[];
}

/** What is wrong with the events and spans of a trace, or undefined: something that points to nothing, or time that runs back. */
export function wrongPointer({ nodes, strings, spans, faults }: Pointed, columns: TraceColumns, values: number): string | undefined {
  for (let step = 0; step < columns.length; step++) {
    const wrong = wrongColumn(step, columns, { nodes: nodes.length, strings: strings.length, values });
    if (wrong !== undefined) return `the ${wrong} of its event ${step}`;
  }
  if (spans.length % SPAN_WORDS !== 0) return 'the last of its spans';
  for (let at = 0; at < spans.length; at += SPAN_WORDS) {
    const word = (name: keyof typeof SPAN_WORD): number => spans[at + SPAN_WORD[name]]!;
    const kind = word('kind');
    const labels = SPANS_OF_FAULTS.has(SPAN_KINDS[kind]) ? faults.length : strings.length;
    const right =
      kind < SPAN_KINDS.length &&
      word('node') <= nodes.length &&
      word('from') <= word('to') &&
      word('to') <= columns.length &&
      word('track') < 0x1_0000 &&
      word('label') <= labels;
    if (!right) return `its span ${at / SPAN_WORDS}`;
  }
  return undefined;
}

function wrongColumn(
  step: number,
  { kind, node, peer, name, cause, value, time }: TraceColumns,
  has: { readonly nodes: number; readonly strings: number; readonly values: number },
): string | undefined {
  if (kind[step]! >= EVENT_KINDS.length) return 'kind';
  if (node[step]! >= has.nodes && node[step] !== NO_NODE) return 'node';
  if (peer[step]! >= has.nodes && peer[step] !== NO_NODE) return 'peer';
  if (name[step]! >= has.strings && name[step] !== NONE) return 'name';
  if (cause[step]! >= step && cause[step] !== NONE) return 'cause';
  if (value[step]! >= has.values && value[step] !== NONE) return 'value';
  // Written so that what is no number at all is wrong as well.
  return time[step]! >= (step === 0 ? 0 : time[step - 1]!) && Number.isFinite(time[step]) ? undefined : 'time';
}
