import { microseconds, type Duration } from '../base/duration.ts';
import { didYouMean } from '../base/nearest.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { Beginning, Description, FaultWorld, PlanContext } from './fault-kind.ts';
import { faultLength, isForEver } from './fault-length.ts';
import { indexOfNode, selectLinks } from './links.ts';
import { probabilityOf } from './ranges.ts';
import type { ErasedKind } from './registry.ts';

/** A fault as its author or the nemesis wrote it. */
export type WrittenFault = { readonly at: Duration } & Readonly<Record<string, unknown>>;

/** A fault of a run, checked and in numbers, with its kind's ways of beginning and ending. */
export interface PlannedFault extends Description {
  /** Its own name, such as `faults[2]`: it stays the same when others come and go. */
  readonly name: string;
  readonly kind: string;
  /** Faults that begin at the same time begin in this order. */
  readonly order: number;
  readonly at: Microseconds;
  /** When it ends by itself; infinity when it does not. */
  readonly until: Microseconds;
  /** Stabilisation does not end it. */
  readonly isForEver: boolean;
  readonly written: WrittenFault;
  begin(world: FaultWorld): Beginning;
  end(world: FaultWorld): void;
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
    );
  }
  if (written.at === undefined) throw new ScenarioError(`${name} does not say when.`, "Write `at: '10s'`, the time at which it begins.");
  const at = microseconds(written.at, `The \`at\` of ${name}`);
  const planned = kind.plan(written, contextOf(at, names, name));
  return {
    name,
    kind: kindName,
    order,
    at,
    until: planned.until ?? Infinity,
    isForEver: isForEver(written['for']),
    written,
    ...kind.describe(planned, names),
    begin: (world) => kind.begin(planned, world, name),
    end: (world) => kind.end?.(planned, world, name),
  };
}

function kindOf(written: WrittenFault, kinds: ReadonlyMap<string, ErasedKind>, where: string): string {
  if (typeof written !== 'object' || written === null)
    throw new ScenarioError(`${where} is ${String(written)}, which is not a fault.`, "Write { at: '10s', crash: 'a' }.");
  const keys = Object.keys(written).filter((key) => written[key] !== undefined && key !== 'at');
  const found = keys.filter((key) => kinds.has(key));
  if (found.length > 1) {
    throw new ScenarioError(
      `${where} is ${found.length} faults in one: ${found.map((key) => `\`${key}\``).join(' and ')}.`,
      'Write each as an object of its own, with its own `at`.',
    );
  }
  if (found.length === 1) return found[0]!;
  const [first] = keys;
  throw new ScenarioError(
    `${where} has none of the known faults${keys.length > 0 ? `: it has ${keys.map((key) => `\`${key}\``).join(', ')}` : ''}.`,
    didYouMean(first ?? '', [...kinds.keys()]),
  );
}

function contextOf(at: Microseconds, names: readonly string[], where: string): PlanContext {
  const length = (value: unknown, key: string): Microseconds => microseconds(value as Duration, `The \`${key}\` of ${where}`);
  const lasts = (value: unknown): Microseconds => faultLength(value, `The \`for\` of ${where}`);
  return {
    at,
    names,
    where,
    node: (value) => indexOfNode(value, names, where),
    length,
    lasts,
    endOf: (value) => (isForEver(value) ? Infinity : at + lasts(value)),
    probability: (value, key) => probabilityOf(value, `The \`${key}\` of ${where}`),
    count(value, key) {
      if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
      throw new ScenarioError(`The \`${key}\` of ${where} is ${String(value)}.`, 'Write a whole number from 1.');
    },
    links: (selection, key) => selectLinks(selection, names, `The \`${key}\` of ${where}`),
  };
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
