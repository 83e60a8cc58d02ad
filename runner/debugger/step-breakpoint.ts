import { UsageError } from '../seeds.ts';
import { parseExpression, type Expression } from './expression.ts';
import { hitsWanted } from './hit-count.ts';
import type { Timeline } from './timeline.ts';
import type { Place, Worlds } from './worlds.ts';

/** What an editor asks for besides what the breakpoint is about. */
export interface AskedStep {
  /** An expression over the world after the step; a name that is not there yet does not hold. */
  readonly condition?: string;
  /** Which hits are meant, counted from the start of the run: `5`, `>= 5`, `% 3`. */
  readonly hitCondition?: string;
}

/** To count hits, at most so many steps are looked at. */
const MOST_LOOKS = 20_000;

/** A breakpoint that stops after a step, and not at a line: hit the same way from whichever side one comes. */
export class StepBreakpoint {
  readonly id: number;
  readonly #matches: (step: number) => Promise<boolean> | boolean;
  readonly #condition: Expression | undefined;
  readonly #wanted: ((count: number) => boolean) | undefined;
  readonly #timeline: Timeline;
  readonly #worlds: Worlds;
  /** The steps of the hits that are meant; found out when first asked for, and only where hits are counted. */
  #counted: Promise<ReadonlySet<number>> | undefined;

  /** @throws UsageError when the condition or the count makes no sense. */
  constructor(
    id: number,
    matches: (step: number) => Promise<boolean> | boolean,
    { condition, hitCondition }: AskedStep,
    { timeline, worlds }: { readonly timeline: Timeline; readonly worlds: Worlds },
  ) {
    this.id = id;
    this.#matches = matches;
    this.#condition = conditionOf(condition);
    this.#wanted = hitCondition === undefined || hitCondition.trim() === '' ? undefined : hitsWanted(hitCondition);
    this.#timeline = timeline;
    this.#worlds = worlds;
  }

  /** Whether it is hit at a step. @throws UsageError when the run is too long for its hits to be counted. */
  async isHitAt(step: number): Promise<boolean> {
    if (!this.#wanted) return this.#holdsAt(step);
    if (!(await this.#matches(step))) return false;
    return (await (this.#counted ??= this.#count(this.#wanted))).has(step);
  }

  async #holdsAt(step: number): Promise<boolean> {
    if (!(await this.#matches(step))) return false;
    return !this.#condition || this.#worlds.holds(this.#condition, this.#placeOf(step));
  }

  async #count(wanted: (count: number) => boolean): Promise<ReadonlySet<number>> {
    const hits = new Set<number>();
    let [count, looks] = [0, 0];
    for (let step = 0; step < this.#timeline.length; step++) {
      if (!(await this.#matches(step))) continue;
      if (this.#condition && ++looks > MOST_LOOKS)
        throw new UsageError(
          `The hits of '${this.#condition.text}' cannot be counted: more than ${MOST_LOOKS} steps would have to be looked at. Shorten the run.`,
        );
      if (this.#condition && !(await this.#worlds.holds(this.#condition, this.#placeOf(step)))) continue;
      if (wanted(++count)) hits.add(step);
    }
    return hits;
  }

  #placeOf(step: number): Place {
    return { step, lane: this.#timeline.laneOf(step) };
  }
}

/** The expression of a condition, if there is one. @throws UsageError when it is none, or is about no single step. */
export function conditionOf(text: string | undefined): Expression | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const expression = parseExpression(text);
  if (!expression.overTime) return expression;
  throw new UsageError(`'when(…)' tells of many steps, and a condition is about one: write '${expression.text}'.`);
}
