import type { ByzantineBehaviour } from '../world/byzantine.ts';
import type { FaultCounts } from '../world/fault.ts';
import type { PropertyOutcome, Verdict } from '../base/verdict.ts';
import { EVENT_KINDS, NONE, NO_NODE, type TraceEvent } from './event.ts';
import type { TraceColumns } from './columns.ts';

/** What a run amounts to, with or without its trace. */
export interface Outcome {
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly properties: readonly PropertyOutcome[];
  /** How many events happened. */
  readonly events: number;
  readonly simulatedMicroseconds: number;
  /** Sixteen hexadecimal digits over every event and the final states. */
  readonly hash: string;
  /** Fault accounting, by kind: what was planned and what took effect. */
  readonly faults: FaultCounts;
}

/** The nodes that were switched to Byzantine for this run, beyond what the scenario says. */
export type ByzantineOverrides = Readonly<Record<string, ByzantineBehaviour>>;

/** The recorded events of one run, and what was concluded from them. It never changes. */
export interface Trace {
  readonly outcome: Outcome;
  readonly byzantine: ByzantineOverrides;
  /** Node names in the order of their lanes; the `node` and `peer` columns index this. */
  readonly nodes: readonly string[];
  /** Message types, timer names, keys, reasons; the `name` column indexes this. */
  readonly strings: readonly string[];
  /** Payloads and event data; the `value` column indexes this. */
  readonly values: readonly unknown[];
  readonly columns: TraceColumns;
  /** When the run stabilised, in microseconds, if it does. */
  readonly stabilisedAt?: number;
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
    ...(value === NONE ? {} : { value: trace.values[value] }),
    flags: columns.flags[step]!,
  };
}
