import { durationText, microseconds, type Duration } from '../base/duration.ts';
import { didYouMean } from '../base/nearest.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { CutSides } from '../trace/facts.ts';
import type { FaultGlyph } from '../trace/fault-glyphs.ts';
import type { Beginning, Description, FaultWorld, PlanContext, Standstill } from './fault-kind.ts';
import { faultLength, isForEver } from './fault-length.ts';
import { indexesOfNodes, indexOfNode, selectLinks, type LinkSelection } from './links.ts';
import { probabilityOf } from './ranges.ts';
import type { ErasedKind } from './registry.ts';
import type { Strain } from './system-model.ts';
import { writtenText } from '../base/written-text.ts';

/** A fault as its author or the nemesis wrote it. */
export type WrittenFault = { readonly at: Duration } & Readonly<Record<string, unknown>>;

/** A fault of a run, checked and in numbers, with its kind's ways of beginning and ending. */
export class PlannedFault {
  /** Its own name, such as `faults[2]`: it stays the same when others come and go. */
  readonly name: string;
  readonly kind: string;
  /** Faults that begin at the same time begin in this order. */
  readonly order: number;
  readonly at: Microseconds;
  /** When it ends by itself; infinity when it does not. */
  readonly until: Microseconds;
  /** When it goes on to something else, without its beginning. */
  readonly steps: readonly Microseconds[];
  /** Stabilisation does not end it. */
  readonly isForEver: boolean;
  readonly #description: Description;
  readonly #erased: ErasedKind;
  readonly #planned: object;
  readonly #form: Readonly<Record<string, unknown>>;

  constructor(name: string, kind: string, erased: ErasedKind, form: Readonly<Record<string, unknown>>, { context, order }: Planning) {
    const planned = erased.plan(form, context);
    this.name = name;
    this.kind = kind;
    this.order = order;
    this.at = context.at;
    this.until = planned.until ?? Infinity;
    this.steps = planned.steps?.slice(1) ?? NO_STEPS;
    this.isForEver = isForEver(form['for']);
    this.#description = erased.describe(planned, context.names);
    this.#erased = erased;
    this.#planned = planned;
    this.#form = form;
  }

  /** The fault as an author would write it. Texts are made when they are asked for: most drawn faults are never shown. */
  get written(): WrittenFault {
    const { at, ...form } = this.#form;
    return { at: (at as Duration | undefined) ?? durationText(this.at), ...form };
  }

  get label(): string {
    return this.#description.label;
  }

  get glyph(): FaultGlyph | undefined {
    return this.#erased.glyph;
  }

  get node(): number | undefined {
    return this.#description.node;
  }

  get cut(): CutSides | undefined {
    return this.#description.cut;
  }

  get links(): readonly number[] | undefined {
    return this.#description.links;
  }

  get stops(): Standstill | undefined {
    return this.#description.stops;
  }

  get strain(): Strain {
    return this.#description.strain ?? NO_STRAIN;
  }

  get isOfDisk(): boolean {
    return this.#description.isOfDisk ?? false;
  }

  get mends(): Standstill | undefined {
    return this.#description.mends;
  }

