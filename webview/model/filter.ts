import { countWhile } from '../../sim-core/base/count-while.ts';
import { didYouMean } from '../../sim-core/base/nearest.ts';
import { EVENT_FACTS, EVENT_KINDS, KIND } from '../../sim-core/trace/event-kinds.ts';
import { NO_NODE } from '../../sim-core/trace/event.ts';
import { HappensBefore, type Relation } from '../../sim-core/trace/happens-before.ts';
import type { RunModel } from './run-model.ts';

/** What a term of a filter may ask about. */
export const FIELDS = ['node', 'type', 'kind', 'fault', 'text', 'why', 'past', 'future', 'concurrent'] as const;

type Field = (typeof FIELDS)[number];

/** One condition: `node:storage`, `-type:heartbeat`, `"token 34"`. */
export interface Term {
  readonly field: Field;
  /** In lower case. */
  readonly value: string;
  readonly negated: boolean;
}

/** What somebody has typed, and what of it makes no sense. */
export interface Filter {
  /** All of them have to hold. */
  readonly terms: readonly Term[];
  readonly complaint?: string;
}

/** A word with or without a field before it; what stands in quotes may hold blanks. */
const TERM = /(-?)(?:([\p{L}]+):)?(?:"([^"]*)"?|(\S+))/gu;

/** Reads a filter. What begins with a word and a colon that is no field is told of, with the nearest field. */
export function parseFilter(typed: string): Filter {
  const terms: Term[] = [];
  for (const [, minus, field = 'text', quoted, bare] of typed.matchAll(TERM)) {
    const value = (quoted ?? bare ?? '').toLowerCase();
    if (value === '') continue;
    if (!isField(field.toLowerCase()))
      return { terms, complaint: `There is no '${field}:'. ${didYouMean(field, FIELDS)} Put a text with a colon in quotes.` };
    terms.push({ field: field.toLowerCase() as Field, value, negated: minus === '-' });
  }
  return { terms };
}

function isField(text: string): text is Field {
  return FIELDS.some((field) => field === text);
}

/** The steps that a filter lets through. */
export class Matches {
  /** Ascending. */
  readonly steps: Uint32Array;
  readonly #mask: Uint8Array;

  constructor(mask: Uint8Array) {
    this.#mask = mask;
    let count = 0;
    for (const bit of mask) count += bit;
    this.steps = new Uint32Array(count);
    for (let step = 0, at = 0; step < mask.length; step++) if (mask[step]) this.steps[at++] = step;
  }

  has(step: number): boolean {
    return this.#mask[step] === 1;
  }

  /** How many matches there are before a step. */
  before(step: number): number {
    return countWhile(this.steps.length, (at) => this.steps[at]! < step);
  }

  /** The next match in a direction; after the last comes the first again. Undefined without any. */
  next(step: number, direction: 1 | -1): number | undefined {
    const { length } = this.steps;
    const at = direction === 1 ? this.before(step + 1) : this.before(step) - 1;
    return this.steps[(at + length) % length];
  }
}

/** Which relations to its step a field lets through; undefined for a field that asks for something else. */
const RELATED: Readonly<Partial<Record<Field, readonly Relation[]>>> = {
  why: ['past', 'self', 'future'],
  past: ['past', 'self'],
  future: ['self', 'future'],
  concurrent: ['concurrent'],
};

/** The causality that a filter asks about, if it does. */
export function causalityOf(run: RunModel, terms: readonly Term[]): HappensBefore | undefined {
  const term = terms.filter(({ field }) => RELATED[field] !== undefined).at(-1);
  const step = term && stepIn(run, term.value);
  return step === undefined ? undefined : new HappensBefore(run.columns, step);
}

function stepIn(run: RunModel, value: string): number | undefined {
  const step = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  return step < run.steps ? step : undefined;
}

/** Bits by step: whether what it carries has a text in it, which only its values tell. */
export type Carrying = (text: string) => Uint8Array | undefined;

/** The steps for which every term holds. A text whose answer is not there yet is looked for in names alone. */
export function matchesOf(run: RunModel, terms: readonly Term[], carrying: Carrying): Matches {
  const mask = new Uint8Array(run.steps).fill(1);
  for (const term of terms) {
    const holds = testOf(run, term, carrying);
    const unwanted = term.negated ? 1 : 0;
    for (let step = 0; step < run.steps; step++) if (mask[step] && Number(holds(step)) === unwanted) mask[step] = 0;
  }
  return new Matches(mask);
}

