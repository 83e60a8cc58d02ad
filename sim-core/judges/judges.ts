import type { PropertyDefinition } from '../author/properties.ts';
import { hashPlain } from '../base/hash.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { PropertyKind, PropertyOutcome, Thrown } from '../base/verdict.ts';
import { HandlersJudge } from './handlers.ts';
import type { Ask, End, Judge, Moment, Quiet } from './judge.ts';
import { LivenessJudge } from './liveness.ts';
import { ask, askGiven, type Viewed } from './questions.ts';
import { SafetyJudge } from './safety.ts';
import { SometimesJudge } from './sometimes.ts';

/** The judges by kind of property. A new kind has its file and its line here. */
const JUDGES: Readonly<Record<PropertyKind, new (property: PropertyDefinition) => Judge<unknown>>> = {
  safety: SafetyJudge,
  liveness: LivenessJudge,
  sometimes: SometimesJudge,
};

/** What the judges' part of a checkpoint holds. */
export interface JudgesState {
  readonly judges: readonly unknown[];
  readonly observations: number;
}

export interface JudgesOptions {
  readonly properties: readonly PropertyDefinition[];
  /** The name of the built-in property of the handlers. */
  readonly handlersProperty: string;
  readonly viewed: Viewed;
  /** All states that properties see, to find one that changes them. */
  readonly states: () => unknown;
  /** Called before the author's code runs, with the name of the property. */
  readonly hear: (property: string) => void;
  /** Whether each look is checked for changes, or a sample of them. */
  readonly checksAll: boolean;
}

/** All properties of one run. */
export class Judges {
  readonly #handlers: HandlersJudge;
  readonly #judges: readonly Judge<unknown>[];
  /** Those that have not come to their verdict yet. */
  #open: readonly Judge<unknown>[];
  /** Those of them that read the time. */
  #readers: readonly Judge<unknown>[] = [];
  /** Those of the readers that have a deadline whose clock may begin to run as time passes. */
  #turners: readonly Judge<unknown>[] = [];
  readonly #viewed: Viewed;
  readonly #states: () => unknown;
  readonly #checksAll: boolean;
  readonly #ask: Ask;
  #observations = 0;
  #asking: Judge<unknown> | undefined;

