import { ScenarioError } from './scenario-error.ts';
import { thrownText } from './thrown-text.ts';

/** More parts than this nobody has written. */
const MOST_PARTS = 1_000_000;
/** Deeper than this nothing that is written goes. */
const DEEPEST = 100;
const CURE = 'Write it as data: objects, lists, texts and numbers.';

export interface Reading {
  /** How deep it is read, so that what stands there is left as it is; to its ground, if absent. */
  readonly levels?: number;
  /** What it is called in errors, in front of the keys; the keys alone, if absent. */
  readonly root?: string;
}

/**
 * A copy of what an author has declared, made by reading each part once. So whatever is asked of it later is the same each time and throws
 * nothing, although it may have been written with getters, proxies or classes. Functions, Map, Set and bytes stay what they are, as do two
 * places that share one object; what is frozen is so in the copy.
 * @throws ScenarioError with the path of what cannot be read, or is no data.
 */
export function readOnce(value: unknown, path: readonly string[], { levels = Infinity, root = '' }: Reading = {}): unknown {
  return new Reader(root).read(value, path, levels);
}

class Reader {
  readonly #root: string;
  readonly #copies = new Map<object, unknown>();
  /** What encloses the part that is read. */
  readonly #inside = new Set<object>();
  #parts = 0;

  constructor(root: string) {
    this.#root = root;
  }

  read(value: unknown, path: readonly string[], levels: number): unknown {
    // A function may be a proxy that can no longer be asked anything.
    if (typeof value === 'function' && levels > 0) this.#asking(path, () => Array.isArray(value));
    if (typeof value !== 'object' || value === null || levels === 0) return value;
    if (this.#inside.has(value)) this.#refuse(path, 'contains itself');
    if (this.#copies.has(value)) return this.#copies.get(value);
    if (this.#inside.size === DEEPEST) this.#refuse(path, `is nested more than ${DEEPEST} levels deep`);
    this.#inside.add(value);
    const copy = this.#copyOf(value, path, levels);
    this.#inside.delete(value);
    this.#copies.set(value, copy);
    return copy;
  }

  #copyOf(value: object, path: readonly string[], levels: number): unknown {
    const kind = this.#asking(path, () => kindOf(value));
    if (kind === 'kept') return value;
    if (kind !== 'list' && kind !== 'object') this.#refuse(path, `is ${kind}`);
    const copy = kind === 'list' ? this.#list(value as readonly unknown[], path, levels) : this.#object(value, path, levels);
    return this.#asking(path, () => Object.isFrozen(value)) ? Object.freeze(copy) : copy;
  }

  #list(list: readonly unknown[], path: readonly string[], levels: number): unknown[] {
    const length = this.#asking(path, () => list.length);
    this.#count(length, path);
    const keys = this.#asking(path, () => Reflect.ownKeys(list));
    const extra = keys.find((key) => key !== 'length' && !(typeof key === 'string' && /^\d+$/.test(key)));
    if (extra !== undefined) this.#refuse(path, `is a list with a property, ${named(extra)}`);
    return Array.from({ length }, (_, place) => {
      const inner = [...path, String(place)];
      return this.read(
        this.#asking(inner, () => list[place]),
        inner,
        levels - 1,
      );
    });
  }

  #object(value: object, path: readonly string[], levels: number): object {
    const copy = {};
    const keys = this.#asking(path, () => Reflect.ownKeys(value));
    this.#count(keys.length, path);
    for (const key of keys) {
      if (typeof key === 'symbol') this.#refuse(path, `has a key that is a symbol, ${named(key)}`);
      const inner = [...path, key];
      const enumerable = this.#asking(inner, () => Object.getOwnPropertyDescriptor(value, key)?.enumerable);
      if (enumerable !== true) this.#refuse(inner, 'is hidden: it is not enumerable');
      const item = this.#asking(inner, () => (value as Readonly<Record<string, unknown>>)[key]);
      // A name such as `__proto__` is data like any other.
      Object.defineProperty(copy, key, {
        value: this.read(item, inner, levels - 1),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return copy;
  }

  #count(parts: number, path: readonly string[]): void {
    this.#parts += parts;
    if (this.#parts > MOST_PARTS) this.#refuse(path, `has more than ${MOST_PARTS.toLocaleString('en-US')} parts`);
  }

  /** Asks what may be code of the author's. */
  #asking<Result>(path: readonly string[], question: () => Result): Result {
    try {
      return question();
    } catch (error) {
      throw new ScenarioError(`${this.#where(path)} cannot be read: it threw ${thrownText(error)}.`, CURE, { path });
    }
  }

  #refuse(path: readonly string[], what: string): never {
    throw new ScenarioError(`${this.#where(path)} ${what}.`, CURE, { path });
  }

  #where(path: readonly string[]): string {
    const keys = path.map((key) =>
      /^\d+$/.test(key) ? `[${key}]` : /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `.${key}` : `[${named(key)}]`,
    );
    const text = `${this.#root}${keys.join('')}`;
    return text.startsWith('.') ? text.slice(1) : text;
  }
}

/** What it is, in the words of an error where it is no data. */
function kindOf(value: object): string {
  if (Array.isArray(value)) return 'list';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return 'object';
  if (isCollection(value, prototype)) return 'kept';
  const name: unknown = (prototype as { readonly constructor?: { readonly name?: unknown } }).constructor?.name;
  if (name === 'Object') return 'an object that inherits from another';
  return typeof name === 'string' && name !== '' ? `an object of the class ${name.slice(0, 80)}` : 'an object of a class';
}

/** Whether it is a Map, a Set or bytes, and not only of their class. */
function isCollection(value: object, prototype: unknown): boolean {
  try {
    if (prototype === Map.prototype) Map.prototype.has.call(value as Map<unknown, unknown>, 0);
    else if (prototype === Set.prototype) Set.prototype.has.call(value as Set<unknown>, 0);
    else return prototype === Uint8Array.prototype && ArrayBuffer.isView(value);
    return true;
  } catch {
    return false;
  }
}

function named(key: string | symbol): string {
  return typeof key === 'symbol' ? String(key) : `'${key.length > 80 ? `${key.slice(0, 80)}…` : key}'`;
}
