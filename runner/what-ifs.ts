import { durationText, microseconds, type Duration } from '../sim-core/base/duration.ts';
import { requireKnownKeys } from '../sim-core/base/known-keys.ts';
import { lineOf } from '../sim-core/base/plain-text.ts';
import { plainFromJson } from '../sim-core/base/plain-json.ts';
import { ScenarioError } from '../sim-core/base/scenario-error.ts';
import { messageAt, type MessageAt } from '../sim-core/trace/message-at.ts';
import type { MessageChange, RunChanges } from '../sim-core/trace/run-changes.ts';
import type { ByzantineBehaviour, Trace } from '../sim-core/trace/trace.ts';
import { UsageError } from './seeds.ts';

/** What somebody wants to be otherwise, at a step of a run. What is done to a message is told by any step that is about it. */
export type WhatIf =
  | { readonly do: 'drop' | 'duplicate' }
  | { readonly do: 'delay'; readonly by: Duration; readonly overtaken?: boolean }
  | { readonly do: 'rewrite'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly do: 'crash' | 'pause'; readonly node: string; readonly for: Duration | 'ever' }
  /** Ahead, or back where `back` is set. */
  | { readonly do: 'clock'; readonly node: string; readonly by: Duration; readonly back?: boolean }
  | { readonly do: 'memory'; readonly node: string; readonly path: string; readonly value: unknown }
  /** From here on, or from the start of the run; null makes it honest. */
  | { readonly do: 'byzantine'; readonly node: string; readonly behaviour: ByzantineBehaviour | null; readonly fromStart?: boolean };

/** A run that goes its own way from another. */
export interface Forked {
  /** Everything that is changed in it, what the other changes included. */
  readonly changes: RunChanges;
  /** What was changed, in a few words. */
  readonly name: string;
}

/**
 * The run that parts from another at a step. What happens to a node happens a microsecond after the event at the step, and so after
 * it and before what is later.
 * @throws UsageError when there is nothing at the step that could be changed so.
 */
export function forkAt(trace: Pick<Trace, 'columns' | 'nodes' | 'strings'>, step: number, present: RunChanges, whatIf: WhatIf): Forked {
  const now = trace.columns.time[step] ?? 0;
  const at = durationText(now + 1);
  const fault = (form: object, name: string): Forked => ({
    changes: { ...present, faults: [...(present.faults ?? []), { at, ...form }] },
    name: `${name} at ${secondsText(now)}`,
  });
  const change = (message: MessageAt, what: MessageChange, name: string): Forked => {
    const { messages = {} } = present;
    return { changes: { ...present, messages: { ...messages, [message.message]: { ...messages[message.message], ...what } } }, name };
  };
  const message = (): MessageAt => {
    const found = messageAt(trace, step);
    if (found) return found;
    throw new UsageError(`Step ${step} is about no message: choose the step at which one is sent, delivered or lost.`);
  };
  switch (whatIf.do) {
    case 'drop': {
      const lost = message();
      return { changes: { ...present, drops: [...new Set([...(present.drops ?? []), lost.message])] }, name: `${told(lost)} is lost` };
    }
    case 'duplicate':
      return change(message(), { duplicate: true }, `${told(message())} arrives twice`);
    case 'delay': {
      const { by, overtaken } = whatIf;
      requireLength(by);
      const ahead = overtaken ? ', and later ones go ahead of it' : '';
      return change(message(), { delay: by, ...(overtaken ? { overtaken } : {}) }, `${told(message())} is ${by} late${ahead}`);
    }
    case 'rewrite':
      return change(message(), { value: whatIf.value }, `${told(message())} says ${lineOf(whatIf.value, 60)}`);
    case 'crash':
      return fault({ crash: whatIf.node, for: requireLength(whatIf.for) }, `${whatIf.node} crashes for ${whatIf.for}`);
    case 'pause':
      return fault({ pause: whatIf.node, for: requireLength(whatIf.for) }, `${whatIf.node} is paused for ${whatIf.for}`);
    case 'clock': {
      const { node, by, back } = whatIf;
      requireLength(by);
      return fault(
        { clock: node, ...(back ? { backward: by } : { forward: by }) },
        `the clock of ${node} jumps ${back ? 'back' : 'ahead'} ${by}`,
      );
    }
    case 'memory':
      return fault(
        { memory: whatIf.node, set: { [whatIf.path]: whatIf.value } },
        `${whatIf.node} has ${whatIf.path} = ${lineOf(whatIf.value, 60)}`,
      );
    case 'byzantine':
      return behaving(whatIf, { present, now, fault });
  }
}

