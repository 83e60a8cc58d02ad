import type { SeenValue } from '../protocol.ts';

/** So much of one value is copied, and so much at one line, counted in fields and items. */
const MOST_OF_VALUE = 4_000;
const MOST_AT_LINE = 20_000;
const DEEPEST = 40;
/** So much of a string is copied. */
const LONGEST = 20_000;
/** So many fields and items are told of what is not copied. */
const TOLD = 8;

const mapSize = Object.getOwnPropertyDescriptor(Map.prototype, 'size')!.get!;
const setSize = Object.getOwnPropertyDescriptor(Set.prototype, 'size')!.get!;
const { forEach: eachOfMap } = Map.prototype;
const { forEach: eachOfSet } = Set.prototype;

/** Thrown where a value cannot be copied. */
const NOT_COPIED = {};

/** Makes copies of what variables hold without calling any code of the user's: neither getters nor proxies answer. */
export class Portraits {
  readonly #proxies: WeakSet<object>;
  #left = MOST_AT_LINE;
  #leftOfValue = 0;

  constructor(proxies: WeakSet<object>) {
    this.#proxies = proxies;
  }

  /** Another line begins. */
  begin(): void {
    this.#left = MOST_AT_LINE;
  }

  /** What a variable holds; `self` is told as what it is. */
  of(read: () => unknown, self: unknown): SeenValue {
    let value: unknown;
    try {
      value = read();
    } catch {
      // A variable that has not been declared yet.
      return { absent: true };
    }
    if (value === self) return { text: 'what this node can do' };
    this.#leftOfValue = Math.min(MOST_OF_VALUE, this.#left);
    const room = this.#leftOfValue;
    try {
      return { value: this.#copy(value, 0) };
    } catch (error) {
      if (error !== NOT_COPIED) throw error;
      return { text: this.#told(value) };
    } finally {
      this.#left -= room - Math.max(0, this.#leftOfValue);
    }
  }

  #copy(value: unknown, depth: number): unknown {
    if (--this.#leftOfValue < 0 || depth > DEEPEST) throw NOT_COPIED;
    if (typeof value === 'string') {
      if (value.length > LONGEST) throw NOT_COPIED;
      return value;
    }
    if (typeof value === 'symbol' || typeof value === 'function') throw NOT_COPIED;
    if (typeof value !== 'object' || value === null) return value;
    if (this.#proxies.has(value)) throw NOT_COPIED;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (Array.isArray(value)) return this.#array(value, depth);
    if (prototype === Object.prototype || prototype === null) return this.#object(value, depth);
    if (prototype === Map.prototype) {
      const copy = new Map<unknown, unknown>();
      eachOfMap.call(value as Map<unknown, unknown>, (item, key) => copy.set(this.#copy(key, depth + 1), this.#copy(item, depth + 1)));
      return copy;
    }
    if (prototype === Set.prototype) {
      const copy = new Set<unknown>();
      eachOfSet.call(value as Set<unknown>, (item) => copy.add(this.#copy(item, depth + 1)));
      return copy;
    }
    if (prototype === Uint8Array.prototype && (value as Uint8Array).length <= LONGEST) return new Uint8Array(value as Uint8Array);
    throw NOT_COPIED;
  }

  #array(value: readonly unknown[], depth: number): unknown[] {
    if (value.length > this.#leftOfValue) throw NOT_COPIED;
    return Array.from({ length: value.length }, (_, index) => {
      const own = Object.getOwnPropertyDescriptor(value, index);
      if (own && !('value' in own)) throw NOT_COPIED;
      return this.#copy(own?.value, depth + 1);
    });
  }

  #object(value: object, depth: number): object {
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const own = Object.getOwnPropertyDescriptor(value, key)!;
      if (!('value' in own)) throw NOT_COPIED;
      // Defined and not assigned: the name may be `__proto__`.
      Object.defineProperty(copy, key, { value: this.#copy(own.value, depth + 1), writable: true, enumerable: true, configurable: true });
    }
    return copy;
  }

  /** What is too large or no plain data, in a few words. */
  #told(value: unknown, deep = false): string {
    if (typeof value === 'string')
      return value.length > 60 ? `${JSON.stringify(value.slice(0, 60))}… (${value.length} characters)` : JSON.stringify(value);
    if (typeof value === 'function') return this.#proxies.has(value) ? 'a Proxy' : `function ${nameIn(value)}`.trim();
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null) return String(value);
    if (this.#proxies.has(value)) return 'a Proxy';
    if (Array.isArray(value)) return `Array(${value.length})`;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Map.prototype) return `Map(${mapSize.call(value)})`;
    if (prototype === Set.prototype) return `Set(${setSize.call(value)})`;
    const name = typeof prototype === 'object' && prototype !== null ? classOf(prototype) : '';
    if (deep) return name === '' || name === 'Object' ? '{…}' : name;
    const keys = Object.keys(value);
    const fields = keys.slice(0, TOLD).map((key) => {
      const own = Object.getOwnPropertyDescriptor(value, key)!;
      return `${key}: ${'value' in own ? this.#told(own.value, true) : 'computed'}`;
    });
    return `${name === 'Object' ? '' : `${name} `}{${[...fields, ...(keys.length > TOLD ? ['…'] : [])].join(', ')}}`.trim();
  }
}

function classOf(prototype: object): string {
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof made === 'function' ? nameIn(made) : '';
}

function nameIn(made: object): string {
  const name: unknown = Object.getOwnPropertyDescriptor(made, 'name')?.value;
  return typeof name === 'string' ? name : '';
}
