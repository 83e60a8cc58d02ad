import { RollingHash, hashText } from '../base/hash.ts';
import { worst, type PropertyKind, type PropertyOutcome, type Verdict, type VerdictCounts } from '../base/verdict.ts';
import type { Outcome } from '../trace/outcome.ts';
import type { FaultCounts } from '../base/fault-counts.ts';

/** One property violated by one seed. */
export interface SweepFailure {
  readonly seed: number;
  readonly property: string;
  readonly kind: PropertyKind;
  readonly step: number;
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
  readonly seen: Set<Verdict>;
  because: string | undefined;
}

/** Adds up the outcomes of a sweep. They must come in order of seed. */
export class SweepTally {
  readonly #failures: SweepFailure[] = [];
  readonly #properties = new Map<string, PropertyTally>();
  readonly #faults = new Map<string, { requested: number; struck: number; observed: number }>();
  readonly #hash = new RollingHash();
  #events = 0;

  get failures(): readonly SweepFailure[] {
    return this.#failures;
  }

  add(outcome: Outcome): void {
    const { seed, hash } = outcome;
    this.#events += outcome.events;
    this.#hash.mix(hashText(hash));
    for (const [kind, { requested, struck, observed }] of Object.entries(outcome.faults)) {
      const sum = this.#faults.get(kind);
      if (sum) {
        sum.requested += requested;
        sum.struck += struck;
        sum.observed += observed;
      } else this.#faults.set(kind, { requested, struck, observed });
    }
    for (const { name, kind, verdict, step, because } of outcome.properties) {
      let tally = this.#properties.get(name);
      if (!tally) {
        tally = { kind, seen: new Set(), because: undefined };
        this.#properties.set(name, tally);
      }
      tally.seen.add(verdict);
      if (verdict === 'violated') {
        tally.because ??= `Seed ${seed}: ${because ?? ''}`;
        this.#failures.push({ seed, property: name, kind, step: step ?? 0, because: because ?? '', hash });
      } else if (verdict === 'unknown') tally.because ??= because;
    }
  }

  summary(): SweepSummary {
    const properties = [...this.#properties].map(([name, { kind, seen, because }]) => {
      const verdict = together(seen);
      const why = verdict === 'held' ? undefined : verdict === 'vacuous' && kind === 'sometimes' ? 'No seed reached it.' : because;
      return { name, kind, verdict, counts: { held: 0, violated: 0, unknown: 0, vacuous: 0 }, ...(why === undefined ? {} : { because: why }) };
    });
    return {
      verdict: worst(properties.map(({ verdict }) => verdict)),
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
function together(seen: ReadonlySet<Verdict>): Verdict {
  return (['violated', 'held', 'unknown'] as const).find((verdict) => seen.has(verdict)) ?? 'vacuous';
}
