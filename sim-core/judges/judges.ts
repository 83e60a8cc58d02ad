import type { AskedProperty, PropertyDefinition } from '../author/properties.ts';
import { hashPlain } from '../base/hash.ts';
import type { Copy } from '../base/plain.ts';
import { asksManyRuns } from '../base/property-kinds.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { StartsOver } from '../base/starts-over.ts';
import type { Microseconds } from '../base/units.ts';
import type { PropertyKind, PropertyOutcome, Thrown } from '../base/verdict.ts';
import { ConsistencyJudge } from './consistency.ts';
import { HandlersJudge } from './handlers.ts';
import type { Ask, End, Found, Judge, Moment, Quiet } from './judge.ts';
import { Memory, type Keeping } from './memory.ts';
import { LivenessJudge } from './liveness.ts';
import { Asking, type Viewed } from './questions.ts';
import { SafetyJudge } from './safety.ts';
import { SometimesJudge } from './sometimes.ts';

/** The judges by kind of property. A new kind has its file and its line here. */
const JUDGES: Readonly<Record<PropertyKind, new (property: AskedProperty, memory: Memory) => Judge<unknown>>> = {
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
  /** Of which looks it is checked that they change nothing. */
  readonly checks: 'all' | 'sample' | 'few';
  readonly keeping: Keeping;
}

/** All properties of one run. */
export class Judges {
  readonly #handlers: HandlersJudge;
  readonly #judges: readonly Judge<unknown>[];
  /** Those of what clients may see. */
  readonly ofHistories: readonly ConsistencyJudge[];
  /** Whether a property has a memory of its own. */
  readonly remember: boolean;
  /** Those that have not come to their verdict yet. */
  #open: readonly Judge<unknown>[] = [];
  /** Those of them that have deadlines. */
  #timed: readonly Judge<unknown>[] = [];
  readonly #allTimed: readonly Judge<unknown>[];
  /** Nothing that time alone brings about lies before this moment. It is known after each look, because there are more moments than looks. */
  #touched: Microseconds = Infinity;
  readonly #viewed: Viewed;
  readonly #states: () => unknown;
  readonly #checks: JudgesOptions['checks'];
  readonly #learned: Keeping['learned'];
  readonly #ask: Ask;
  /** A moment at which nothing happens; one object, reused, because there are as many as events. */
  readonly #moment = { step: 0, time: 0, stabilised: false, eventTime: 0 };
  #observations = 0;

