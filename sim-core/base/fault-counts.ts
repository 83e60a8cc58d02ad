/**
 * Fault accounting, in one unit for all kinds. `requested` counts the faults that the scenario or its
 * nemesis planned, `struck` those of them that took effect, and `observed` what was seen of it: the
 * messages and handlers that were affected. A kind that was requested and never struck tested
 * nothing, and is reported. By kind, in the order of the catalogue of faults.
 */
export type FaultCounts = Readonly<Record<string, FaultCount>>;

export interface FaultCount {
  readonly requested: number;
  readonly struck: number;
  readonly observed: number;
}
