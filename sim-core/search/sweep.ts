import { RollingHash, hashText } from '../base/hash.ts';
import { asksManyRuns } from '../base/property-kinds.ts';
import { worst, type PropertyKind, type PropertyOutcome, type Verdict, type VerdictCounts } from '../base/verdict.ts';
import type { Outcome } from '../trace/outcome.ts';
import type { FaultCount, FaultCounts } from '../base/fault-counts.ts';

/** One property violated by one seed. */
export interface SweepFailure {
  readonly seed: number;
  readonly property: string;
  readonly kind: PropertyKind;
  /** As in `PropertyOutcome`: with `eventTime`, the last step before it. */
  readonly step: number;
  /** In microseconds. */
  readonly time: number;
  readonly eventTime?: number;
  readonly because: string;
  readonly hash: string;
}

/** What the seeds of a sweep say together of one property. */
export interface SweptProperty extends Pick<PropertyOutcome, 'name' | 'kind' | 'verdict' | 'because'> {
  readonly counts: VerdictCounts;
}

/** What many runs of one scenario amount to. */
export interface SweepSummary {
  readonly verdict: Verdict;
  /** How many seeds came to each verdict, of all properties together; a `@sometimes` is no matter of single seeds. */
  readonly counts: VerdictCounts;
  /** In order of seed. */
  readonly failures: readonly SweepFailure[];
  readonly properties: readonly SweptProperty[];
  readonly faults: FaultCounts;
  readonly events: number;
  /** Over the hashes of all runs in order of seed. */
  readonly hash: string;
}

interface PropertyTally {
  readonly kind: PropertyKind;
  readonly counts: Record<Verdict, number>;
  because: string | undefined;
}

/** Adds up the outcomes of a sweep. They must come in order of seed. */
export class SweepTally {
  readonly #failures: SweepFailure[] = [];
  readonly #counts: Record<Verdict, number> = { held: 0, violated: 0, unknown: 0, vacuous: 0 };
  readonly #properties = new Map<string, PropertyTally>();
  readonly #faults = new Map<string, FaultCount>();
  readonly #hash = new RollingHash();
  #seeds = 0;
  #events = 0;

  get failures(): readonly SweepFailure[] {
    return this.#failures;
  }

  get counts(): VerdictCounts {
    return this.#counts;
  }

  add(outcome: Outcome): void {
    const { seed, hash } = outcome;
    this.#seeds += 1;
    this.#counts[outcome.verdict] += 1;
    this.#events += outcome.events;
    this.#hash.mix(hashText(hash));
    for (const [kind, count] of Object.entries(outcome.faults)) {
      const sum = this.#faults.get(kind);
      this.#faults.set(kind, sum ? added(sum, count) : count);
    }
    for (const { name, kind, verdict, step, time, eventTime, because } of outcome.properties) {
      let tally = this.#properties.get(name);
      if (!tally) {
        tally = { kind, counts: { held: 0, violated: 0, unknown: 0, vacuous: 0 }, because: undefined };
        this.#properties.set(name, tally);
      }
      tally.counts[verdict] += 1;
      if (verdict === 'violated') {
        tally.because ??= `Seed ${seed}: ${because ?? ''}`;
        const when = { step: step ?? 0, time: time ?? 0, ...(eventTime === undefined ? {} : { eventTime }) };
        this.#failures.push({ seed, property: name, kind, ...when, because: because ?? '', hash });
      } else if (verdict === 'unknown') tally.because ??= because;
    }
  }

  summary(): SweepSummary {
    const properties = [...this.#properties].map(([name, { kind, counts: told, because }]) => {
      const mentioned = told.held + told.violated + told.unknown + told.vacuous;
      // A built-in property is listed only by the seeds that violate it.
      const counts = { ...told, held: told.held + this.#seeds - mentioned };
      const verdict = together(counts);
      const why = verdict === 'held' ? undefined : verdict === 'vacuous' && asksManyRuns(kind) ? 'No seed reached it.' : because;
      return { name, kind, verdict, counts, ...(why === undefined ? {} : { because: why }) };
    });
    return {
      verdict: worst(properties.map(({ verdict }) => verdict)),
      counts: this.#counts,
      failures: this.#failures,
      properties,
      faults: Object.fromEntries(this.#faults),
      events: this.#events,
      hash: this.#hash.digest(),
    };
  }
}

/**
 * One violation violates; one run that exercised the property is enough for it to have held, since
 * the runs that did not decide it add nothing.
 */
function together(counts: VerdictCounts): Verdict {
  return (['violated', 'held', 'unknown'] as const).find((verdict) => counts[verdict] > 0) ?? 'vacuous';
}

function added(one: FaultCount, other: FaultCount): FaultCount {
  return { requested: one.requested + other.requested, struck: one.struck + other.struck, observed: one.observed + other.observed };
}
