import type { Judgement, PropertyDefinition } from '../author/properties.ts';
import type { World } from '../author/world.ts';
import { hashPlain } from '../base/hash.ts';
import { running } from '../kernel/running.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Ask, Moment } from './moment.ts';
import { LivenessJudge, type LivenessState } from './liveness.ts';
import { SafetyJudge, type SafetyState } from './safety.ts';
import { SometimesJudge, type SometimesState } from './sometimes.ts';
import type { PropertyOutcome } from '../base/verdict.ts';

export type JudgeState = SafetyState | LivenessState | SometimesState;

/** What the judges' part of a checkpoint holds. */
export interface JudgesState {
  readonly judges: readonly JudgeState[];
  readonly observations: number;
}

/** All properties of one run. */
export class Judges {
  readonly #judges: readonly (SafetyJudge | LivenessJudge | SometimesJudge)[];
  readonly #liveness: readonly LivenessJudge[];
  /** Those that have not come to their verdict yet. */
  #open: readonly (SafetyJudge | LivenessJudge | SometimesJudge)[];
  readonly #ask: Ask;
  readonly #states: () => unknown;
  #observations = 0;

  constructor(properties: readonly PropertyDefinition[], world: World, states: () => unknown) {
    this.#judges = properties.map(judgeOf);
    this.#liveness = this.#judges.filter((judge) => judge instanceof LivenessJudge);
    this.#open = this.#judges;
    this.#states = states;
    this.#ask = (property, memory) => {
      running.observe?.(-1, property.name);
      return checked(property, judgementOf(property, world, memory));
    };
    for (const judge of this.#liveness) judge.attach(world);
  }

  /** The earliest time at which a liveness deadline passes if nothing changes before. */
  nextDeadline = Infinity;

  /** Something that properties can see has changed. */
  observe(moment: Moment): void {
    const watched = this.#watched();
    const before = watched ? hashPlain(this.#states()) : 0;
    let settled = false;
    for (const judge of this.#open) {
      judge.observe(moment, this.#ask);
      settled ||= judge.settled;
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
    if (settled) this.#open = this.#judges.filter((judge) => !judge.settled);
    this.#findNextDeadline();
  }

  /** Time has passed a deadline. */
  advance(time: number, lastStep: number): void {
    for (const judge of this.#liveness) judge.advance(time, lastStep);
    this.#findNextDeadline();
  }

  /** The run has ended: a deadline that falls on its last moment has passed too. */
  conclude(duration: number, lastStep: number): void {
    for (const judge of this.#liveness) judge.conclude(duration, lastStep);
  }

  outcomes(duration: number, stabilisesAt: number): readonly PropertyOutcome[] {
    return this.#judges.map((judge) => judge.outcome(duration, stabilisesAt));
  }

  save(): JudgesState {
    return { judges: this.#judges.map((judge) => judge.save()), observations: this.#observations };
  }

  load(state: JudgesState): void {
    this.#judges.forEach((judge, index) => judge.load(state.judges[index] as never));
    this.#observations = state.observations;
    this.#open = this.#judges.filter((judge) => !judge.settled);
    this.#findNextDeadline();
  }

  #findNextDeadline(): void {
    let next = Infinity;
    for (const judge of this.#liveness) next = Math.min(next, judge.due);
    this.nextDeadline = next;
  }

  /**
   * Comparing the states around every look at them would cost more than the look. The first looks
   * and then ever rarer ones are compared, which finds a property that changes what it sees.
   */
  #watched(): boolean {
    const count = this.#observations;
    return count < 8 || (count & (count - 1)) === 0 || count % 4096 === 0;
  }
}

function judgeOf(property: PropertyDefinition): SafetyJudge | LivenessJudge | SometimesJudge {
  switch (property.kind) {
    case 'safety':
      return new SafetyJudge(property);
    case 'liveness':
      return new LivenessJudge(property);
    case 'sometimes':
      return new SometimesJudge(property);
  }
}

function judgementOf(property: PropertyDefinition, world: World, memory: unknown): unknown {
  try {
    return property.judge(world as World<never>, memory as never);
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const failure = new ScenarioError(`The property '${property.name}' threw ${message}`, 'It must answer for every state that a node can be in.', {
      property: property.name,
    });
    failure.cause = error;
    throw failure;
  }
}

function checked(property: PropertyDefinition, judgement: unknown): Judgement {
  if (typeof judgement === 'boolean') return judgement;
  if ((judgement as { kind?: unknown } | null | undefined)?.kind === 'backstep.violation') return judgement as Judgement;
  const what =
    typeof (judgement as { then?: unknown } | null | undefined)?.then === 'function' ? 'a promise' : String(judgement);
  throw new ScenarioError(
    `The property '${property.name}' returned ${what}.`,
    what === 'a promise' ? 'Make it synchronous: remove `async`.' : 'Return true, false, or violation(because, evidence).',
    { property: property.name },
  );
}
