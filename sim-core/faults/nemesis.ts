import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { durationText, microseconds, type Duration } from '../base/duration.ts';
import { didYouMean } from '../base/nearest.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { Choices, Stream } from '../choices/choices.ts';
import type { DrawContext } from './fault-kind.ts';
import { faultLength, isForEver, type FaultLength } from './fault-length.ts';
import { indexesOfNodes } from './links.ts';
import { checkOptions } from './options.ts';
import { Plan, PlannedFault } from './planned-fault.ts';
import type { ErasedKind } from './registry.ts';
import { writtenText } from '../base/written-text.ts';

/** One kind of strike of a nemesis, checked. */
export interface PlannedStrike {
  readonly kind: string;
  /** Where it draws from. */
  readonly site: string;
  readonly erased: ErasedKind;
  readonly every: Microseconds;
  readonly nodes: readonly string[];
  /** The range of how long it lasts. */
  readonly lasts: readonly [Microseconds, Microseconds] | 'ever';
  readonly written: Readonly<Record<string, unknown>>;
}

/** So many strikes of a kind, with all their parts, a run may be expected to have; more is a mistake, and would take longer than the run. */
const MOST_STRIKES = 100_000;

/**
 * Checks a nemesis that strikes up to some time. What is undefined is not there, so that a scenario may switch a kind off.
 * @throws ScenarioError with the path of what is wrong.
 */
export function planNemesis(
  nemesis: Readonly<Record<string, unknown>>,
  names: readonly string[],
  kinds: ReadonlyMap<string, ErasedKind>,
  until: Microseconds,
): readonly PlannedStrike[] {
  const drawable = [...kinds].filter(([, kind]) => kind.nemesis).map(([name]) => name);
  for (const key of Object.keys(nemesis)) {
    if (!drawable.includes(key))
      throw new ScenarioError(`The nemesis has \`${key}\`, which is not a fault that it can draw.`, didYouMean(key, drawable), {
        path: [key],
      });
  }
  return drawable
    .filter((kind) => nemesis[kind] !== undefined)
    .map((kind) => inPart(kind, () => requireFew(planStrike(kind, kinds.get(kind)!, nemesis[kind], names), until)));
}

function requireFew(strike: PlannedStrike, until: Microseconds): PlannedStrike {
  const { kind, erased, every, written } = strike;
  const parts = erased.nemesis!.parts?.(written) ?? 1;
  const expected = Math.round((until / every) * parts);
  if (expected <= MOST_STRIKES) return strike;
  const each = parts === 1 ? '' : `, of ${parts.toLocaleString('en-US')} parts each`;
  throw new ScenarioError(
    `nemesis.${kind} strikes every ${durationText(every)} for ${durationText(until)}${each}, which is some ${expected.toLocaleString('en-US')} faults in a run.`,
    `Let it strike less often, every ${durationText(Math.ceil((until * parts) / MOST_STRIKES))} at most, or shorten the \`duration\`.`,
    { path: ['every'] },
  );
}

function planStrike(kind: string, erased: ErasedKind, strike: unknown, names: readonly string[]): PlannedStrike {
  const where = `nemesis.${kind}`;
  if (typeof strike !== 'object' || strike === null)
    throw new ScenarioError(`${where} is ${writtenText(strike)}.`, "Write { every: '10s', for: '1s' }.");
  const written = strike as Readonly<Record<string, unknown>>;
  const { options, lasts, check } = erased.nemesis!;
  const known = ['every', ...(lasts ? ['for'] : []), 'nodes', ...Object.keys(options)];
  for (const key of Object.keys(written)) {
    if (!known.includes(key))
      throw new ScenarioError(`${where} has \`${key}\`, which it does not know.`, didYouMean(key, known), { path: [key] });
  }
  const every = inPart('every', () => microseconds(written['every'] as Duration, `The \`every\` of ${where}`));
  if (every === 0)
    throw new ScenarioError(`The \`every\` of ${where} is zero.`, 'Give the mean time between two strikes.', { path: ['every'] });
  const length = lasts ? inPart('for', () => lengthOf(written['for'], `The \`for\` of ${where}`)) : NO_LENGTH;
  const nodes = inPart('nodes', () => nodesOf(written['nodes'] ?? names, names, where));
  checkOptions(options, written, where);
  check?.(written, { names, where });
  return { kind, site: `nemesis/${kind}`, erased, every, nodes, lasts: length, written };
}

