/**
 * Where the first value that is not plain data stands and what it is, as `peers[2].socket is a
 * function`; undefined if all is plain. It looks at every property's descriptor, and so costs more
 * than a copy.
 */
export function describeUnplain(value: unknown, root = ''): string | undefined {
  return new Search().look(value, root);
}

class Search {
  /** What encloses the value that is looked at: plain data may share, and does not contain itself. */
  readonly #inside = new Set<object>();
  readonly #done = new Set<object>();

  look(value: unknown, path: string): string | undefined {
    const here = path === '' ? 'the value itself' : path;
    if (typeof value === 'function') return `${here} is a function`;
    if (typeof value === 'symbol') return `${here} is a symbol`;
    if (typeof value !== 'object' || value === null) return undefined;
    if (this.#inside.has(value)) return `${here} contains itself`;
    if (this.#done.has(value)) return undefined;
    this.#inside.add(value);
    const found = this.#lookInto(value, path, here);
    this.#inside.delete(value);
    this.#done.add(value);
    return found;
  }

  #lookInto(value: object, path: string, here: string): string | undefined {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null) return `${here} has no prototype`;
    if (Array.isArray(value)) {
      if (prototype !== Array.prototype) return `${here} is ${className(prototype)}`;
    } else if (prototype === Map.prototype || prototype === Set.prototype || prototype === Uint8Array.prototype) {
      return this.#lookIntoCollection(value as Map<unknown, unknown> | Set<unknown> | Uint8Array, here);
    } else if (prototype !== Object.prototype) return `${here} is ${className(prototype)}`;
    if (!Object.isExtensible(value) && !Object.isFrozen(value)) return `${here} is sealed, but not frozen`;
    return this.#lookIntoProperties(value, path, here);
  }

  #lookIntoProperties(value: object, path: string, here: string): string | undefined {
    for (const key of Reflect.ownKeys(value)) {
      if (typeof key === 'symbol') return `${here} has a key that is a symbol, ${String(key)}`;
      const isIndex = Array.isArray(value) && /^\d+$/.test(key);
      if (Array.isArray(value) && !isIndex) {
        if (key === 'length') continue;
        return `${here} is an array with a property, ${key}`;
      }
      const step = isIndex ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      const { enumerable, get, set, value: item } = Object.getOwnPropertyDescriptor(value, key)!;
      if (get || set) return `${step} is an accessor`;
      if (!enumerable) return `${step} is hidden: it is not enumerable`;
      const found = this.look(item, step);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #lookIntoCollection(value: Map<unknown, unknown> | Set<unknown> | Uint8Array, here: string): string | undefined {
    if (value instanceof Uint8Array) return undefined;
    if (!Object.isExtensible(value)) return `${here} is a ${value instanceof Map ? 'Map' : 'Set'} that belongs to a module; copy it`;
    const [extra] = Reflect.ownKeys(value);
    if (extra !== undefined) return `${here} is a ${value instanceof Map ? 'Map' : 'Set'} with a property, ${String(extra)}`;
    let at = 0;
    for (const [key, item] of value.entries()) {
      const step = value instanceof Map ? `${here}.get(${keyText(key)})` : `${here}[item ${at}]`;
      const found = this.look(item, step) ?? (value instanceof Map ? this.look(key, `the key ${at} of ${here}`) : undefined);
      if (found !== undefined) return found;
      at += 1;
    }
    return undefined;
  }
}

function className(prototype: unknown): string {
  const name = (prototype as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && name !== '' ? `a ${name}` : 'an object with a class';
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? `'${key}'` : typeof key === 'object' ? '…' : String(key);
}
