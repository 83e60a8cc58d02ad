import { OrderFreeHash } from '../base/order-free-hash.ts';
import { asksManyRuns } from '../base/property-kinds.ts';
import { countOf, VERDICTS, worst, type PropertyKind, type PropertyOutcome, type Verdict, type VerdictCounts } from '../base/verdict.ts';
import type { Outcome, ToleranceOutcome } from '../trace/outcome.ts';
import type { FaultCount, FaultCounts } from '../base/fault-counts.ts';
import { FailureGroups, type FailureGroup, type SweepFailure } from './failure-groups.ts';

/** What the seeds of a sweep say together of one property. */
export interface SweptProperty extends Pick<PropertyOutcome, 'name' | 'kind' | 'verdict' | 'because'> {
  readonly counts: VerdictCounts;
}

/** What a scenario says that it tolerates, and how many runs went beyond it. */
export interface SweptTolerance extends Pick<ToleranceOutcome, 'text' | 'needs' | 'nodes'> {
  readonly beyond: number;
}

/** What many runs of one scenario amount to. */
export interface SweepSummary {
  /** Absent where the scenario does not say what it tolerates. */
  readonly tolerance?: SweptTolerance;
  readonly verdict: Verdict;
  /** How many seeds came to each verdict, of all properties together; a `@sometimes` is no matter of single seeds. */
  readonly counts: VerdictCounts;
  /** In order of seed. */
  readonly failures: readonly SweepFailure[];
  /** Its failures by their causes, in order of their first seeds. */
  readonly groups: readonly FailureGroup[];
  readonly properties: readonly SweptProperty[];
  readonly faults: FaultCounts;
  readonly events: number;
  /** Over the seeds and the hashes of their runs, so that it is the sum of the hashes of parts of the sweep. */
  readonly hash: string;
}

interface PropertyTally {
  readonly kind: PropertyKind;
  readonly counts: Record<Verdict, number>;
  /** Of the first seed that came to each of these verdicts. */
  readonly because: { [Each in Explained]?: string | undefined };
}

/** The verdicts of which it is told why, by the first seed that came to them. */
const EXPLAINED = ['violated', 'unknown', 'unavailable'] as const satisfies readonly Verdict[];
type Explained = (typeof EXPLAINED)[number];

function isExplained(verdict: Verdict): verdict is Explained {
  return EXPLAINED.some((each) => each === verdict);
}

/** Adds up the outcomes of a sweep. They must come in order of seed. */
export class SweepTally {
  readonly #failures: SweepFailure[] = [];
  readonly #groups = new FailureGroups();
  readonly #counts = noCounts();
  readonly #properties = new Map<string, PropertyTally>();
  readonly #faults = new Map<string, FaultCount>();
  readonly #hash = new OrderFreeHash();
  #tolerance: SweptTolerance | undefined;
  #seeds = 0;
  #events = 0;

  get failures(): readonly SweepFailure[] {
    return this.#failures;
  }

  get groups(): readonly FailureGroup[] {
    return this.#groups.all;
  }

  get counts(): VerdictCounts {
    return toldCounts(this.#counts);
  }

  add(outcome: Outcome): void {
    const { seed, hash, strategy } = outcome;
    this.#seeds += 1;
    this.#counts[outcome.verdict] += 1;
    this.#events += outcome.events;
    this.#hash.add(seed, hash);
    this.#addFaults(outcome.faults);
    const { tolerance } = outcome;
    if (tolerance) this.#addTolerance({ ...tolerance, beyond: tolerance.beyond ? 1 : 0 });
    for (const { name, kind, verdict, step, time, eventTime, because, beyond, shape } of outcome.properties) {
      const tally = this.#tallyOf(name, kind);
      tally.counts[verdict] += 1;
      if (verdict === 'violated') {
        tally.because.violated ??= `Seed ${seed}: ${because ?? ''}`;
        const when = { step: step ?? 0, time: time ?? 0, ...(eventTime === undefined ? {} : { eventTime }) };
        const told = {
          ...(shape === undefined ? {} : { shape }),
          ...(strategy === undefined ? {} : { strategy }),
          ...(beyond === undefined ? {} : { beyond }),
        };
        this.#fail({ seed, property: name, kind, ...when, because: because ?? '', hash, ...told });
      } else if (isExplained(verdict)) tally.because[verdict] ??= because;
    }
  }

  /** Adds all seeds of another sweep of the same scenario, which come after those that were added before. */
  addAll({ counts, failures, properties, faults, events, hash, tolerance }: SweepSummary): void {
    this.#seeds += sumOf(counts);
    this.#events += events;
    this.#hash.addAll(hash);
    this.#addFaults(faults);
    if (tolerance) this.#addTolerance(tolerance);
    for (const failure of failures) this.#fail(failure);
    for (const verdict of VERDICTS) this.#counts[verdict] += countOf(counts, verdict);
    for (const { name, kind, verdict, counts: told, because } of properties) {
      const tally = this.#tallyOf(name, kind);
      for (const each of VERDICTS) tally.counts[each] += countOf(told, each);
      if (isExplained(verdict)) tally.because[verdict] ??= because;
    }
  }

  #addTolerance({ text, needs, nodes, beyond }: SweptTolerance): void {
    this.#tolerance = { text, needs, nodes, beyond: beyond + (this.#tolerance?.beyond ?? 0) };
  }

  #fail(failure: SweepFailure): void {
    this.#failures.push(failure);
    this.#groups.add(failure);
  }

  #addFaults(counts: FaultCounts): void {
    for (const [kind, count] of Object.entries(counts)) {
      const sum = this.#faults.get(kind);
      this.#faults.set(kind, sum ? added(sum, count) : count);
    }
  }

  #tallyOf(name: string, kind: PropertyKind): PropertyTally {
    const known = this.#properties.get(name);
    if (known) return known;
    const tally: PropertyTally = { kind, counts: noCounts(), because: {} };
    this.#properties.set(name, tally);
    return tally;
  }

  summary(): SweepSummary {
    const properties = [...this.#properties].map(([name, { kind, counts: told, because }]) => {
      // A built-in property is listed only by the seeds that violate it.
      const counts = { ...told, held: told.held + this.#seeds - sumOf(told) };
      const verdict = together(counts);
      const why = isExplained(verdict) ? because[verdict] : verdict === 'vacuous' && asksManyRuns(kind) ? 'No seed reached it.' : undefined;
      return { name, kind, verdict, counts: toldCounts(counts), ...(why === undefined ? {} : { because: why }) };
    });
    return {
      verdict: worst(properties.map(({ verdict }) => verdict)),
      ...(this.#tolerance ? { tolerance: this.#tolerance } : {}),
      counts: this.counts,
      failures: this.#failures,
      groups: this.groups,
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
  return (['violated', 'held', 'unknown', 'unavailable'] as const).find((verdict) => countOf(counts, verdict) > 0) ?? 'vacuous';
}

function noCounts(): Record<Verdict, number> {
  return { held: 0, violated: 0, unknown: 0, unavailable: 0, vacuous: 0 };
}

function toldCounts({ unavailable, ...counts }: Readonly<Record<Verdict, number>>): VerdictCounts {
  return unavailable > 0 ? { ...counts, unavailable } : counts;
}

function sumOf(counts: VerdictCounts): number {
  return VERDICTS.reduce((sum, verdict) => sum + countOf(counts, verdict), 0);
}

function added(one: FaultCount, other: FaultCount): FaultCount {
  return { requested: one.requested + other.requested, struck: one.struck + other.struck, observed: one.observed + other.observed };
}