function nodesOf(nodes: unknown, names: readonly string[], where: string): readonly string[] {
  if (!Array.isArray(nodes))
    throw new ScenarioError(`The \`nodes\` of ${where} are ${writtenText(nodes)}, which is no list.`, "Write `nodes: ['a', 'b']`.");
  if (nodes.length === 0) throw new ScenarioError(`The \`nodes\` of ${where} are empty.`, 'Leave it out for all nodes.');
  indexesOfNodes(nodes, names, where);
  return nodes as readonly string[];
}

const NO_LENGTH = [0, 0] as const;

/** Either a range to draw a length from, or one length. */
function lengthOf(length: unknown, what: string): PlannedStrike['lasts'] {
  if (isForEver(length)) return length;
  // Of a single length it can be said what else would do.
  if (!Array.isArray(length)) faultLength(length, what);
  return checkRange(length as DurationRange, what);
}

/**
 * The faults that a nemesis draws, in order of time, as data that could have been written into
 * `faults`: pasted there, it gives the same run. Each kind draws from a site of its own.
 */
export function drawFaults(
  strikes: readonly PlannedStrike[],
  names: readonly string[],
  choices: Choices,
  until: Microseconds,
  firstOrder: number,
): readonly PlannedFault[] {
  const drawing = new Drawing(names);
  const drawn: Drawn[] = [];
  for (const strike of strikes) drawing.strikes(strike, choices.stream(strike.site), until, drawn);
  drawn.sort((a, b) => a.at - b.at);
  const context = new Plan(names);
  return drawn.map(({ at, name, strike: { kind, erased }, form }, index) => {
    context.of(name, at);
    return new PlannedFault(name, kind, erased, form, { context, order: firstOrder + index });
  });
}

/** The worst that a strike may draw, as if at the start of a run; undefined where it finds nothing. */
export function worstOf(strike: PlannedStrike, names: readonly string[]): PlannedFault | undefined {
  const name = `nemesis.${strike.kind}`;
  const form = new Drawing(names).worst(strike);
  if (!form) return undefined;
  const context = new Plan(names);
  context.of(name, 0);
  return new PlannedFault(name, strike.kind, strike.erased, form, { context, order: 0 });
}

/** Draws the largest of everything. */
const LARGEST: Stream = {
  drawn: 0,
  next: () => 1 - Number.EPSILON,
  at: () => 1 - Number.EPSILON,
  below: (bound) => bound - 1,
  between: (_from, to) => to,
  chance: () => true,
  exponential: (mean) => mean,
  rewind: () => undefined,
  save: () => ({ c: 0, s0: 0, s1: 0, s2: 0, drawn: 0 }),
  load: () => undefined,
};

interface Drawn {
  readonly at: Microseconds;
  readonly name: string;
  readonly strike: PlannedStrike;
  readonly form: Readonly<Record<string, unknown>>;
}

/** What kinds may ask while they draw. One serves all strikes of a run, one after the other. */
class Drawing implements DrawContext {
  readonly names: readonly string[];
  #strike!: PlannedStrike;
  random!: Stream;
  found: Readonly<Record<string, unknown>>[] = [];

  constructor(names: readonly string[]) {
    this.names = names;
  }

  get nodes(): readonly string[] {
    return this.#strike.nodes;
  }

  /** Draws all strikes of a kind, in order of time. */
  strikes(strike: PlannedStrike, random: Stream, until: Microseconds, drawn: Drawn[]): void {
    this.#strike = strike;
    this.random = random;
    const { kind, erased, every, written } = strike;
    this.found = [];
    for (let at = 0; ;) {
      // At least a microsecond apart, so that a tiny mean cannot draw for ever.
      at += Math.max(1, Math.round(random.exponential(every)));
      if (at >= until) return;
      const form = erased.nemesis!.draw(written, this);
      if (!form) continue;
      drawn.push({ at, name: `nemesis.${kind}[${this.found.length}]`, strike, form });
      this.found.push(form);
    }
  }

  worst(strike: PlannedStrike): Readonly<Record<string, unknown>> | undefined {
    this.#strike = strike;
    this.random = LARGEST;
    this.found = [];
    return strike.erased.nemesis!.draw(strike.written, this);
  }

  readonly pick = (): string => this.#strike.nodes[this.random.below(this.#strike.nodes.length)]!;

  readonly lasts = (): FaultLength => {
    const { lasts } = this.#strike;
    return isForEver(lasts) ? lasts : durationText(this.random.between(...lasts));
  };

  readonly between = (range: DurationRange): Duration => durationText(this.random.between(...checkRange(range, 'a range')));
}