interface Moment {
  readonly present: RunChanges;
  readonly now: number;
  readonly fault: (form: object, name: string) => Forked;
}

function behaving({ node, behaviour, fromStart }: Extract<WhatIf, { readonly do: 'byzantine' }>, { present, now, fault }: Moment): Forked {
  if (behaviour && !fromStart)
    return fault({ byzantine: node, lie: behaviour, for: 'ever' }, `${node} is Byzantine (${behaviour.behaviour})`);
  const { [node]: own, ...others } = present.byzantine ?? {};
  if (behaviour) {
    return {
      changes: { ...present, byzantine: { ...others, [node]: behaviour } },
      name: `${node} is Byzantine (${behaviour.behaviour}) from the start`,
    };
  }
  // A lie that was told from some moment on ends here, and one that was told from the start never was.
  const faults = (present.faults ?? []).map((written) => {
    const began = written['byzantine'] === node && written['for'] === 'ever' ? microseconds(written.at, 'A fault') : Infinity;
    return began <= now ? { ...written, for: durationText(now + 1 - began) } : written;
  });
  const ended = faults.some((written, index) => written !== present.faults?.[index]);
  if (!own && !ended) throw new UsageError(`${node} is Byzantine by the scenario itself, or honest already: change the scenario.`);
  return {
    changes: { ...present, byzantine: others, faults },
    name: own ? `${node} is honest` : `${node} is honest again at ${secondsText(now)}`,
  };
}

function told({ message, type }: MessageAt): string {
  return `${type} ${message}`;
}

/** @throws UsageError for what is no length of time. */
function requireLength(length: Duration | 'ever'): Duration | 'ever' {
  if (length === 'ever') return length;
  try {
    microseconds(length, 'The length');
    return length;
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(`${error.message} ${error.cure ?? ''}`.trim());
    throw error;
  }
}

function secondsText(time: number): string {
  return `${time / 1_000_000} s`;
}

const KEYS: readonly (keyof RunChanges)[] = ['strategy', 'byzantine', 'order', 'faults', 'drops', 'messages', 'explicit'];

/** Reads changes as they are passed on, as JSON of plain data. @throws UsageError for what is none. */
export function parseChanges(text: string): RunChanges {
  let changes: unknown;
  try {
    changes = plainFromJson(JSON.parse(text));
  } catch {
    throw new UsageError(`'${text}' is no JSON: write such as '{"drops":["a>b#17"]}'.`);
  }
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes))
    throw new UsageError(`'${text}' says no changes: write an object with ${KEYS.join(', ')}.`);
  try {
    requireKnownKeys(changes, KEYS, 'What is changed');
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(`${error.message} ${error.cure ?? ''}`.trim());
    throw error;
  }
  const { strategy, order, drops, faults, messages, byzantine, explicit } = changes as Readonly<Record<string, unknown>>;
  const isList = (value: unknown): boolean => value === undefined || Array.isArray(value);
  const isObject = (value: unknown): boolean =>
    value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));
  const isWhole = [order, drops, faults].every(isList) && [messages, byzantine, explicit].every(isObject);
  const hasFaults = explicit === undefined || isList((explicit as { readonly faults?: unknown }).faults ?? null);
  const hasTexts =
    isWhole &&
    (strategy === undefined || typeof strategy === 'string') &&
    [order, drops].every((list) => list === undefined || [...(list as Iterable<unknown>)].every((item) => typeof item === 'string'));
  if (isWhole && hasFaults && hasTexts) return changes as RunChanges;
  throw new UsageError(
    `'${text}' changes nothing that a run has: order, drops and faults are lists, messages, byzantine and explicit objects.`,
  );
}
