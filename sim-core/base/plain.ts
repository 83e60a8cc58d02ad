/**
 * Plain data: what states, messages, disk values, memories of properties and operations are made of,
 * because it can be copied, hashed, stored and compared. Objects without a class, arrays, strings,
 * numbers, booleans, null, undefined, bigints, Map, Set and Uint8Array.
 *
 * A copy keeps what code can see: two places that share one object go on sharing its copy, holes and
 * the order of keys stay, and what is frozen through and through is a value, which is not copied at
 * all, so that a state may be compared with a constant.
 */
export type PlainObject = Readonly<Record<string, unknown>>;

/** Thrown by `copyPlain`; `describeUnplain` says where and what. */
export class NotPlain extends Error {}

// The objects that the copy under way has met inside of its value, and their copies. They belong to
// nobody between two calls; one list each, reused, because copies are made millions of times.
/** Up to so many objects a search through the list costs less than a Map. */
const FEW = 64;
const met = new Array<object>(FEW).fill({});
const made = new Array<object>(FEW).fill({});
let count = 0;
let index: Map<object, object> | undefined;

/** A copy that shares nothing that can change with `value`. @throws NotPlain when it is not plain data. */
export function copyPlain<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol') throw new NotPlain();
    return value;
  }
  count = 0;
  index = undefined;
  return copyOf(value as object) as Value;
}

/** How a part of a checkpoint copies what it holds. */
export type Copy = <Value>(value: Value) => Value;

/**
 * Copies of several values, one after the other: where two of them share an object, their copies share
 * one too.
 */
export function copyTogether(): Copy {
  const together = new Map<object, object>();
  return (value) => {
    if (typeof value !== 'object' || value === null) return copyPlain(value);
    count = 0;
    index = together;
    const copy = copyOf(value);
    for (let at = 0; at < count; at++) together.set(met[at]!, made[at]!);
    return copy as typeof value;
  };
}

function copyOf(value: object): object {
  const known = copyMet(value);
  if (known !== undefined) return known;
  if (Object.isExtensible(value)) return copyFresh(value);
  if (isValue(value)) return value;
  if (!Object.isFrozen(value)) throw new NotPlain();
  return Object.freeze(copyFresh(value));
}

function copyMet(value: object): object | undefined {
  for (let at = 0; at < count; at++) if (met[at] === value) return made[at];
  return index?.get(value);
}

function remember(value: object, copy: object): void {
  if (count < FEW) {
    met[count] = value;
    made[count++] = copy;
  } else (index ??= new Map()).set(value, copy);
}

function copyFresh(value: object): object {
  if (Array.isArray(value)) {
    // A slice is one block copy; only what it holds by reference is gone through again.
    const copy = value.slice() as unknown[];
    remember(value, copy);
    for (let at = 0; at < copy.length; at++) {
      const item = copy[at];
      if (typeof item === 'object') {
        if (item !== null) copy[at] = copyOf(item);
      } else if (typeof item === 'function' || typeof item === 'symbol') throw new NotPlain();
    }
    return copy;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return copyCollection(value);
  // A spread clones the shape in one go, which building key by key does not.
  const copy: Record<string, unknown> = { ...value };
  remember(value, copy);
  for (const key in copy) {
    const item = copy[key];
    if (typeof item === 'object') {
      if (item !== null) copy[key] = copyOf(item);
    } else if (typeof item === 'function' || typeof item === 'symbol') throw new NotPlain();
  }
  return copy;
}

function copyCollection(value: object): object {
  switch (Object.getPrototypeOf(value)) {
    case Map.prototype: {
      const copy = new Map<unknown, unknown>();
      remember(value, copy);
      for (const [key, item] of value as Map<unknown, unknown>) copy.set(copyItem(key), copyItem(item));
      return copy;
    }
    case Set.prototype: {
      const copy = new Set<unknown>();
      remember(value, copy);
      for (const item of value as Set<unknown>) copy.add(copyItem(item));
      return copy;
    }
    case Uint8Array.prototype: {
      const { buffer, byteOffset, length } = value as Uint8Array;
      const copy = new Uint8Array(copyBuffer(buffer), byteOffset, length);
      remember(value, copy);
      return copy;
    }
    default:
      throw new NotPlain();
  }
}

/** Two views of one buffer go on sharing it. */
function copyBuffer(buffer: ArrayBufferLike): ArrayBuffer {
  const known = copyMet(buffer);
  if (known !== undefined) return known as ArrayBuffer;
  const copy = buffer.slice(0) as ArrayBuffer;
  remember(buffer, copy);
  return copy;
}

function copyItem(item: unknown): unknown {
  if (typeof item === 'object') return item === null ? null : copyOf(item);
  if (typeof item === 'function' || typeof item === 'symbol') throw new NotPlain();
  return item;
}

/** What is known to be frozen through and through; a pure question may keep its answers. */
const values = new WeakSet<object>();

/** Whether an object is frozen and all that it holds is too, so that it is as good as a number. */
function isValue(value: object): boolean {
  if (values.has(value)) return true;
  const looked = new Set<object>();
  if (!isFrozenThrough(value, looked)) return false;
  for (const item of looked) values.add(item);
  return true;
}

function isFrozenThrough(value: object, looked: Set<object>): boolean {
  if (looked.has(value)) return true;
  looked.add(value);
  // A Map or Set that is frozen can be changed all the same.
  if (!Object.isFrozen(value) || (Object.getPrototypeOf(value) !== Object.prototype && !Array.isArray(value))) return false;
  return Reflect.ownKeys(value).every((key) => {
    const item = (value as Record<string | symbol, unknown>)[key];
    if (typeof item === 'symbol' || typeof item === 'function') return false;
    return typeof item !== 'object' || item === null || isFrozenThrough(item, looked);
  });
}
