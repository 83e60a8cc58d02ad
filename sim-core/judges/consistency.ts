import type { HistoryProperty } from '../author/properties.ts';
import { canonicalText } from '../base/canonical-text.ts';
import { hashPlain } from '../base/hash.ts';
import { NOT_TESTED, type Evidence, type PropertyOutcome, type WitnessedOperation } from '../base/verdict.ts';
import { monitorOf } from './histories/claim.ts';
import type { HistoryEntry, HistoryLog } from './histories/entry.ts';
import type { HistoryMonitor, Impossible } from './histories/monitor.ts';
import { failureOf } from './questions.ts';
import { foundAt, type Ask, type Found, type Judge, type Moment } from './judge.ts';

/** What one monitor has taken in, which only grows, and what it said of it. Checkpoints and forks share it. */
interface Taken {
  readonly monitor: HistoryMonitor;
  readonly entries: HistoryEntry[];
  /** After each entry, a number over the order so far, the same for orders that differ in nothing that could be seen. */
  readonly orders: number[];
  /** A number over which operations have ended. */
  ended: number;
  /** How many entries there were when the monitor was not sure for the first time. */
  unsureFrom: number;
  /** The same for when it found the history impossible. */
  violatedAt: number;
  impossible: Impossible | undefined;
}

export interface ConsistencyState {
  readonly taken: Taken;
  readonly place: number;
  readonly completions: number;
  readonly violated: Violated | undefined;
}

interface Violated extends Found {
  readonly because: string;
  readonly evidence: Evidence;
  readonly witness: readonly WitnessedOperation[];
}

/**
 * What a history of clients must be, whatever happens inside: judged as it grows, and violated at the first end of an
 * operation that cannot be. What has been judged once is not judged again: a run that was sought or forked compares
 * what it meets with what is known, and begins a judgement of its own where the two part.
 */
export class ConsistencyJudge implements Judge<ConsistencyState> {
  readonly property: HistoryProperty;
  readonly due = Infinity;
  readonly remembers = false;
  readsTime = false;
  #taken: Taken;
  #place = 0;
  #completions = 0;
  #violated: Violated | undefined;

  constructor(property: HistoryProperty) {
    this.property = property;
    this.#taken = this.#begin();
  }

  get settled(): boolean {
    return this.#violated !== undefined;
  }

  observe(moment: Moment, ask: Ask): void {
    const history = ask.history(this);
    if (this.#place === history.length) return;
    try {
      this.#takeAll(history, moment);
    } catch (error) {
      throw failureOf(this.property, error);
    }
  }

  #takeAll(history: HistoryLog, moment: Moment): void {
    while (this.#place < history.length && !this.#violated) {
      const entry = history.entry(this.#place);
      this.#take(entry);
      if (this.#taken.violatedAt === this.#place) this.#violated = this.#violation(entry, moment, history);
    }
  }

  #take(entry: HistoryEntry): void {
    const { entries } = this.#taken;
    if (this.#place < entries.length && !isSame(entry, entries[this.#place]!)) this.#partFrom(entries.slice(0, this.#place));
    if (this.#place === this.#taken.entries.length) digest(this.#taken, entry);
    this.#place += 1;
    if (entry.type === 'ok') this.#completions += 1;
  }

  #begin(): Taken {
    const monitor = monitorOf(this.property.history);
    return { monitor, entries: [], orders: [], ended: 0, unsureFrom: Infinity, violatedAt: Infinity, impossible: undefined };
  }

  /** What comes next is not what came next in another run. */
  #partFrom(entries: readonly HistoryEntry[]): void {
    this.#taken = this.#begin();
    for (const entry of entries) digest(this.#taken, entry);
  }

  #violation(entry: HistoryEntry, moment: Moment, history: HistoryLog): Violated {
    const { because, witness, isMinimal } = (this.#taken.impossible ??= this.#taken.monitor.impossible());
    const operations = witnessed(witness, history, this.#place);
    const steps = operations.flatMap(({ invokedStep, endedStep }) => (endedStep === undefined ? [invokedStep] : [invokedStep, endedStep]));
    const evidence = {
      nodes: [...new Set(operations.map(({ client }) => client))],
      steps: [...new Set([...steps, entry.step])].sort((a, b) => a - b),
      ...(isMinimal ? {} : { isMinimal }),
    };
    return { ...foundAt({ ...moment, step: entry.step }), because, evidence, witness: operations };
  }

  overdue(): void {}

  checkMemory(): void {}

  /** Why what it has met so far could not be judged; undefined where it was. */
  get unsure(): string | undefined {
    return this.#taken.unsureFrom <= this.#place ? this.#taken.monitor.because : undefined;
  }

  /** Whether there was something to judge. */
  get wasTested(): boolean {
    return this.#completions > 0;
  }

  outcome(): PropertyOutcome {
    const { name, kind } = this.property;
    const { unsure } = this;
    if (this.#violated) return { name, kind, verdict: 'violated', ...this.#violated };
    if (unsure !== undefined) return { name, kind, verdict: 'unknown', because: unsure };
    if (this.wasTested) return { name, kind, verdict: 'held' };
    return { name, kind, verdict: 'vacuous', because: NOT_TESTED };
  }

  fingerprint(): unknown {
    return [this.settled, this.#place === 0 ? 0 : this.#taken.orders[this.#place - 1]];
  }

  save(): ConsistencyState {
    return { taken: this.#taken, place: this.#place, completions: this.#completions, violated: this.#violated };
  }

  load({ taken, place, completions, violated }: ConsistencyState): void {
    this.#taken = taken;
    this.#place = place;
    this.#completions = completions;
    this.#violated = violated;
  }
}

function digest(taken: Taken, entry: HistoryEntry): void {
  const { entries, orders, monitor } = taken;
  entries.push(entry);
  orders.push(orderAfter(taken, entry));
  const standing = monitor.take(entry);
  if (standing === 'violated') taken.violatedAt = entries.length;
  else if (standing === 'unknown' && taken.unsureFrom === Infinity) taken.unsureFrom = entries.length;
}

/** What was asked after what had ended is all that anybody can have seen of the order. */
function orderAfter(taken: Taken, { type, id }: HistoryEntry): number {
  const order = taken.orders.at(-1) ?? 0;
  if (type === 'invoke') return (order + hashPlain([id, taken.ended])) | 0;
  taken.ended = (taken.ended + hashPlain([id])) | 0;
  return order;
}

function isSame(a: HistoryEntry, b: HistoryEntry): boolean {
  if (a === b) return true;
  return a.type === b.type && a.id === b.id && a.step === b.step && canonicalText(a) === canonicalText(b);
}

/** The operations of these ids as they stand at a place of the history. */
function witnessed(ids: readonly number[], history: HistoryLog, end: number): readonly WitnessedOperation[] {
  const operations = new Map<number, WitnessedOperation>();
  const wanted = new Set(ids);
  for (let place = 0; place < end; place++) {
    const entry = history.entry(place);
    if (!wanted.has(entry.id)) continue;
    if (entry.type === 'invoke') {
      const { id, client, operation, input, at, step } = entry;
      operations.set(id, { id, client, operation, input, invokedAt: at, invokedStep: step });
    } else {
      const { id, output, at, step } = entry;
      operations.set(id, { ...operations.get(id)!, output, endedAt: at, endedStep: step });
    }
  }
  return [...operations.values()];
}
