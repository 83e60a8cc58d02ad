import type { ByzantineBehaviour, ByzantineOverrides } from '../world/byzantine/catalogue.ts';
import type { TraceColumns } from './columns.ts';
import { EVENT_KINDS, NONE, NO_NODE, type TraceEvent } from './event.ts';
import type { FaultFact } from './facts.ts';
import type { Outcome } from './outcome.ts';
import type { OtherChanges } from './run-changes.ts';
import type { Values } from './values.ts';

export type { ByzantineBehaviour, ByzantineOverrides, Outcome };

/** The recorded events of one run, and what was concluded from them. It never changes. */
export interface Trace {
  readonly outcome: Outcome;
  readonly byzantine: ByzantineOverrides;
  /** Node names in the order of their lanes; the `node` and `peer` columns index this. */
  readonly nodes: readonly string[];
  /** Message types, timer names, keys, reasons; the `name` column indexes this. */
  readonly strings: readonly string[];
  /** Payloads and event data; the `value` column indexes this. */
  readonly values: Values;
  readonly columns: TraceColumns;
  /** The planned faults in order of time, and what became of them. */
  readonly faults: readonly FaultFact[];
  /** The spans of the run, packed by `packSpans`. */
  readonly spans: Uint32Array;
  /** For each node, the number fields of what it sends, the most telling first: what a liar would lie about. */
  readonly forgeable: Readonly<Record<string, readonly string[]>>;
  /** When the run stabilised, in microseconds, if it does. */
  readonly stabilisedAt?: number;
  /** What happened, one thing after the other, in a run that was explored and in which time is only order. */
  readonly order?: readonly string[];
  /** What else is otherwise in it than its scenario and seed say; absent where nothing is. */
  readonly changes?: OtherChanges;
}

/** One event of a trace, read out of its columns. */
export function eventAt(trace: Pick<Trace, 'columns' | 'nodes' | 'strings' | 'values'>, step: number): TraceEvent {
  const { columns } = trace;
  if (!(step >= 0 && step < columns.length)) {
    throw new RangeError(`There is no step ${step}: the trace has steps 0 to ${columns.length - 1}.`);
  }
  const node = columns.node[step]!;
  const peer = columns.peer[step]!;
  const cause = columns.cause[step]!;
  const value = columns.value[step]!;
  return {
    step,
    time: columns.time[step]!,
    kind: EVENT_KINDS[columns.kind[step]!]!,
    ...(node === NO_NODE ? {} : { node: trace.nodes[node]! }),
    ...(peer === NO_NODE ? {} : { peer: trace.nodes[peer]! }),
    name: trace.strings[columns.name[step]!] ?? '',
    ...(cause === NONE ? {} : { cause }),
    ...(value === NONE ? {} : { value: trace.values.at(value) }),
    flags: columns.flags[step]!,
  };
}
