import type { PropertyKind } from './property-kinds.ts';

/**
 * What is known of a property after a run or a sweep. `unknown` was not decided within the budget,
 * `vacuous` held without ever being exercised; `unavailable` could be demanded of nobody, because the scenario's own
 * faults left no core of its nodes. None of the three is a pass.
 */
export type Verdict = 'held' | 'violated' | 'unknown' | 'unavailable' | 'vacuous';

/** All of them, in the order in which tables tell them. */
export const VERDICTS = ['held', 'violated', 'unknown', 'unavailable', 'vacuous'] as const satisfies readonly Verdict[];

export type { PropertyKind };

/** Values that name what a violation rests on; `nodes` and `steps` are highlighted in the diagram. */
export interface Evidence {
  /** The names of the nodes that it is about. */
  readonly nodes?: readonly string[];
  readonly [detail: string]: unknown;
}

/** How long a liveness property had been promised when its deadline passed. Times in microseconds. */
export interface Deadline {
  /** When the obligation began: at stabilisation, or when the property became false after it. */
  readonly promised: number;
  /** When it was due, the suspended intervals not counted. */
  readonly due: number;
  /** Intervals in which `given` did not hold, so that the clock of the obligation stood still. */
  readonly suspended: readonly (readonly [from: number, to: number])[];
}

/** The verdict on one property of one run. */
export interface PropertyOutcome {
  /** The name of the decorated method. */
  readonly name: string;
  readonly kind: PropertyKind;
  readonly verdict: Verdict;
  /**
   * The step at which it was violated (safety, liveness) or first reached (sometimes); where that was between
   * two events, because a deadline passed or the property reads the time, the last step before it.
   */
  readonly step?: number;
  /** The simulated time at which it was, in microseconds. */
  readonly time?: number;
  /** The simulated time of the event at `step`, where it was not that event that did it but time that passed after it. */
  readonly eventTime?: number;
  /** Why, in the author's words for a violation and in ours otherwise. */
  readonly because?: string;
  readonly evidence?: Evidence;
  /** Of a violation that came when the run had gone beyond what the scenario tolerates: that it did, and why. */
  readonly beyond?: string;
  /** For a violated liveness property only. */
  readonly deadline?: Deadline;
  /** Of a liveness property: how many of its obligations were kept, and how many were still open at the end. */
  readonly kept?: number;
  readonly open?: number;
  /** For a violated property of the history: operations that cannot be ordered, in order of invocation. */
  readonly witness?: readonly WitnessedOperation[];
  /** For the built-in property that no handler throws: which handler did, and the stack of what it threw. */
  readonly thrown?: Thrown;
  /** For a violation that a sweep has found: the shape of its causal past. */
  readonly shape?: string;
}

/** An operation of a client that a violation rests on. Times in milliseconds. */
export interface WitnessedOperation {
  readonly id: number;
  readonly client: string;
  readonly operation: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly invokedAt: number;
  readonly invokedStep: number;
  readonly endedAt?: number;
  readonly endedStep?: number;
}

/** A handler that threw. */
export interface Thrown {
  readonly node: string;
  /** `init`, `on.TYPE` or `timers.NAME`. */
  readonly handler: string;
  /** As the engine gives it; absent when something else than an error was thrown. */
  readonly stack?: string;
}

/** How many seeds of a sweep came to each verdict. */
export type VerdictCounts = Readonly<Record<Exclude<Verdict, 'unavailable'>, number>> & {
  /** Absent where there is none: few scenarios can ever be. */
  readonly unavailable?: number;
};

export function countOf(counts: VerdictCounts, verdict: Verdict): number {
  return counts[verdict] ?? 0;
}

/** The first way in which a second execution of a run differed from the first. */
export interface Divergence {
  readonly seed: number;
  /** The first step that differs; the number of steps when only what was concluded differs. */
  readonly step: number;
  /** What differs, and between which executions: one sentence. */
  readonly what: string;
  /** The handler in which the stack overflowed in one of them: how far it came is then enough of a reason. */
  readonly overflow?: { readonly node: string; readonly handler: string };
}

const WORST_FIRST: readonly Verdict[] = ['violated', 'unknown', 'unavailable', 'vacuous', 'held'];

/** The verdict on a whole: as bad as its worst part, and vacuous when it has no part at all. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? 'vacuous';
}

/** The property that was violated first, if any was. */
export function firstViolated<Told extends Pick<PropertyOutcome, 'verdict' | 'step' | 'time'>>(
  properties: readonly Told[],
): Told | undefined {
  return properties
    .filter(({ verdict }) => verdict === 'violated')
    .sort((a, b) => (a.step ?? Infinity) - (b.step ?? Infinity) || (a.time ?? 0) - (b.time ?? 0))[0];
}

/** Reads a method's name as the sentence it is: `aLeaseExpires` is shown as "a lease expires". */
export function sentenceOf(name: string): string {
  return name
    .replace(/_/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .trim();
}

/** Why nothing can be said of a history. */
export const NOT_TESTED = 'No operation of a client succeeded.';
