/**
 * Plain data: what can be copied, hashed, stored and compared. Objects without a class, arrays,
 * strings, numbers, booleans, bigints, null and undefined.
 */
export type PlainObject = Readonly<Record<string, unknown>>;

/** Thrown by `copyPlain`; `describeUnplain` says where and what. */
export class NotPlain extends Error {}

/** A copy that shares nothing with `value`. @throws NotPlain when it is not plain data. */
export function copyPlain<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol') throw new NotPlain();
    return value;
  }
  return copyObject(value as object) as Value;
}

function copyObject(value: object): object {
  if (Array.isArray(value)) {
    // A slice is one block copy; only what it holds by reference is gone through again.
    const copy = value.slice() as unknown[];
    for (let index = 0; index < copy.length; index++) {
      const item = copy[index];
      if (typeof item === 'object') {
        if (item !== null) copy[index] = copyObject(item);
      } else if (typeof item === 'function' || typeof item === 'symbol') throw new NotPlain();
    }
    return copy;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotPlain();
  // A spread clones the shape in one go, which building key by key does not.
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) {
    const item = copy[key];
    if (typeof item === 'object') {
      if (item !== null) copy[key] = copyObject(item);
    } else if (typeof item === 'function' || typeof item === 'symbol') throw new NotPlain();
  }
  return copy;
}

/** Where the first value that is not plain data stands, as `.path[0]: what it is`; undefined if all is plain. */
export function describeUnplain(value: unknown): string | undefined {
  const inside: object[] = [];
  const search = (item: unknown, path: string): string | undefined => {
    if (typeof item === 'function') return `${path || 'the value itself'} is a function`;
    if (typeof item === 'symbol') return `${path || 'the value itself'} is a symbol`;
    if (typeof item !== 'object' || item === null) return undefined;
    if (inside.includes(item)) return `${path} contains itself`;
    const prototype: unknown = Object.getPrototypeOf(item);
    if (!Array.isArray(item) && prototype !== Object.prototype && prototype !== null) {
      const name = (prototype as { constructor?: { name?: string } }).constructor?.name;
      return `${path || 'the value itself'} is ${name ? `a ${name}` : 'an object with a class'}`;
    }
    inside.push(item);
    const entries: readonly (readonly [string, unknown])[] = Array.isArray(item)
      ? item.map((element, index) => [`[${index}]`, element] as const)
      : Object.entries(item).map(([key, element]) => [`.${key}`, element] as const);
    for (const [step, element] of entries) {
      const found = search(element, path + step);
      if (found) return found;
    }
    inside.pop();
    return undefined;
  };
  return search(value, '');
}

/** Paths such as `log.3.term` at which `after` differs from `before`, the outermost that is new or gone. */
export function changedPaths(before: unknown, after: unknown): string[] {
  const paths: string[] = [];
  const compare = (a: unknown, b: unknown, path: string): void => {
    if (Object.is(a, b)) return;
    const bothObjects = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null;
    if (!bothObjects || Array.isArray(a) !== Array.isArray(b)) {
      paths.push(path);
      return;
    }
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    for (const key of keys) {
      const inner = path === '' ? key : `${path}.${key}`;
      if (Object.hasOwn(a, key) && Object.hasOwn(b, key)) {
        compare((a as PlainObject)[key], (b as PlainObject)[key], inner);
      } else paths.push(inner);
    }
  };
  compare(before, after, '');
  return paths;
}
