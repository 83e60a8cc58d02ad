import type { FaultCounts } from '../base/fault-counts.ts';
import type { PropertyOutcome, Verdict } from '../base/verdict.ts';

/** When a run went beyond what its scenario tolerates, first. */
export interface Beyond {
  readonly step: number;
  /** In microseconds. */
  readonly time: number;
  readonly because: string;
}

/** What a scenario says that it tolerates, and whether a run kept to it. */
export interface ToleranceOutcome {
  /** What it says, and how many nodes that takes, in a sentence. */
  readonly text: string;
  /** How many nodes that takes, and how many there are. */
  readonly needs: number;
  readonly nodes: number;
  /** Absent where the run kept to it. */
  readonly beyond?: Beyond;
}

/** What a run amounts to, with or without its trace. */
export interface Outcome {
  readonly scenario: string;
  readonly seed: number;
  /** How its choices followed from the seed, as `--strategy` takes it; absent for `random`. */
  readonly strategy?: string;
  readonly verdict: Verdict;
  readonly properties: readonly PropertyOutcome[];
  /** The nodes of which progress was demanded from stabilisation on, where the scenario has a `core`. */
  readonly core?: readonly string[];
  /** Where the scenario says what it tolerates. */
  readonly tolerance?: ToleranceOutcome;
  /** How many events happened. */
  readonly events: number;
  readonly simulatedMicroseconds: number;
  /** Sixteen hexadecimal digits over every event, the final states and the verdicts. */
  readonly hash: string;
  /** Fault accounting, by kind. */
  readonly faults: FaultCounts;
  /** What it came by, as numbers that tell two such things apart; absent where nobody has asked. */
  readonly came?: readonly number[];
  /** How often each handler began, in the order of the scenario's definitions; absent where nobody has asked. */
  readonly handled?: readonly number[];
}
