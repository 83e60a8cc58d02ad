import { copyPlain, type PlainObject } from '../../base/plain.ts';

/** What a memory's part of a checkpoint holds. */
export interface LiarMemoryState {
  readonly sent: readonly (readonly [type: string, messages: readonly PlainObject[]])[];
  readonly seen: readonly (readonly [field: string, values: readonly unknown[]])[];
  readonly past: { readonly life: number; readonly state: PlainObject } | undefined;
}

/** So many messages of a type, and values of a field, are kept: the latest. */
const MOST = 16;

/** What somebody who lies keeps in mind beyond the node's own state; a crash of the node does not make it forget. */
export class LiarMemory {
  #sent = new Map<string, PlainObject[]>();
  #seen = new Map<string, unknown[]>();
  #past: LiarMemoryState['past'];

  /** Messages of a type that the node meant to send before, in their order. */
  sent(type: string): readonly PlainObject[] {
    return this.#sent.get(type) ?? [];
  }

  /** Numbers and texts that stood in a field of what was sent or heard, each once. */
  seen(field: string): readonly unknown[] {
    return this.#seen.get(field) ?? [];
  }

  /** The state as it was when this life of the node, or the lie, began; undefined before the first message of a life. */
  get past(): PlainObject | undefined {
    return this.#past?.state;
  }

  /** A life of the node is under way, whose state is this. */
  lives(life: number, state: unknown): void {
    if (this.#past?.life === life || typeof state !== 'object' || state === null) return;
    this.#past = { life, state: copyPlain(state as PlainObject) };
  }

  keepSent(type: string, message: PlainObject): void {
    // Its receiver may change the message itself.
    keep(this.#sent, type, copyPlain(message));
  }

  keepValues(value: unknown, field?: string): void {
    if (typeof value !== 'object' || value === null) {
      if (field === undefined || field === 'type' || (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'string'))
        return;
      if (!this.seen(field).includes(value)) keep(this.#seen, field, value);
    } else if (Array.isArray(value) || value instanceof Set) {
      for (const item of value as Iterable<unknown>) this.keepValues(item, field);
    } else if (value instanceof Map) {
      for (const [key, item] of value as ReadonlyMap<unknown, unknown>) this.keepValues(item, typeof key === 'string' ? key : field);
    } else if (!(value instanceof Uint8Array)) for (const [key, item] of Object.entries(value)) this.keepValues(item, key);
  }

  save(): LiarMemoryState {
    const copy = <Value>(map: ReadonlyMap<string, Value[]>): [string, Value[]][] =>
      Array.from(map, ([key, values]) => [key, values.slice()]);
    return { sent: copy(this.#sent), seen: copy(this.#seen), past: this.#past };
  }

  load({ sent, seen, past }: LiarMemoryState): void {
    this.#sent = new Map(sent.map(([type, messages]) => [type, messages.slice()]));
    this.#seen = new Map(seen.map(([field, values]) => [field, values.slice()]));
    this.#past = past;
  }
}

function keep<Value>(into: Map<string, Value[]>, key: string, value: Value): void {
  const kept = into.get(key);
  if (!kept) into.set(key, [value]);
  else if (kept.push(value) > MOST) kept.shift();
}
