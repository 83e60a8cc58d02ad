import { visible } from '../../sim-core/base/plain-text.ts';
import { unpackSpans, type FaultFact, type Span } from '../../sim-core/trace/facts.ts';
import type { Trace } from '../../sim-core/trace/trace.ts';

/** What lasts over a step: which nodes are down, paused or busy, which operations are open, which faults of links are active. */
export function underWayAt(trace: Trace, step: number): readonly Span[] {
  return unpackSpans(trace.spans).filter(({ from, to }) => from <= step && step < to);
}

/** The same in words. */
export function underWayText(trace: Trace, { kind, node, from, label }: Span): string {
  const who = visible(trace.nodes[node] ?? '');
  switch (kind) {
    case 'operation':
      return `the operation ${visible(trace.strings[label] ?? '')} of ${who} is open since step ${from}`;
    case 'fault':
      return `${faultText(trace.faults[label])} since step ${from}`;
    case 'slow':
      return `${who} is slow (${visible(trace.faults[label]?.label ?? 'it takes longer')}) since step ${from}`;
    case 'troubled':
      return `the disk of ${who} is bad (${trace.faults[label]?.kind ?? 'a fault'}) since step ${from}`;
    case 'lying':
      return `${who} is Byzantine (${visible(trace.faults[label]?.label ?? 'it lies')}) since step ${from}`;
    case 'stalled':
      return `${who} is stalled inside a handler since step ${from}`;
    case 'down':
    case 'starting':
    case 'paused':
    case 'busy':
      return `${who} is ${kind} since step ${from}`;
  }
}

function faultText(fault: FaultFact | undefined): string {
  if (!fault) return 'a fault of links';
  // Who is cut off from whom does not say that it is a partition.
  return visible(fault.cut ? `${fault.kind} ${fault.label}` : fault.label);
}
