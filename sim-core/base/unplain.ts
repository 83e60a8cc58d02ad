/**
 * Where the first value that is not plain data stands and what it is, as `peers[2].socket is a
 * function`; undefined if all is plain. It looks at every property's descriptor, and so costs more
 * than a copy.
 */
export function describeUnplain(value: unknown, root = ''): string | undefined {
  return new Search().find(value, root);
}

/** Deeper than this a value cannot be copied on every engine. */
const DEEPEST = 1_000;
/** With more items nothing can be looked through, nor copied at each checkpoint. */
const MOST_ITEMS = 10_000_000;

/** From where something stands to where a part of it stands. */
type Step = (path: string) => string;

class Search {
  /** What encloses the value that is looked at: plain data may share, and does not contain itself. */
  readonly #inside = new Set<object>();
  readonly #done = new Set<object>();
  /** The steps from what was found out to the root: almost nothing is ever found, so that no path is built before. */
  readonly #steps: Step[] = [];

  find(value: unknown, root: string): string | undefined {
    const found = this.#look(value);
    return found && `${shortened(here(this.#steps.reduceRight((path, step) => step(path), root)))} ${found}`;
  }

  /** What is wrong with it, or with a part of it to which the steps lead. */
  #look(value: unknown): string | undefined {
    if (typeof value === 'function') return 'is a function';
    if (typeof value === 'symbol') return 'is a symbol';
    if (typeof value !== 'object' || value === null) return undefined;
    if (this.#inside.has(value)) return 'contains itself';
    if (this.#done.has(value)) return undefined;
    if (this.#inside.size === DEEPEST) return `is nested more than ${DEEPEST} levels deep`;
    this.#inside.add(value);
    const found = this.#lookInto(value);
    this.#inside.delete(value);
    this.#done.add(value);
    return found;
  }

  #at(step: Step, found: string): string {
    this.#steps.push(step);
    return found;
  }

  #lookInto(value: object): string | undefined {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null) return 'has no prototype';
    if (Array.isArray(value)) {
      if (prototype !== Array.prototype) return `is ${className(prototype)}`;
      if (value.length > MOST_ITEMS) return `is an array of ${value.length} items, of at most ${MOST_ITEMS}`;
    } else if (prototype === Map.prototype || prototype === Set.prototype || prototype === Uint8Array.prototype) {
      return this.#lookIntoCollection(value as Map<unknown, unknown> | Set<unknown> | Uint8Array);
    } else if (prototype !== Object.prototype) return `is ${className(prototype)}`;
    if (!Object.isExtensible(value) && !Object.isFrozen(value)) return 'is sealed, but not frozen';
    return this.#lookIntoProperties(value);
  }

  #lookIntoProperties(value: object): string | undefined {
    const isArray = Array.isArray(value);
    for (const key of Reflect.ownKeys(value)) {
      if (typeof key === 'symbol') return `has a key that is a symbol, ${String(key)}`;
      if (isArray && !/^\d+$/.test(key)) {
        if (key === 'length') continue;
        return `is an array with a property, ${key}`;
      }
      const { enumerable, get, set, value: item } = Object.getOwnPropertyDescriptor(value, key)!;
      const found = get || set ? 'is an accessor' : enumerable ? this.#look(item) : 'is hidden: it is not enumerable';
      if (found !== undefined) return this.#at((path) => (isArray ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`), found);
    }
    return undefined;
  }

  #lookIntoCollection(value: Map<unknown, unknown> | Set<unknown> | Uint8Array): string | undefined {
    if (value instanceof Uint8Array) return undefined;
    const kind = value instanceof Map ? 'Map' : 'Set';
    if (!Object.isExtensible(value)) return `is a ${kind} that belongs to a module; copy it`;
    const [extra] = Reflect.ownKeys(value);
    if (extra !== undefined) return `is a ${kind} with a property, ${String(extra)}`;
    let at = 0;
    for (const [key, item] of value.entries()) {
      const place = at;
      let found = this.#look(item);
      if (found !== undefined)
        return this.#at((path) => `${here(path)}${kind === 'Map' ? `.get(${keyText(key)})` : `[item ${place}]`}`, found);
      if (kind === 'Map') found = this.#look(key);
      if (found !== undefined) return this.#at((path) => `the key ${place} of ${here(path)}`, found);
      at += 1;
    }
    return undefined;
  }
}

/** The end of a way that is long, behind its beginning. */
function shortened(path: string): string {
  return path.length > 200 ? `${path.slice(0, 80)}…${path.slice(-80)}` : path;
}

/** How a place is called. */
function here(path: string): string {
  return path === '' ? 'the value itself' : path;
}

function className(prototype: unknown): string {
  const name = (prototype as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && name !== '' ? `a ${name}` : 'an object with a class';
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? `'${key}'` : typeof key === 'object' ? '…' : String(key);
}
