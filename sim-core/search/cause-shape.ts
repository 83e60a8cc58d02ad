import type { PropertyOutcome } from '../base/verdict.ts';
import { factsOf } from '../trace/event-kinds.ts';
import { NONE } from '../trace/event.ts';
import type { FaultFact } from '../trace/facts.ts';
import { eventAt, type Trace } from '../trace/trace.ts';

/** What a shape is taken from: a trace that reaches to the violation at least. */
export type ShapedTrace = Pick<Trace, 'columns' | 'nodes' | 'strings' | 'values' | 'faults'>;

/** So many different events of the chain of causes make a shape: what lies farther back differs from seed to seed for nothing. */
const DEPTH = 3;

const ARROW = ' ← ';

/**
 * The shape of the causal past of a violation: the chain of its causes from the violation back, an event that comes again named
 * once, with nodes named by what they are, and the kinds of faults that struck one of these nodes meanwhile. Two seeds in which
 * the same thing goes wrong have the same shape, whichever node it happens to and whenever.
 * @param roles what each node is called, the same for those that run the same definition
 */
export function causeShape(trace: ShapedTrace, violated: PropertyOutcome, roles: readonly string[]): string {
  // What time brought about has no event as its cause.
  if (violated.eventTime !== undefined || violated.step === undefined || violated.step >= trace.columns.length)
    return `as time passes: ${wordsOf(violated.because ?? '', trace.nodes, roles)}`;
  const { step } = violated;
  const chain = chainOf(trace, step).filter((at) => factsOf(eventAt(trace, at).kind).message !== 'leaves');
  const told = chain.map((at) => eventText(trace, at, roles));
  const texts = [...new Set(told)].slice(0, DEPTH);
  const near = chain.slice(0, told.indexOf(texts.at(-1)!) + 1);
  const faults = faultsOn(trace, near, step).map(({ kind, node }) => `${kind} of ${roles[trace.nodes.indexOf(node!)]!}`);
  return [texts.join(ARROW), ...(faults.length > 0 ? [[...new Set(faults)].sort().join(', ')] : [])].join('; ');
}

/** The faults that struck a node on a chain of causes while it came about. */
function faultsOn({ columns, nodes, faults }: ShapedTrace, chain: readonly number[], step: number): readonly FaultFact[] {
  const from = columns.time[chain.at(-1)!]!;
  const touched = new Set(chain.map((at) => nodes[columns.node[at]!]));
  return faults.filter(
    ({ node, struckAt = Infinity, until = Infinity }) => node !== undefined && touched.has(node) && struckAt <= step && until >= from,
  );
}

/** A step and its causes, the nearest first. */
export function chainOf({ columns }: Pick<Trace, 'columns'>, step: number): readonly number[] {
  const chain = [step];
  for (let before = step, at = columns.cause[step]!; at !== NONE && at < before; before = at, at = columns.cause[at]!) chain.push(at);
  return chain;
}

function eventText(trace: ShapedTrace, step: number, roles: readonly string[]): string {
  const { kind, name, node } = eventAt(trace, step);
  const subject = factsOf(kind).name === 'subject' ? ` ${wordsOf(name, trace.nodes, roles)}` : '';
  return `${kind}${subject}${node === undefined ? '' : ` at ${roles[trace.nodes.indexOf(node)]!}`}`;
}

/** A text without what differs from seed to seed: numbers, and which of several nodes it is about. */
function wordsOf(text: string, nodes: readonly string[], roles: readonly string[]): string {
  const places = new Map(nodes.map((name, index) => [name, roles[index]!]));
  return text.replace(/[\p{L}\p{N}_$-]+/gu, (word) => places.get(word) ?? word).replace(/\d+(?:\.\d+)?/g, '#');
}