/** Why a term can hold for no step, where it names what the run has not. */
export function complaintOf(run: RunModel, { field, value }: Term): string | undefined {
  const nearest = (word: string, known: readonly string[]): string | undefined =>
    known.some((one) => one.toLowerCase() === value) ? undefined : `There is no ${word} '${value}'. ${didYouMean(value, known)}`;
  switch (field) {
    case 'node':
      return nearest('node', run.nodes);
    case 'kind':
      return nearest('kind of event', EVENT_KINDS);
    case 'fault':
      return nearest('fault', ['any', ...new Set(run.content.run.faults.map(({ kind }) => kind))]);
    case 'type':
    case 'text':
      return undefined;
    case 'why':
    case 'past':
    case 'future':
    case 'concurrent':
      return stepIn(run, value) === undefined ? `There is no step '${value}': the run has steps 0 to ${run.steps - 1}.` : undefined;
  }
}

function testOf(run: RunModel, { field, value }: Term, carrying: Carrying): (step: number) => boolean {
  const { node, kind, name } = run.columns;
  switch (field) {
    case 'node': {
      const lane = run.nodes.findIndex((one) => one.toLowerCase() === value);
      return (step) => lane >= 0 && node[step] === lane;
    }
    case 'kind': {
      const wanted = EVENT_KINDS.findIndex((one) => one.toLowerCase() === value);
      return (step) => kind[step] === wanted;
    }
    case 'type': {
      const wanted = namesThat(run, (text) => text === value);
      return (step) => EVENT_FACTS[kind[step]!]?.message !== undefined && wanted[name[sourceOf(run, step)]!] === 1;
    }
    case 'fault':
      return faultTest(run, value);
    case 'why':
    case 'past':
    case 'future':
    case 'concurrent': {
      const step = stepIn(run, value);
      const causality = step === undefined ? undefined : new HappensBefore(run.columns, step);
      return (at) => causality !== undefined && RELATED[field]!.includes(causality.at(at));
    }
    case 'text': {
      const named = namesThat(run, (text) => text.includes(value));
      const kinds = EVENT_KINDS.map((one) => one.toLowerCase().includes(value));
      const nodes = run.nodes.map((one) => one.toLowerCase().includes(value));
      const carried = carrying(value);
      return (step) =>
        named[name[step]!] === 1 ||
        named[name[sourceOf(run, step)]!] === 1 ||
        kinds[kind[step]!] === true ||
        (node[step] !== NO_NODE && nodes[node[step]!] === true) ||
        (carried !== undefined && (carried[step >> 3]! & (1 << (step & 7))) !== 0);
    }
  }
}

/** What a lost message says of faults that are called otherwise. */
const REASON_OF: Readonly<Record<string, string>> = { loss: 'lost', burstloss: 'lost', corrupt: 'corrupted' };

/** Where a kind of fault strikes, the events that are called like it, and the messages that are lost by it; `any` is all of them. */
function faultTest(run: RunModel, value: string): (step: number) => boolean {
  const { kind, name } = run.columns;
  const isAny = value === 'any';
  const struck = new Set(
    run.content.run.faults.flatMap((fault) =>
      fault.struckAt !== undefined && (isAny || fault.kind.toLowerCase() === value) ? [fault.struckAt] : [],
    ),
  );
  const reasons = namesThat(run, (text) => isAny || text.includes(REASON_OF[value] ?? value));
  const called = EVENT_FACTS.map((facts) =>
    isAny ? facts.tone === 'fault' || facts.kind === 'crash' : facts.kind.toLowerCase() === value,
  );
  return (step) => struck.has(step) || called[kind[step]!] === true || (kind[step] === KIND.drop && reasons[name[step]!] === 1);
}

/** Of a message that arrives or is lost, its send, which knows its type. */
function sourceOf(run: RunModel, step: number): number {
  return run.columns.kind[step] === KIND.drop ? (run.causeAt(step) ?? step) : step;
}

/** Which strings of the run pass a test, by their number. */
function namesThat(run: RunModel, test: (text: string) => boolean): Uint8Array {
  return Uint8Array.from(run.strings, (text) => Number(test(text.toLowerCase())));
}
