import type { PropertyDefinition } from '../author/properties.ts';
import type { World } from '../author/world.ts';
import { durationText } from '../base/duration.ts';
import { copyMemory, freshMemory } from './memory.ts';
import type { Ask, Moment } from './moment.ts';
import type { Deadline, Evidence, PropertyOutcome } from '../base/verdict.ts';

export interface LivenessState {
  readonly memory: unknown;
  readonly pending: Obligation | undefined;
  readonly fulfilled: boolean;
  readonly missed: Missed | undefined;
}

/** The property is false, and must become true in time. */
interface Obligation {
  readonly promised: number;
  /** How much of the deadline had been used up at `since`. */
  spent: number;
  /** The last time at which `spent` was brought up to date. */
  since: number;
  /** Whether `given` holds, so that the deadline's clock runs. */
  runs: boolean;
  readonly suspended: [from: number, to: number][];
  because: string;
  evidence: Evidence;
}

interface Missed {
  readonly step: number;
  readonly time: number;
  readonly because: string;
  readonly evidence: Evidence;
  readonly deadline: Deadline;
}

/**
 * Something good eventually happens, in a form that a finite run can refute: once the system has
 * stabilised, whenever the property is false it becomes true within a deadline, whose clock stands
 * still while `given` does not hold.
 */
export class LivenessJudge {
  readonly property: PropertyDefinition;
  #memory: unknown;
  #world: World | undefined;
  #pending: Obligation | undefined;
  /** It was true at some time after stabilisation. */
  #fulfilled = false;
  #missed: Missed | undefined;

  constructor(property: PropertyDefinition) {
    this.property = property;
    this.#memory = freshMemory(property);
  }

  /** Gives it the world that `given` looks at. */
  attach(world: World): void {
    this.#world = world;
  }

  /** When the deadline passes if nothing changes before; infinity when none is running. */
  get due(): number {
    const pending = this.#pending;
    return pending?.runs ? pending.since + this.property.within - pending.spent : Infinity;
  }

  /** Once missed it stays so. */
  get settled(): boolean {
    return this.#missed !== undefined;
  }

  observe({ step, time, stabilised }: Moment, ask: Ask): void {
    if (!stabilised) return;
    this.advance(time, step);
    if (this.#missed) return;
    const judgement = ask(this.property, this.#memory);
    if (judgement === true) {
      this.#fulfilled = true;
      this.#pending = undefined;
      return;
    }
    const given = this.property.given?.(this.#world as World<never>) ?? true;
    const pending = (this.#pending ??= {
      promised: time,
      spent: 0,
      since: time,
      runs: given,
      suspended: given ? [] : [[time, time]],
      because: '',
      evidence: {},
    });
    if (given !== pending.runs) {
      pending.runs = given;
      if (!given) pending.suspended.push([time, time]);
    }
    pending.because = judgement === false ? 'The property stayed false.' : judgement.because;
    pending.evidence = judgement === false ? {} : judgement.evidence;
  }

  /** Brings the obligation up to `time`; the deadline itself is still in time. */
  advance(time: number, lastStep: number): void {
    const pending = this.#pending;
    if (!pending || this.#missed) return;
    if (pending.runs) {
      if (time > this.due) {
        this.#miss(pending, lastStep);
        return;
      }
      pending.spent += time - pending.since;
    } else {
      pending.suspended.at(-1)![1] = time;
    }
    pending.since = time;
  }

  /** Ends the run: a deadline that falls on its last moment has passed. */
  conclude(duration: number, lastStep: number): void {
    this.advance(duration, lastStep);
    if (this.#pending && this.due <= duration) this.#miss(this.#pending, lastStep);
  }

  outcome(duration: number, stabilisesAt: number): PropertyOutcome {
    const { name, kind, within } = this.property;
    if (this.#missed) return { name, kind, verdict: 'violated', ...this.#missed };
    if (this.#fulfilled) return { name, kind, verdict: 'held' };
    if (stabilisesAt >= duration) {
      const because =
        stabilisesAt === Infinity
          ? 'The scenario has faults and no `stabilisesAt`, so that there is no time from which it could be judged.'
          : 'The run ends before the system stabilises.';
      return { name, kind, verdict: 'unknown', because };
    }
    if (this.#pending && !this.#pending.runs && this.#pending.spent === 0) {
      return { name, kind, verdict: 'vacuous', because: 'Its `given` never held after stabilisation.' };
    }
    return {
      name,
      kind,
      verdict: 'unknown',
      because: `It was still false at the end, but the run ended before ${durationText(within)} had passed.`,
    };
  }

  #miss({ promised, suspended, because, evidence }: Obligation, step: number): void {
    const { due } = this;
    this.#missed = { step, time: due, because, evidence, deadline: { promised, due, suspended } };
    this.#pending = undefined;
  }

  save(): LivenessState {
    return {
      memory: copyMemory(this.property, this.#memory),
      pending: copyObligation(this.#pending),
      fulfilled: this.#fulfilled,
      missed: this.#missed,
    };
  }

  load(state: LivenessState): void {
    this.#memory = copyMemory(this.property, state.memory);
    this.#pending = copyObligation(state.pending);
    this.#fulfilled = state.fulfilled;
    this.#missed = state.missed;
  }
}

function copyObligation(obligation: Obligation | undefined): Obligation | undefined {
  return obligation && { ...obligation, suspended: obligation.suspended.map(([from, to]) => [from, to]) };
}
