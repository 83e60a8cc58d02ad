import { microseconds } from '../base/duration.ts';
import { keysOf, requireKnownKeys } from '../base/known-keys.ts';
import type { PlainObject } from '../base/plain.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import { indexOfNode } from '../faults/links.ts';
import type { MessageChange, MessageChanges } from '../trace/run-changes.ts';

export type { MessageChange, MessageChanges };

/** Where a message stands: its link, and its number on it, counted from 0. */
export interface MessagePlace {
  readonly from: string;
  readonly to: string;
  readonly number: number;
}

/** @throws ScenarioError when a text names no message of these nodes. */
export function messagePlace(text: string, names: readonly string[]): MessagePlace {
  const [, from, to, number] = /^([^>]+)>([^>]+)#(\d+)$/.exec(text) ?? [];
  if (from === undefined || to === undefined)
    throw new ScenarioError(`'${text}' names no message.`, "Write 'a>b#17' for the message of the link a>b with the number 17.");
  indexOfNode(from, names, 'A message');
  indexOfNode(to, names, 'A message');
  return { from, to, number: Number(number) };
}

const KEYS = keysOf<MessageChange>({ delay: true, overtaken: true, duplicate: true, value: true });

/** @throws ScenarioError with what is wrong with a change. */
export function checkMessages(messages: MessageChanges, names: readonly string[]): MessageChanges {
  for (const [message, change] of Object.entries(messages)) {
    messagePlace(message, names);
    const where = `messages['${message}']`;
    if (typeof change !== 'object' || change === null) throw new ScenarioError(`${where} is no change.`, "Write { delay: '1s' }.");
    requireKnownKeys(change, KEYS, where);
    if (change.delay !== undefined) microseconds(change.delay, `${where}.delay`);
    const { value } = change;
    if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value)))
      throw new ScenarioError(`${where}.value is no message.`, 'Write an object with the fields of the message.');
  }
  return messages;
}

/** What a run changes of single messages, as the messenger asks for it. */
export class PlannedMessages {
  readonly #changes: ReadonlyMap<string, MessageChange & { readonly later: Microseconds }>;

  constructor(messages: MessageChanges) {
    this.#changes = new Map(
      Object.entries(messages).map(([message, change]) => [message, { ...change, later: microseconds(change.delay ?? 0, 'A delay') }]),
    );
  }

  /** What is changed of the next message on a link. */
  of(link: { readonly name: string; readonly sent: number }): (MessageChange & { readonly later: Microseconds }) | undefined {
    return this.#changes.size === 0 ? undefined : this.#changes.get(`${link.name}#${link.sent}`);
  }
}

/** The message that is delivered in place of another. @throws ScenarioError when it is of another type. */
export function replaced(message: PlainObject, value: NonNullable<MessageChange['value']>, name: string): PlainObject {
  if (value['type'] !== undefined && value['type'] !== name)
    throw new ScenarioError(`A message of type '${name}' is to be delivered as '${String(value['type'])}'.`, `Leave its type '${name}'.`);
  return { ...value, type: message['type'] };
}
