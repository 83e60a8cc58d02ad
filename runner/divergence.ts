import { isDeepStrictEqual } from 'node:util';
import type { Divergence, PropertyOutcome } from '../sim-core/base/verdict.ts';
import { timeText } from '../sim-core/base/time-text.ts';
import { columnsOver, firstDivergence, type TraceColumns } from '../sim-core/trace/columns.ts';
import { eventAt, type Outcome, type Trace } from '../sim-core/trace/trace.ts';
import type { RecordedRun } from './protocol.ts';
import { OVERFLOW, OVERFLOW_CURE } from './stack-overflow.ts';

/** One of several executions of the same run. */
export interface Execution {
  /** What tells it from the others, to follow on what it did: `when recorded in a fresh worker`. */
  readonly when: string;
  readonly outcome: Outcome;
  /** Its events, where they were recorded. */
  readonly events?: Pick<RecordedRun, 'columns' | 'length' | 'nodes' | 'strings'>;
}

type Difference = Omit<Divergence, 'seed'>;

/** The first way in which two executions of a run differ: in their events, or in what was concluded of them. */
export function divergenceOf(one: Execution, other: Execution): Divergence | undefined {
  const differences = [differentEvent(one, other), ...differentConclusions(one, other)].filter((found) => found !== undefined);
  // Of what differs at the same step, the event comes first: the verdict follows from it.
  const [first] = differences.sort((a, b) => a.step - b.step);
  return first && { seed: one.outcome.seed, ...first, ...(overflowOf(one) ?? overflowOf(other)) };
}

/** Where a handler of an execution went too deep. */
function overflowOf({ outcome }: Execution): Pick<Divergence, 'overflow'> | undefined {
  const threw = outcome.properties.find(({ thrown, because }) => thrown && because?.includes(`RangeError: ${OVERFLOW}`));
  return threw && { overflow: { node: threw.thrown!.node, handler: threw.thrown!.handler } };
}

/**
 * Whether two traces of one run differ in what executions are not compared by, because their hash tells it: what messages
 * carried, faults, spans, evidence. A file can have been altered there alone.
 */
export function differentContent(recorded: Trace, again: Trace): Divergence | undefined {
  if (isDeepStrictEqual(recorded, again)) return undefined;
  const { length } = recorded.columns;
  const step = Array.from({ length }, (_, at) => at).find((at) => !isDeepStrictEqual(eventAt(recorded, at), eventAt(again, at)));
  const what = step === undefined ? 'its faults, its spans or what was concluded' : `what ${eventAt(recorded, step).kind} carried`;
  return { seed: recorded.outcome.seed, step: step ?? length, what: `${what} is another in the trace than now` };
}

/** The divergence as what a user reads. */
export function divergenceText({ seed, step, what, overflow }: Divergence): string {
  const cause = overflow
    ? ` The handler ${overflow.handler} of '${overflow.node}' overflows the stack in it, and how far a handler comes before that no seed decides.`
    : '';
  return `The executions of seed ${seed} diverge at step ${step}: ${what}.${cause}`;
}

/** What to do about a divergence of executions of one and the same source. */
export function divergenceCure({ overflow }: Divergence): string {
  return overflow ? OVERFLOW_CURE : CURE;
}

const CURE =
  'Something depends on more than the seed: look for a variable or a closure that outlives a handler or a property, and keep what it holds in the state. ' +
  'If there is none, it is a fault of Backstep: please report it with the file and the seed.';

function differentEvent(one: Execution, other: Execution): Difference | undefined {
  if (!one.events || !other.events) return undefined;
  const [a, b] = [columnsOf(one.events), columnsOf(other.events)];
  const step = firstDivergence(a, b);
  if (step === undefined) return undefined;
  const [first, second] = [eventText(one.events, a, step), eventText(other.events, b, step)];
  const what =
    first === second
      ? `${first}, but with other contents or from another cause ${one.when} than ${other.when}`
      : `${first} ${one.when}, ${second} ${other.when}`;
  return { step, what };
}

function columnsOf({ columns, length }: Pick<RecordedRun, 'columns' | 'length'>): TraceColumns {
  return columnsOver(columns, length, length);
}

function eventText({ nodes, strings }: Pick<RecordedRun, 'nodes' | 'strings'>, columns: TraceColumns, step: number): string {
  if (step >= columns.length) return 'the end of the run';
  const { kind, name, node, peer, time } = eventAt({ columns, nodes, strings, values: [] }, step);
  const other = peer === undefined ? '' : kind === 'send' ? ` to ${peer}` : ` from ${peer}`;
  return `${kind} ${name}${node === undefined ? '' : ` at ${node}`}${other} at ${timeText(time)}`;
}

function differentConclusions(one: Execution, other: Execution): (Difference | undefined)[] {
  const [a, b] = [one.outcome, other.outcome];
  const end = Math.min(a.events, b.events);
  const compared = (what: string, first: string | number, second: string | number): Difference | undefined =>
    first === second ? undefined : { step: end, what: `${what} ${first} ${one.when}, ${second} ${other.when}` };
  const faults = ({ outcome }: Execution): string => JSON.stringify(outcome.faults);
  const names = new Set([...a.properties, ...b.properties].map(({ name }) => name));
  return [
    ...[...names].map((name) => differentVerdict(name, one, other)),
    compared('the number of events is', a.events, b.events),
    compared('the simulated time at the end is', a.simulatedMicroseconds, b.simulatedMicroseconds),
    compared('the accounts of faults are', faults(one), faults(other)),
    // The hash covers the final states, and values that no event shows.
    compared('the final states differ, by the hash', a.hash, b.hash),
  ];
}

function differentVerdict(name: string, one: Execution, other: Execution): Difference | undefined {
  const [a, b] = [one, other].map(({ outcome }) => outcome.properties.find((property) => property.name === name));
  if (isDeepStrictEqual(comparable(a), comparable(b))) return undefined;
  const step = Math.min(...[a, b].map((property) => property?.step ?? Infinity), one.outcome.events, other.outcome.events);
  const [first, second] = [verdictText(a), verdictText(b)];
  const what =
    first === second
      ? `the property '${name}' is ${first}, but for another reason ${one.when} than ${other.when}`
      : `the property '${name}' is ${first} ${one.when}, ${second} ${other.when}`;
  return { step: Math.max(0, step), what };
}

/** Where in the engine something was thrown depends on how deep its stack was, which no run decides. */
function comparable(property: PropertyOutcome | undefined): unknown {
  if (!property) return undefined;
  const { name, kind, verdict, step, time, because, evidence, deadline, kept, open } = property;
  return { name, kind, verdict, step, time, because, evidence, deadline, kept, open };
}

function verdictText(property: PropertyOutcome | undefined): string {
  if (!property) return 'not violated';
  const { verdict, step, kept, open } = property;
  const counts = kept === undefined && open === undefined ? '' : ` with ${kept ?? 0} kept and ${open ?? 0} open`;
  return `${verdict}${step === undefined ? '' : ` at step ${step}`}${counts}`;
}
