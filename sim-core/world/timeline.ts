import { durationText, microseconds, type Duration } from '../base/duration.ts';
import type { Fault, LinkSelection } from '../author/scenario.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { FaultKind } from './fault.ts';

/** A fault with its times in microseconds and its nodes and links by number. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly at: number;
  /** When it ends by itself; infinity when it does not. */
  readonly until: number;
  /** The node it strikes; -1 for a fault of links. */
  readonly node: number;
  /** The links it disturbs, as `from * nodes + to`. */
  readonly links: readonly number[];
  /** A probability, a delay or jump in microseconds, or the number of a call on `self`. */
  readonly amount: number;
  /** How the trace names it. */
  readonly label: string;
  /** For a partition: the nodes on both sides, as the diagram shows them. */
  readonly sides: { readonly from: readonly string[]; readonly to: readonly string[]; readonly oneWay: boolean } | undefined;
}

/**
 * Checks one fault as its author wrote it and puts it into numbers.
 * @throws ScenarioError naming the fault by `where`, such as `faults[2]`.
 */
export function planFault(fault: Fault, names: readonly string[], where: string): PlannedFault {
  const at = microseconds(fault.at, `The \`at\` of ${where}`);
  const lasts = (length: Duration): number => at + microseconds(length, `The \`for\` of ${where}`);
  const nodeIndex = (name: string): number => indexOf(name, names, where);
  const base = { at, until: Infinity, node: -1, links: [], amount: 0, sides: undefined };
  if ('crash' in fault) {
    const until = fault.for === undefined ? Infinity : lasts(fault.for);
    return { ...base, kind: 'crash', node: nodeIndex(fault.crash), until, label: '' };
  }
  if ('restart' in fault) return { ...base, kind: 'restart', node: nodeIndex(fault.restart), label: '' };
  if ('pause' in fault) {
    return { ...base, kind: 'pause', node: nodeIndex(fault.pause), until: lasts(fault.for), label: '' };
  }
  if ('stall' in fault) {
    const call = fault.call ?? 1;
    if (!Number.isSafeInteger(call) || call < 1) {
      throw new ScenarioError(`The \`call\` of ${where} is ${call}.`, 'Count calls on `self` from 1.');
    }
    return { ...base, kind: 'stall', node: nodeIndex(fault.stall), until: lasts(fault.for), amount: call, label: 'stall' };
  }
  if ('partition' in fault) {
    const until = fault.for === undefined ? Infinity : lasts(fault.for);
    return { ...base, kind: 'partition', until, ...cutLinks(fault.partition, names, where) };
  }
  if ('heal' in fault) return { ...base, kind: 'heal', label: 'heal' };
  if ('clog' in fault) {
    const links = selectLinks(fault.clog, names, where);
    return { ...base, kind: 'clog', until: lasts(fault.for), links, label: `clog ${describeLinks(fault.clog)}` };
  }
  if ('delay' in fault) {
    const amount = microseconds(fault.delay, `The \`delay\` of ${where}`);
    const label = `delay ${durationText(amount)} ${describeLinks(fault.links)}`;
    return { ...base, kind: 'delay', until: lasts(fault.for), links: selectLinks(fault.links, names, where), amount, label };
  }
  for (const kind of ['loss', 'duplicate', 'reorder'] as const) {
    if (!(kind in fault)) continue;
    const chance = fault as unknown as { for: Duration; links?: LinkSelection<string> } & Record<typeof kind, number>;
    const amount = probability(chance[kind], `The \`${kind}\` of ${where}`);
    const label = `${kind} ${Math.round(amount * 100)}% ${describeLinks(chance.links)}`;
    return { ...base, kind, until: lasts(chance.for), links: selectLinks(chance.links, names, where), amount, label };
  }
  if ('clock' in fault) {
    const forward = 'forward' in fault;
    const by = microseconds(forward ? fault.forward : fault.backward, `The jump of ${where}`);
    const label = `clock ${forward ? '+' : '-'}${durationText(by)}`;
    return { ...base, kind: 'clock', node: nodeIndex(fault.clock), amount: forward ? by : -by, label };
  }
  throw new ScenarioError(
    `${where} has none of the known faults: it has ${Object.keys(fault).map((key) => `\`${key}\``).join(', ')}.`,
    'Known are crash, restart, pause, stall, partition, heal, clog, loss, duplicate, reorder, delay and clock.',
  );
}

/** @throws ScenarioError when it is not a number from 0 to 1. */
export function probability(value: unknown, what: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new ScenarioError(`${what} is ${String(value)}, which is not a probability.`, 'Write a number from 0 to 1.');
}

/** @throws ScenarioError when there is no node of that name. */
export function indexOf(name: string, names: readonly string[], where: string): number {
  const index = names.indexOf(name);
  if (index >= 0) return index;
  throw new ScenarioError(
    `${where} names the node '${String(name)}', which does not exist.`,
    `The nodes are ${names.join(', ')}.`,
  );
}

/** The links that are meant, without those from a node to itself. */
export function selectLinks(selection: LinkSelection<string> | undefined, names: readonly string[], where: string): readonly number[] {
  const side = (chosen: readonly string[] | undefined): readonly number[] =>
    chosen === undefined ? names.map((_, index) => index) : chosen.map((name) => indexOf(name, names, where));
  return between(side(selection?.from), side(selection?.to), names.length);
}

function between(from: readonly number[], to: readonly number[], size: number): readonly number[] {
  return from.flatMap((source) => to.filter((target) => target !== source).map((target) => source * size + target));
}

function describeLinks(selection: LinkSelection<string> | undefined): string {
  if (!selection?.from && !selection?.to) return 'on all links';
  return `${selection.from ? `from ${selection.from.join(', ')} ` : ''}${selection.to ? `to ${selection.to.join(', ')}` : ''}`.trim();
}

function cutLinks(
  partition: Extract<Fault, { partition: unknown }>['partition'],
  names: readonly string[],
  where: string,
): Pick<PlannedFault, 'links' | 'label' | 'sides'> {
  if ('from' in partition) {
    const { from, to } = partition;
    return {
      links: selectLinks({ from, to }, names, where),
      label: `${from.join(', ')} cannot reach ${to.join(', ')}`,
      sides: { from, to, oneWay: true },
    };
  }
  const groups = partition.map((group) => group.map((name) => indexOf(name, names, where)));
  if (groups.length < 2 || groups.some((group) => group.length === 0)) {
    throw new ScenarioError(`The partition of ${where} has fewer than two groups with nodes.`, "Write at least two, as in [['a', 'b'], ['c']].");
  }
  const seen = new Set<number>();
  for (const index of groups.flat()) {
    if (seen.has(index)) {
      throw new ScenarioError(`The partition of ${where} has '${names[index]}' in two groups.`, 'Name each node once.');
    }
    seen.add(index);
  }
  return {
    links: groups.flatMap((group, at) => groups.flatMap((other, against) => (at === against ? [] : between(group, other, names.length)))),
    label: partition.map((group) => group.join(', ')).join(' | '),
    sides: { from: partition[0]!, to: partition.slice(1).flat(), oneWay: false },
  };
}

/** A fault as a line to paste into `faults`. */
export function faultLine(fault: Fault): string {
  return `${literal(fault)},`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value).map(([key, item]) => `${key}: ${literal(item)}`).join(', ')} }`;
  }
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`;
  return String(value);
}
