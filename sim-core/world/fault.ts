/** The kinds of disturbance that are planned and accounted for. */
export const FAULT_KINDS = [
  'crash',
  'restart',
  'pause',
  'stall',
  'partition',
  'heal',
  'clog',
  'loss',
  'duplicate',
  'reorder',
  'delay',
  'clock',
  'byzantine',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * Fault accounting. `requested` counts what the scenario or its nemesis planned; `applied` counts
 * what took effect: a crash of a node that was up, or, for loss and the like, the messages affected.
 * A kind that was requested and never applied tested nothing, and is reported.
 */
export type FaultCounts = Readonly<Partial<Record<FaultKind, { readonly requested: number; readonly applied: number }>>>;