  /** The same fault, but that it lasts so long. */
  lasting(length: Duration, names: readonly string[]): PlannedFault {
    const context = new Plan(names);
    context.of(this.name, this.at);
    return new PlannedFault(this.name, this.kind, this.#erased, { ...this.#form, for: length }, { context, order: this.order });
  }

  begin(world: FaultWorld): Beginning {
    return this.#erased.begin(this.#planned, world, this.name);
  }

  /** It goes on to one of its steps, counted from 1. */
  step(world: FaultWorld, index: number): void {
    this.#erased.step?.(this.#planned, world, this.name, index);
  }

  end(world: FaultWorld): void {
    this.#erased.end?.(this.#planned, world, this.name);
  }
}

const NO_STEPS: readonly Microseconds[] = [];
const NO_STRAIN: Strain = {};

interface Planning {
  readonly context: PlanContext;
  readonly order: number;
}

/**
 * Checks one fault and puts it into numbers.
 * @throws ScenarioError with the path of what is wrong, which begins with `name`.
 */
export function planFault(
  written: WrittenFault,
  names: readonly string[],
  kinds: ReadonlyMap<string, ErasedKind>,
  name: string,
  order: number,
): PlannedFault {
  const kindName = kindOf(written, kinds, name);
  const kind = kinds.get(kindName)!;
  for (const key of Object.keys(written)) {
    if (key === 'at' || key === kindName || kind.keys.includes(key) || written[key] === undefined) continue;
    throw new ScenarioError(
      `The \`${kindName}\` of ${name} has \`${key}\`, which it does not know.`,
      didYouMean(key, ['at', ...kind.keys]),
      { path: [key] },
    );
  }
  if (written.at === undefined) throw new ScenarioError(`${name} does not say when.`, "Write `at: '10s'`, the time at which it begins.");
  const context = new Plan(names);
  context.of(
    name,
    inPart('at', () => microseconds(written.at, `The \`at\` of ${name}`)),
  );
  return new PlannedFault(name, kindName, kind, written, { context, order });
}

function kindOf(written: WrittenFault, kinds: ReadonlyMap<string, ErasedKind>, where: string): string {
  if (typeof written !== 'object' || written === null)
    throw new ScenarioError(`${where} is ${writtenText(written)}, which is not a fault.`, "Write { at: '10s', crash: 'a' }.");
  const keys = Object.keys(written).filter((key) => written[key] !== undefined && key !== 'at');
  const found = keys.filter((key) => kinds.has(key));
  if (found.length > 1) {
    throw new ScenarioError(
      `${where} is ${found.length} faults in one: ${found.map((key) => `\`${key}\``).join(' and ')}.`,
      'Write each as an object of its own, with its own `at`.',
      { path: [found[1]!] },
    );
  }
  if (found.length === 1) return found[0]!;
  const [first] = keys;
  throw new ScenarioError(
    `${where} has none of the known faults${keys.length > 0 ? `: it has ${keys.map((key) => `\`${key}\``).join(', ')}` : ''}.`,
    didYouMean(first ?? '', [...kinds.keys()]),
    first === undefined ? {} : { path: [first] },
  );
}

/**
 * What kinds may ask while they check a form. One serves many faults, one after the other; its
 * questions are functions of its own, because kinds take them out of it.
 */
export class Plan implements PlanContext {
  readonly names: readonly string[];
  at: Microseconds = 0;
  where = '';

  constructor(names: readonly string[]) {
    this.names = names;
  }

  /** The questions from here on are about the fault of this name. */
  of(where: string, at: Microseconds): void {
    this.where = where;
    this.at = at;
  }

  readonly node = (value: unknown, key: string): number => inPart(key, () => indexOfNode(value, this.names, this.where));

  readonly nodes = (listed: readonly unknown[], key: string): readonly number[] =>
    inPart(key, () => indexesOfNodes(listed, this.names, this.where));

  readonly length = (value: unknown, key: string): Microseconds =>
    inPart(key, () => microseconds(value as Duration, `The \`${key}\` of ${this.where}`));

  readonly lasts = (value: unknown): Microseconds => inPart('for', () => faultLength(value, `The \`for\` of ${this.where}`));

  readonly endOf = (value: unknown): Microseconds => (isForEver(value) ? Infinity : this.at + this.lasts(value));

  readonly probability = (value: unknown, key: string): number =>
    inPart(key, () => probabilityOf(value, `The \`${key}\` of ${this.where}`));

  readonly count = (value: unknown, key: string): number => {
    if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
    throw new ScenarioError(`The \`${key}\` of ${this.where} is ${writtenText(value)}.`, 'Write a whole number from 1.', { path: [key] });
  };

  readonly links = (selection: LinkSelection<string> | undefined, key: string): readonly number[] =>
    inPart(key, () => selectLinks(selection, this.names, `The \`${key}\` of ${this.where}`));
}

/** A fault as a line to paste into `faults`. */
export function faultLine(written: WrittenFault): string {
  return `${literal(written)},`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return entries.length === 0 ? '{}' : `{ ${entries.map(([key, item]) => `${literalKey(key)}: ${literal(item)}`).join(', ')} }`;
  }
  if (typeof value === 'string')
    return JSON.stringify(value)
      .replace(/^"|"$/g, "'")
      .replace(/\\"/g, '"')
      .replace(/(?<=.)'(?=.)/g, "\\'");
  return String(value);
}

function literalKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key);
}
