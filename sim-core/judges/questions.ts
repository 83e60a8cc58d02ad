import type { AskedProperty, Violation } from '../author/properties.ts';
import type { World } from '../author/world.ts';
import { freezeMethods } from '../base/freeze-methods.ts';
import { copyPlain } from '../base/plain.ts';
import { PROPERTY_KINDS } from '../base/property-kinds.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { frozenWrite } from '../base/frozen-write.ts';
import { thrownText } from '../base/thrown-text.ts';
import { isThenable } from '../base/thenable.ts';
import { describeUnplain } from '../base/unplain.ts';
import type { Microseconds } from '../base/units.ts';
import type { Evidence } from '../base/verdict.ts';
import type { HistoryLog } from './histories/entry.ts';
import type { Ask, Reader } from './judge.ts';
import type { Memory } from './memory.ts';
import { writtenText } from '../base/written-text.ts';

/** What a property says: it holds, it does not and why, or it cannot say, because a node that it looks at has never started. */
export type Answer = true | { readonly because: string; readonly evidence: Evidence } | { readonly notStarted: string };

/** The world as properties see it, and what they looked at. */
export interface Viewed {
  readonly world: World;
  /** The history in the order in which it happened. */
  readonly history: HistoryLog;
  /** Simulated time, to be set while a question is about another moment. */
  time: Microseconds;
  /** Whether the time was read since this was last set to false. */
  timeWasRead: boolean;
  /** The node that was looked at though it has never started, if any. */
  missing: string | undefined;
}

/** Thrown through a property that looks at a node which has never started. */
export class NotStarted extends Error {}

freezeMethods(NotStarted.prototype);

/** Asks properties about one world. */
export class Asking implements Ask {
  readonly #viewed: Viewed;
  readonly #hear: (property: string) => void;

  constructor(viewed: Viewed, hear: (property: string) => void) {
    this.#viewed = viewed;
    this.#hear = hear;
  }

  /** @throws ScenarioError when it throws or answers something that is no judgement. */
  property(judge: Reader, memory: Memory): Answer {
    const { property } = judge;
    const viewed = this.#viewed;
    this.#hear(property.name);
    viewed.timeWasRead = false;
    viewed.missing = undefined;
    let judgement: unknown;
    try {
      judgement = property.judge(viewed.world as World<never>, memory.value as never);
    } catch (error) {
      // An author who catches it is no better off: `missing` tells all the same.
      if (viewed.missing === undefined) throw failureOf(property, error);
    }
    if (viewed.timeWasRead) judge.readsTime = true;
    if (property.remembers) memory.lookThrough();
    if (viewed.missing !== undefined) return { notStarted: viewed.missing };
    if (judgement === true) return true;
    try {
      return answerOf(property, judgement);
    } catch (error) {
      // A proxy of the author's may throw when it is asked what it is.
      throw error instanceof ScenarioError ? error : failureOf(property, error);
    }
  }

  given(judge: Reader): boolean {
    this.#viewed.timeWasRead = false;
    const answer = this.#given(judge.property);
    if (this.#viewed.timeWasRead) judge.readsTime = true;
    return answer;
  }

  givenAt(property: AskedProperty, time: Microseconds): boolean {
    const viewed = this.#viewed;
    const { time: now } = viewed;
    viewed.time = time;
    try {
      return this.#given(property);
    } finally {
      viewed.time = now;
    }
  }

  history({ property }: { readonly property: { readonly name: string } }): HistoryLog {
    this.#hear(property.name);
    return this.#viewed.history;
  }

  /** Asks the `given` of a property; what cannot be said yet is not given. */
  #given(property: AskedProperty): boolean {
    const { given } = property;
    if (!given) return true;
    const viewed = this.#viewed;
    viewed.missing = undefined;
    let answer: unknown;
    try {
      answer = given(viewed.world as World<never>);
    } catch (error) {
      if (viewed.missing === undefined) throw failureOf(property, error);
    }
    if (viewed.missing !== undefined) return false;
    if (typeof answer === 'boolean') return answer;
    throw new ScenarioError(`The \`given\` of the property '${property.name}' returned ${writtenText(answer)}.`, 'Return true or false.', {
      property: property.name,
    });
  }
}

/** What an author's property, or its model, threw, as what is wrong with it and what to do. */
export function failureOf(property: { readonly name: string }, error: unknown): ScenarioError {
  if (error instanceof ScenarioError) return error;
  const subject = { property: property.name };
  const message = thrownText(error);
  const failure = frozenWrite(error)
    ? new ScenarioError(`The property '${property.name}' writes to something that is frozen: ${message}`, FROZEN, subject)
    : new ScenarioError(
        `The property '${property.name}' threw ${message}`,
        'It must answer for every state that a node can be in.',
        subject,
      );
  failure.cause = error;
  return failure;
}

/** What to do about a write to what is frozen. */
export const FROZEN =
  'What a module holds at its top level, and self.peers and self.nodes, is shared by all nodes and all runs, so it is frozen: make a copy, and change that.';

function answerOf(property: AskedProperty, judgement: unknown): Exclude<Answer, true> {
  if (judgement === false) return { because: PROPERTY_KINDS[property.kind].because, evidence: {} };
  if ((judgement as Partial<Violation> | null | undefined)?.kind === 'backstep.violation')
    return violationOf(property, judgement as Violation);
  const isPromise = isThenable(judgement);
  throw new ScenarioError(
    `The property '${property.name}' returned ${isPromise ? 'a promise' : writtenText(judgement)}.`,
    isPromise ? 'Make it synchronous: remove `async`.' : 'Return true, false, or violation(because, evidence).',
    { property: property.name },
  );
}

/**
 * The evidence is a copy: it must stay what it was at the violation. A property that waits may say the same
 * thousands of times before it counts, so that only a copy that fails is looked into.
 */
function violationOf(property: AskedProperty, { because, evidence }: Violation): Exclude<Answer, true> {
  let copy: Evidence | undefined;
  try {
    copy = copyPlain(evidence ?? {});
  } catch {
    copy = undefined;
  }
  const unplain = copy && PROPERTY_KINDS[property.kind].waits ? undefined : describeUnplain(evidence, 'evidence');
  if (copy && unplain === undefined) return { because: String(because), evidence: copy };
  throw new ScenarioError(
    `In the evidence of the property '${property.name}', ${unplain ?? 'something cannot be copied'}.`,
    'Put plain data into the evidence of a violation.',
    {
      property: property.name,
    },
  );
}
