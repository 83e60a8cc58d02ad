import type { AskedProperty } from '../author/properties.ts';
import type { Copy } from '../base/plain.ts';
import { durationText } from '../base/duration.ts';
import type { Microseconds } from '../base/units.ts';
import type { Deadline, Evidence, PropertyOutcome, Verdict } from '../base/verdict.ts';
import type { Ask, End, Found, Judge, Moment, Quiet } from './judge.ts';
import type { Memory } from './memory.ts';
import type { Answer } from './questions.ts';

export interface LivenessState {
  readonly memory: unknown;
  readonly obligation: Obligation | undefined;
  readonly kept: number;
  readonly trueSince: Microseconds;
  readonly longestTrue: Microseconds;
  readonly wasGiven: boolean;
  readonly missed: Missed | undefined;
  readonly readsTime: boolean;
}

/** The property is false, and must become true in time. */
interface Obligation {
  readonly promised: Microseconds;
  /** How much of the deadline had been used up at `since`. */
  spent: Microseconds;
  /** The last time at which `spent` was brought up to date. */
  since: Microseconds;
  /** Whether `given` holds, so that the deadline's clock runs. */
  runs: boolean;
  readonly suspended: [from: Microseconds, to: Microseconds][];
  because: string;
  evidence: Evidence;
  /** Whether it has been open since a loop began; absent outside of one. */
  loops?: boolean;
}

interface Missed extends Found {
  readonly because: string;
  readonly evidence: Evidence;
  /** Absent where it was no deadline that passed, but a loop that closed. */
  readonly deadline?: Deadline;
}

/** How a promise stands: it is kept, or owed, or owed while its `given` does not hold. */
export type Owed = 'nothing' | 'now' | 'later';

const NEVER = -1;

/**
 * Something good eventually happens, in a form that a finite run can refute: once the system has
 * stabilised, whenever the property is false it becomes true within a deadline, whose clock stands
 * still while `given` does not hold.
 *
 * Violated: an obligation missed its deadline. Held: one was kept, or the property was true for as
 * long as a deadline. Unknown: neither, or the run left no time in which it could have been violated.
 * Vacuous: `given` never held. Unavailable: faults that its author planned left no core of whom it could be demanded.
 */
export class LivenessJudge implements Judge<LivenessState> {
  readonly property: AskedProperty;
  readonly remembers: boolean;
  readsTime = false;
  readonly #memory: Memory;
  #obligation: Obligation | undefined;
  #kept = 0;
  /** Since when the property has been true without a break, after stabilisation. */
  #trueSince: Microseconds = NEVER;
  #longestTrue: Microseconds = 0;
  #wasGiven = false;
  #missed: Missed | undefined;

  constructor(property: AskedProperty, memory: Memory) {
    this.property = property;
    this.remembers = property.remembers;
    this.#memory = memory;
  }

  get due(): Microseconds {
    const obligation = this.#obligation;
    return obligation?.runs && !this.#missed ? obligation.since + this.property.within - obligation.spent : Infinity;
  }

  /** Once missed it stays so. */
  get settled(): boolean {
    return this.#missed !== undefined;
  }

  get owed(): Owed {
    if (!this.#obligation) return 'nothing';
    return this.#obligation.runs ? 'now' : 'later';
  }

  /** Whether its `given` ever held. */
  get wasGiven(): boolean {
    return this.#wasGiven;
  }

  /** What follows is gone through again and again, up to where the loop closes. */
  loopBegins(): void {
    if (this.#obligation) this.#obligation.loops = true;
  }

  /** What was owed all around is owed for ever. */
  loopCloses({ step, time }: Found): void {
    const { loops, runs, because = '', evidence = {} } = this.#obligation ?? {};
    if (loops && runs && !this.#missed) this.#missed = { step, time, because, evidence };
  }

  observe({ time, stabilised }: Moment, ask: Ask, readTimeBefore: boolean): void {
    if (!stabilised) {
      // What it remembers may have happened before stabilisation; what it says then does not count.
      if (this.property.remembers) ask.property(this, this.#memory);
      return;
    }
    const given = this.property.given === undefined || ask.given(this);
    this.#wasGiven ||= given;
    this.#bringUpTo(time, given, readTimeBefore ? ask : undefined);
    const answer = ask.property(this, this.#memory);
    if (answer === true) this.#isTrue(time);
    else this.#isFalse(time, given, answer);
  }

  #isTrue(time: Microseconds): void {
    if (this.#obligation) this.#kept += 1;
    this.#obligation = undefined;
    if (this.#trueSince === NEVER) this.#trueSince = time;
  }

  #isFalse(time: Microseconds, given: boolean, answer: Exclude<Answer, true>): void {
    // It was true up to now.
    if (this.#trueSince !== NEVER) this.#longestTrue = Math.max(this.#longestTrue, time - this.#trueSince);
    this.#trueSince = NEVER;
    const obligation = (this.#obligation ??= {
      promised: time,
      spent: 0,
      since: time,
      runs: given,
      suspended: given ? [] : [[time, time]],
      because: '',
      evidence: {},
    });
    if ('notStarted' in answer) {
      obligation.because = `'${answer.notStarted}', which it looks at, has not started.`;
      obligation.evidence = {};
    } else {
      obligation.because = answer.because;
      obligation.evidence = answer.evidence;
    }
  }

  turnsOn(latest: Microseconds, ask: Ask): Microseconds {
    const obligation = this.#obligation;
    if (!obligation || obligation.runs || !ask.givenAt(this.property, latest)) return Infinity;
    return this.#turningPoint(obligation.since, latest, true, ask);
  }

  /** Counts the time since the last look; it is in time, or `overdue` would have been called. */
  #bringUpTo(time: Microseconds, given: boolean, ask: Ask | undefined): void {
    const obligation = this.#obligation;
    if (!obligation || time === obligation.since) {
      if (obligation && obligation.runs !== given) this.#turn(obligation, time, given);
      return;
    }
    // A `given` that reads the time changes between two events too: the clock turns when it did.
    const turned = obligation.runs === given || !ask ? time : this.#turningPoint(obligation.since, time, given, ask);
    this.#count(obligation, turned);
    if (obligation.runs !== given) this.#turn(obligation, turned, given);
    this.#count(obligation, time);
  }

  #count(obligation: Obligation, time: Microseconds): void {
    if (obligation.runs) obligation.spent += time - obligation.since;
    else obligation.suspended.at(-1)![1] = time;
    obligation.since = time;
  }

  #turn(obligation: Obligation, time: Microseconds, runs: boolean): void {
    obligation.runs = runs;
    if (!runs) obligation.suspended.push([time, time]);
  }

  /** The first microsecond at which `given` says what it says now, if it changed once since `from`. */
  #turningPoint(from: Microseconds, to: Microseconds, given: boolean, ask: Ask): Microseconds {
    let [before, after] = [from, to];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (ask.givenAt(this.property, middle) === given) after = middle;
      else before = middle;
    }
    return after;
  }

