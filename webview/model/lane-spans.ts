import type { RecordedRun } from '../../runner/protocol.ts';
import { unpackSpans, unpackStrikes, type CutSides, type FaultFact, type Span } from '../../sim-core/trace/facts.ts';
import { IntervalIndex } from './interval-index.ts';

/** What lasts from one step to another, as the trace tells it, found by the window that it touches. */
export interface Spans {
  /** In order of their beginning. */
  readonly all: readonly Span[];
  readonly index: IntervalIndex;
  /** The steps in which each node was down, in order. */
  readonly downOf: readonly (readonly Span[])[];
  /** Which nodes a cut separates, by the step at which it begins. */
  readonly cutAt: ReadonlyMap<number, CutSides>;
  /** The planned fault that an event is the doing of, by its step. */
  readonly strikes: ReadonlyMap<number, FaultFact>;
  /** How many faults of links overlap at most. */
  readonly tracks: number;
}

export function spansOf({ spans, faults, nodes, strings }: Pick<RecordedRun, 'spans' | 'faults' | 'nodes' | 'strings'>): Spans {
  // The index needs them in order, which a trace file from elsewhere only promises.
  const all = unpackSpans(new Uint32Array(spans)).sort((a, b) => a.from - b.from);
  const ofFaults = all.filter(({ kind }) => kind === 'fault');
  const byName = new Map(faults.map((fault) => [fault.name, fault]));
  const strikes = unpackStrikes(new Uint32Array(spans)).flatMap(([step, name]) => {
    const fault = byName.get(strings[name] ?? '');
    return fault ? [[step, fault] as const] : [];
  });
  return {
    all,
    strikes: new Map(strikes),
    index: new IntervalIndex(
      Uint32Array.from(all, ({ from }) => from),
      Uint32Array.from(all, ({ to }) => to),
    ),
    downOf: nodes.map((_, node) => all.filter((span) => span.kind === 'down' && span.node === node)),
    cutAt: new Map(ofFaults.flatMap(({ from, label }) => (faults[label]?.cut ? [[from, faults[label].cut] as const] : []))),
    tracks: ofFaults.reduce((most, { track }) => Math.max(most, track + 1), 0),
  };
}