  constructor({ properties, handlersProperty, viewed, states, hear, checksAll }: JudgesOptions) {
    this.#handlers = new HandlersJudge(handlersProperty);
    this.#judges = properties.map((property) => new JUDGES[property.kind](property));
    this.#open = this.#judges;
    this.#viewed = viewed;
    this.#states = states;
    this.#checksAll = checksAll;
    this.#ask = {
      property: (property, memory) => {
        hear(property.name);
        viewed.timeWasRead = false;
        const answer = ask(property, viewed, memory);
        if (viewed.timeWasRead) this.#noticeTime();
        return answer;
      },
      given: (property) => {
        viewed.timeWasRead = false;
        const answer = askGiven(property, viewed);
        if (viewed.timeWasRead) this.#noticeTime();
        return answer;
      },
      givenAt: (property, time) => this.#at(time, () => askGiven(property, viewed)),
    };
  }

  /** A handler threw: a finding of the built-in property. */
  handlerThrew(step: number, time: Microseconds, message: string, thrown: Thrown): void {
    this.#handlers.threw(step, time, message, thrown);
  }

  /** Something that properties can see has changed. */
  observe(moment: Moment): void {
    this.#look(this.#open, moment);
  }

  /**
   * Nothing happens from `from` up to, not including, `to`: deadlines may pass, and a property that
   * reads the time may change what it says.
   */
  timePasses(from: Microseconds, to: Microseconds, moment: Quiet): void {
    for (let next = this.#nextMoment(to); next < to; next = this.#nextMoment(to)) {
      // The deadline itself is still in time.
      this.#lookAt({ ...moment, time: next });
      const late = this.#open.filter((judge) => judge.due <= next);
      for (const judge of late) judge.overdue(moment);
      if (late.length > 0) this.#findOpen();
    }
    if (to - 1 > from) this.#lookAt({ ...moment, time: to - 1 });
  }

  /** Whether `timePasses` would do anything before `to`. */
  isTouchedByTime(to: Microseconds): boolean {
    if (this.#readers.length > 0) return true;
    for (const judge of this.#open) if (judge.due < to) return true;
    return false;
  }

  outcomes(end: End): readonly PropertyOutcome[] {
    for (const judge of this.#judges) judge.checkMemory();
    const outcomes = this.#judges.map((judge) => judge.outcome(end));
    // What every scenario has is worth a word only where it was violated.
    return this.#handlers.settled ? [...outcomes, this.#handlers.outcome()] : outcomes;
  }

  /** The next deadline, or the next moment before `to` from which on a deadline's clock runs. */
  #nextMoment(to: Microseconds): Microseconds {
    let next = Infinity;
    for (const judge of this.#open) if (judge.due < next) next = judge.due;
    for (const judge of this.#turners) next = Math.min(next, judge.turnsOn!(to - 1, this.#ask));
    return next;
  }

  /** Those that read the time are asked at a moment at which nothing happens. */
  #lookAt(moment: Moment): void {
    if (this.#readers.length > 0) this.#at(moment.time, () => this.#look(this.#readers, moment));
  }

  #at<Result>(time: Microseconds, question: () => Result): Result {
    const viewed = this.#viewed;
    const { time: now } = viewed;
    viewed.time = time;
    try {
      return question();
    } finally {
      viewed.time = now;
    }
  }

  #look(judges: readonly Judge<unknown>[], moment: Moment): void {
    const watched = this.#isWatched();
    const before = watched ? hashPlain(this.#states()) : 0;
    let settled = false;
    for (const judge of judges) {
      this.#asking = judge;
      judge.observe(moment, this.#ask);
      settled ||= judge.settled;
      if (watched && (this.#checksAll || this.#observations === 0)) judge.checkMemory();
      if (watched && hashPlain(this.#states()) !== before) {
        const { name } = judge.property;
        throw new ScenarioError(
          `The property '${name}' changed the state of a node.`,
          'A property only looks. Copy what it needs to change, or keep it in its `memory`.',
          { property: name },
        );
      }
    }
    this.#observations += 1;
    if (settled) this.#findOpen();
  }

  /** The property that is asked reads the time: from now on it is also asked when only time has passed. */
  #noticeTime(): void {
    const asking = this.#asking;
    if (!asking || asking.readsTime) return;
    asking.readsTime = true;
    this.#findOpen();
  }

  #findOpen(): void {
    this.#open = this.#judges.filter((judge) => !judge.settled);
    this.#readers = this.#open.filter(({ readsTime }) => readsTime);
    this.#turners = this.#readers.filter(({ turnsOn }) => turnsOn !== undefined);
  }

  /**
   * Comparing the states around every look at them would cost more than the look. The first looks
   * and then ever rarer ones are compared, which finds a property that changes what it sees; a run
   * that is checked in full compares all, up to where its length would make it slow.
   */
  #isWatched(): boolean {
    const count = this.#observations;
    if (this.#checksAll && count < MOST_CHECKED) return true;
    return count < 8 || (count & (count - 1)) === 0 || count % 4096 === 0;
  }

  fingerprint(): unknown {
    return [this.#handlers.settled, ...this.#judges.map((judge) => [judge.readsTime, judge.fingerprint()])];
  }

  save(): JudgesState {
    return { judges: [this.#handlers.save(), ...this.#judges.map((judge) => judge.save())], observations: this.#observations };
  }

  load({ judges: [handlers, ...judges], observations }: JudgesState): void {
    this.#handlers.load(handlers as ReturnType<HandlersJudge['save']>);
    this.#judges.forEach((judge, index) => judge.load(judges[index]));
    this.#observations = observations;
    this.#findOpen();
  }
}

/** So many looks are compared in a run that is checked in full. */
const MOST_CHECKED = 4_096;