  constructor({ properties, handlersProperty, viewed, states, hear, checks, keeping }: JudgesOptions) {
    this.#handlers = new HandlersJudge(handlersProperty);
    this.#judges = properties.map((property) =>
      'history' in property
        ? new ConsistencyJudge(property)
        : new JUDGES[property.kind](property, new Memory(property, keeping, checks !== 'few')),
    );
    this.ofHistories = this.#judges.filter((judge) => judge instanceof ConsistencyJudge);
    this.#allTimed = this.#judges.filter(isTimed);
    this.remember = this.#judges.some(({ remembers }) => remembers);
    this.#findOpen();
    this.#viewed = viewed;
    this.#states = states;
    this.#checks = checks;
    this.#learned = keeping.learned;
    this.#ask = new Asking(viewed, hear);
  }

  /** A handler threw: a finding of the built-in property. */
  handlerThrew(step: number, time: Microseconds, message: string, thrown: Thrown): void {
    this.#handlers.threw(step, time, message, thrown);
  }

  /** What something good is promised by. */
  get promises(): readonly LivenessJudge[] {
    return this.#judges.filter((judge) => judge instanceof LivenessJudge);
  }

  /** A loop begins, or closes at this moment. */
  loops(closed: Found | undefined): void {
    for (const promise of this.promises) {
      if (closed) promise.loopCloses(closed);
      else promise.loopBegins();
    }
    this.#findOpen();
    this.#findTouched();
  }

  /** Something that properties can see has changed. */
  observe(moment: Moment): void {
    this.#look(moment, false);
  }

  /**
   * Nothing happens from `from` up to, not including, `to`: deadlines may pass, and a property that
   * reads the time may change what it says. A property that did not read it when it was last asked
   * would say the same, so that it is not asked.
   */
  timePasses(from: Microseconds, to: Microseconds, last: Quiet): void {
    if (to <= this.#touched) return;
    const moment = this.#moment;
    moment.step = last.step;
    moment.stabilised = last.stabilised;
    moment.eventTime = last.eventTime;
    for (let next = this.#nextMoment(to); next < to; next = this.#nextMoment(to)) {
      // The deadline itself is still in time.
      this.#lookAt(next);
      let isLate = false;
      for (const judge of this.#open) {
        if (judge.due > next) continue;
        judge.overdue(last);
        isLate = true;
      }
      if (isLate) this.#findOpen();
      this.#findTouched();
    }
    if (to - 1 > from) this.#lookAt(to - 1);
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
    for (const judge of this.#open) {
      if (judge.due < next) next = judge.due;
      if (judge.readsTime && judge.turnsOn) next = Math.min(next, judge.turnsOn(to - 1, this.#ask));
    }
    return next;
  }

  /** Those that read the time are asked at a moment at which nothing happens. */
  #lookAt(time: Microseconds): void {
    const viewed = this.#viewed;
    const { time: now } = viewed;
    viewed.time = time;
    this.#moment.time = time;
    try {
      this.#look(this.#moment, true);
    } finally {
      viewed.time = now;
    }
  }

  #look(moment: Moment, onlyReaders: boolean): void {
    if (this.#checks !== 'few' && this.#isWatched()) this.#lookWatched(moment, onlyReaders);
    else this.#askAll(moment, onlyReaders);
    this.#observations += 1;
  }

  #askAll(moment: Moment, onlyReaders: boolean, asked?: (judge: Judge<unknown>) => void): void {
    let isSettled = false;
    for (const judge of this.#open) {
      const { readsTime } = judge;
      if (onlyReaders && !readsTime) continue;
      // What a property with a memory reads may depend on how often it was asked, so that it stays a reader.
      judge.readsTime = readsTime && judge.remembers;
      judge.observe(moment, this.#ask, readsTime);
      isSettled ||= judge.settled;
      asked?.(judge);
    }
    if (isSettled) this.#findOpen();
    this.#findTouched();
  }

  /**
   * Compares the states before and after. All properties are taken together, because there may be many;
   * once one is known to change what it sees, they are taken one at a time, to say which.
   */
  #lookWatched(moment: Moment, onlyReaders: boolean): void {
    if (this.#areMemoriesDue()) for (const judge of this.#open) judge.checkMemory();
    const before = hashPlain(this.#states());
    const isChanged = (): boolean => hashPlain(this.#states()) !== before;
    if (this.#learned.changesStates) {
      this.#askAll(moment, onlyReaders, ({ property: { name } }) => {
        if (isChanged()) throw changesStates(name);
      });
      return;
    }
    let failure: unknown;
    try {
      this.#askAll(moment, onlyReaders);
    } catch (error) {
      if (error instanceof StartsOver) throw error;
      failure = error;
    }
    // A property that another one has put on the wrong track is not to blame for what it throws.
    if (isChanged()) {
      this.#learned.changesStates = true;
      throw new ChangesStates();
    }
    if (failure !== undefined) throw failure as Error;
  }

  /**
   * A memory holds what many looks have left there, and to walk through all of it after each one would
   * make a run that is checked in full many times as long. What is not plain stays there, so that it is
   * found all the same: after each of the first looks, and then 32 times until their number has doubled.
   */
  #areMemoriesDue(): boolean {
    const count = this.#observations;
    if (this.#checks !== 'all') return count === 1;
    return count < 64 || count % (1 << (26 - Math.clz32(count))) === 0;
  }

  #findOpen(): void {
    const isAnySettled = this.#judges.some(({ settled }) => settled);
    this.#open = isAnySettled ? this.#judges.filter((judge) => !judge.settled) : this.#judges;
    this.#timed = isAnySettled ? this.#open.filter(isTimed) : this.#allTimed;
  }

  /** A property that reads the time may change what it says at any moment, the others only when a deadline has passed. */
  #findTouched(): void {
    let touched = Infinity;
    for (const judge of this.#open) if (judge.readsTime) touched = -Infinity;
    for (const { due } of this.#timed) if (due < touched) touched = due;
    this.#touched = touched;
  }

  /**
   * Comparing the states around every look at them would cost more than the look. The first looks
   * and then ever rarer ones are compared, which finds a property that changes what it sees; a run
   * that is checked in full compares all, up to where its length would make it slow.
   */
  #isWatched(): boolean {
    const count = this.#observations;
    if (this.#checks === 'all' && count < MOST_CHECKED) return true;
    return count < 8 || (count & (count - 1)) === 0 || count % 4096 === 0;
  }

  fingerprint(): unknown {
    return [this.#handlers.settled, ...this.#judges.map((judge) => [judge.readsTime, judge.fingerprint()])];
  }

  /**
   * The same without what is asked of each world anew: only what the verdict of a property with a past depends on. Whether a
   * `@sometimes` was reached on the way is asked of all worlds together.
   */
  pastFingerprint(): readonly unknown[] {
    if (this.settled === 0 && !this.remember) return [];
    const past = this.#judges.flatMap((judge) => (judge.remembers ? [judge.fingerprint()] : []));
    const settled = this.#judges.flatMap((judge) => (asksManyRuns(judge.property.kind) ? [] : [judge.settled]));
    return settled.includes(true) ? [...past, settled] : past;
  }

  /** How many properties have come to their verdict, whatever comes. */
  get settled(): number {
    return this.#judges.length - this.#open.length + (this.#handlers.settled ? 1 : 0);
  }

  save(copy: Copy): JudgesState {
    return { judges: [this.#handlers.save(), ...this.#judges.map((judge) => judge.save(copy))], observations: this.#observations };
  }

  load({ judges: [handlers, ...judges], observations }: JudgesState, copy: Copy): void {
    this.#handlers.load(handlers as ReturnType<HandlersJudge['save']>);
    this.#judges.forEach((judge, index) => judge.load(judges[index], copy));
    this.#observations = observations;
    this.#findOpen();
    this.#findTouched();
  }
}

function isTimed({ turnsOn }: Judge<unknown>): boolean {
  return turnsOn !== undefined;
}

/** Thrown when a property was seen to change a state: the run starts over, with each watched alone. */
class ChangesStates extends StartsOver {}

function changesStates(name: string): ScenarioError {
  return new ScenarioError(
    `The property '${name}' changed the state of a node.`,
    'A property only looks. Copy what it needs to change, or keep it in its `memory`.',
    { property: name },
  );
}

/** So many looks are compared in a run that is checked in full. */
const MOST_CHECKED = 4_096;
