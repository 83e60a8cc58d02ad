import { durationText, microseconds, type Duration } from '../base/duration.ts';
import { didYouMean } from '../base/nearest.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { Choices, Stream } from '../choices/choices.ts';
import type { DurationRange } from './fault-kind.ts';
import { faultLength, isForEver, type FaultLength } from './fault-length.ts';
import { indexOfNode } from './links.ts';
import { planFault, type PlannedFault, type WrittenFault } from './planned-fault.ts';
import { checkRange } from './ranges.ts';
import type { ErasedKind } from './registry.ts';

/** One kind of strike of a nemesis, checked. */
export interface PlannedStrike {
  readonly kind: string;
  readonly erased: ErasedKind;
  readonly every: Microseconds;
  readonly nodes: readonly string[];
  readonly written: Readonly<Record<string, unknown>>;
}

/**
 * Checks a nemesis. What is undefined is not there, so that a scenario may switch a kind off.
 * @throws ScenarioError with the path of what is wrong.
 */
export function planNemesis(
  nemesis: Readonly<Record<string, unknown>>,
  names: readonly string[],
  kinds: ReadonlyMap<string, ErasedKind>,
): readonly PlannedStrike[] {
  const drawable = [...kinds].filter(([, kind]) => kind.nemesis).map(([name]) => name);
  for (const key of Object.keys(nemesis)) {
    if (!drawable.includes(key))
      throw new ScenarioError(`The nemesis has \`${key}\`, which is not a fault that it can draw.`, didYouMean(key, drawable));
  }
  return drawable.filter((kind) => nemesis[kind] !== undefined).map((kind) => planStrike(kind, kinds.get(kind)!, nemesis[kind], names));
}

function planStrike(kind: string, erased: ErasedKind, strike: unknown, names: readonly string[]): PlannedStrike {
  const where = `nemesis.${kind}`;
  if (typeof strike !== 'object' || strike === null)
    throw new ScenarioError(`${where} is ${String(strike)}.`, "Write { every: '10s', for: '1s' }.");
  const written = strike as Readonly<Record<string, unknown>>;
  const { keys, lasts, check } = erased.nemesis!;
  const known = ['every', ...(lasts ? ['for'] : []), 'nodes', ...keys];
  for (const key of Object.keys(written)) {
    if (!known.includes(key)) throw new ScenarioError(`${where} has \`${key}\`, which it does not know.`, didYouMean(key, known));
  }
  const every = microseconds(written['every'] as Duration, `The \`every\` of ${where}`);
  if (every === 0) throw new ScenarioError(`The \`every\` of ${where} is zero.`, 'Give the mean time between two strikes.');
  if (lasts) checkLength(written['for'], `The \`for\` of ${where}`);
  check?.(written, { names, where });
  const nodes = (written['nodes'] ?? names) as readonly string[];
  if (!Array.isArray(nodes)) throw new ScenarioError(`The \`nodes\` of ${where} are not a list.`, "Write `nodes: ['a', 'b']`.");
  if (nodes.length === 0) throw new ScenarioError(`The \`nodes\` of ${where} are empty.`, 'Leave it out for all nodes.');
  for (const name of nodes) indexOfNode(name, names, where);
  return { kind, erased, every, nodes, written };
}

/** Either a range to draw a length from, or one length. */
function checkLength(length: unknown, what: string): void {
  if (Array.isArray(length)) checkRange(length as unknown as DurationRange, what);
  else faultLength(length, what);
}

/**
 * The faults that a nemesis draws, in order of time, as data that could have been written into
 * `faults`: pasted there, it gives the same run. Each kind draws from a site of its own.
 */
export function drawFaults(
  strikes: readonly PlannedStrike[],
  names: readonly string[],
  kinds: ReadonlyMap<string, ErasedKind>,
  choices: Choices,
  until: Microseconds,
  firstOrder: number,
): readonly PlannedFault[] {
  const drawn = strikes.flatMap((strike) => strikesOf(strike, names, choices.stream(`nemesis/${strike.kind}`), until));
  return drawn.sort((a, b) => a.at - b.at).map(({ name, written }, index) => planFault(written, names, kinds, name, firstOrder + index));
}

interface Drawn {
  readonly at: Microseconds;
  readonly name: string;
  readonly written: WrittenFault;
}

function strikesOf(
  { kind, erased, every, nodes, written }: PlannedStrike,
  names: readonly string[],
  random: Stream,
  until: Microseconds,
): Drawn[] {
  const between = (range: DurationRange): Duration => durationText(random.between(...checkRange(range, 'a range')));
  const context = {
    names,
    nodes,
    random,
    pick: () => nodes[random.below(nodes.length)]!,
    lasts: (): FaultLength => {
      const length = written['for'] as DurationRange | 'ever';
      return isForEver(length) ? length : between(length);
    },
    between,
  };
  const found: Drawn[] = [];
  for (let at = 0; ;) {
    // At least a microsecond apart, so that a tiny mean cannot draw for ever.
    at += Math.max(1, Math.round(random.exponential(every)));
    if (at >= until) return found;
    const form = erased.nemesis!.draw(written, context);
    if (form) found.push({ at, name: `nemesis.${kind}[${found.length}]`, written: { at: durationText(at), ...form } });
  }
}