  overdue({ step, eventTime }: Quiet): void {
    const obligation = this.#obligation;
    if (!obligation) return;
    const { due } = this;
    const { promised, suspended, because, evidence } = obligation;
    this.#missed = { step, time: due, eventTime, because, evidence, deadline: { promised, due, suspended } };
  }

  outcome({ duration, stabilisesAt, unavailable }: End): PropertyOutcome {
    const { name, kind, within } = this.property;
    const counts = { kept: this.#kept, open: this.#obligation && !this.#missed ? 1 : 0 };
    const as = (verdict: Verdict, because?: string): PropertyOutcome => ({
      name,
      kind,
      verdict,
      ...(because === undefined ? {} : { because }),
      ...counts,
    });
    // Whatever came of it, nobody was there of whom it could be demanded.
    if (unavailable !== undefined && stabilisesAt <= duration) return as('unavailable', unavailable);
    if (this.#missed) return { name, kind, verdict: 'violated', ...this.#missed, ...counts };
    if (stabilisesAt === Infinity) {
      return as('unknown', 'The scenario has faults and no `stabilisesAt`, so that there is no time from which it could be judged.');
    }
    if (stabilisesAt > duration) return as('unknown', 'The run ends before the system stabilises.');
    if (!this.#wasGiven) return as('vacuous', 'Its `given` never held after stabilisation.');
    const left = duration - stabilisesAt;
    if (left < within) {
      return as(
        'unknown',
        `The run ends ${durationText(left)} after stabilisation, before a deadline of ${durationText(within)} could have been missed.`,
      );
    }
    const longest = this.#trueSince === NEVER ? this.#longestTrue : Math.max(this.#longestTrue, duration - this.#trueSince);
    if (this.#kept > 0 || longest >= within) return as('held');
    return as(
      'unknown',
      `It was never kept, and the run ended before ${durationText(within)} had passed in which it could have been missed.`,
    );
  }

  checkMemory(): void {
    this.#memory.check();
  }

  fingerprint(): unknown {
    const wasLongTrue = this.#longestTrue >= this.property.within;
    return [this.#memory.value, this.#obligation, this.#kept > 0, this.settled, this.#wasGiven, this.#trueSince, wasLongTrue];
  }

  save(copy: Copy): LivenessState {
    return {
      memory: this.#memory.save(copy),
      obligation: copyObligation(this.#obligation),
      kept: this.#kept,
      trueSince: this.#trueSince,
      longestTrue: this.#longestTrue,
      wasGiven: this.#wasGiven,
      missed: this.#missed,
      readsTime: this.readsTime,
    };
  }

  load(state: LivenessState, copy: Copy): void {
    this.#memory.load(state.memory, copy);
    this.#obligation = copyObligation(state.obligation);
    this.#kept = state.kept;
    this.#trueSince = state.trueSince;
    this.#longestTrue = state.longestTrue;
    this.#wasGiven = state.wasGiven;
    this.#missed = state.missed;
    this.readsTime = state.readsTime;
  }
}

function copyObligation(obligation: Obligation | undefined): Obligation | undefined {
  return obligation && { ...obligation, suspended: obligation.suspended.map(([from, to]) => [from, to]) };
}
