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
 * Fault accounting, in one unit for all kinds. `requested` counts the faults that the scenario or its
 * nemesis planned, `struck` those of them that took effect, and `observed` what was seen of it: the
 * messages and handlers that were affected. A kind that was requested and never struck tested
 * nothing, and is reported.
 */
export type FaultCounts = Readonly<Partial<Record<FaultKind, FaultCount>>>;

export interface FaultCount {
  readonly requested: number;
  readonly struck: number;
  readonly observed: number;
}
