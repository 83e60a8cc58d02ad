import { copyPlain, NotPlain } from './plain.ts';

/**
 * Two 32-bit lanes of a multiply-and-rotate hash (the mixing constants are those of MurmurHash3,
 * Appleby 2011). Not cryptographic: it tells two runs apart, it does not withstand an adversary.
 */
export class RollingHash {
  a = 0x243f6a88 | 0;
  b = 0x85a308d3 | 0;

  mix(word: number): void {
    let a = this.a ^ Math.imul(word, 0xcc9e2d51 | 0);
    a = Math.imul((a << 13) | (a >>> 19), 5) + (0xe6546b64 | 0);
    this.a = a | 0;
    const b = this.b ^ Math.imul(word ^ a, 0x1b873593);
    this.b = (Math.imul((b << 15) | (b >>> 17), 0x85ebca6b | 0) + 0x52dce729) | 0;
  }

  /** Integers of more than 32 bits, such as simulated times, as their two halves. */
  mixInteger(value: number): void {
    this.mix(value | 0);
    this.mix((value / 0x1_0000_0000) | 0);
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    return hexadecimal(this.a) + hexadecimal(this.b);
  }
}

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** A 32-bit hash of a text (FNV-1a; Fowler, Noll and Vo). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

// What the hash of each kind of value begins with.
const OBJECT = 0x510e527f;
const ARRAY = 0x1b873593;
const MAP = 0x2c1b3c6d;
const SET = 0x297a2d39;
const BYTES = 0x165667b1;
const BIGINT = 0x71374491;
const HOLE = 0x3956c25b;
const NAN = 0x7ff80000;
const NEGATIVE_ZERO = 0x00800000;

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);

/**
 * A 32-bit hash of plain data: of kinds, keys and values. Entries count in the order in which they
 * were added, because code can see that order too. @throws NotPlain
 */
export function hashPlain(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return hashText(value);
    case 'number':
      return hashNumber(value);
    case 'boolean':
      return value ? 0x3c6ef372 : 0x1f83d9ab;
    case 'object':
      return value === null ? 0x5be0cd19 : hashObject(value);
    case 'bigint':
      return hashText(String(value)) ^ BIGINT;
    case 'undefined':
      return 0x6a09e667;
    default:
      throw new NotPlain();
  }
}

function hashNumber(value: number): number {
  if ((value | 0) === value) {
    if (value === 0 && 1 / value < 0) return NEGATIVE_ZERO;
    return Math.imul(value ^ 0x2545f491, 0x9e3779b1 | 0);
  }
  // Which of its bit patterns a NaN has differs from processor to processor.
  if (value !== value) return NAN;
  float[0] = value;
  return Math.imul(words[0]! ^ Math.imul(words[1]!, 0x85ebca6b | 0), 0xc2b2ae35 | 0);
}

function hashObject(value: object): number {
  if (Array.isArray(value)) {
    let hash = ARRAY;
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      hash = combine(hash, item === undefined && !(index in value) ? HOLE : hashPlain(item));
    }
    return combine(hash, value.length);
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return hashCollection(value);
  let hash = OBJECT;
  let count = 0;
  for (const key in value) {
    hash = combine(combine(hash, hashKey(key)), hashPlain((value as Record<string, unknown>)[key]));
    count += 1;
  }
  return combine(hash, count);
}

function hashCollection(value: object): number {
  if (value instanceof Map) {
    let hash = MAP;
    for (const [key, item] of value) hash = combine(combine(hash, hashPlain(key)), hashPlain(item));
    return combine(hash, value.size);
  }
  if (value instanceof Set) {
    let hash = SET;
    for (const item of value) hash = combine(hash, hashPlain(item));
    return combine(hash, value.size);
  }
  if (value instanceof Uint8Array) {
    let hash = BYTES;
    for (let index = 0; index < value.length; index++) hash = combine(hash, value[index]!);
    return combine(hash, value.length);
  }
  throw new NotPlain();
}

function combine(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x85ebca6b | 0);
  return (mixed ^ (mixed >>> 15)) | 0;
}

/**
 * Copies and hashes plain data in one walk, because every message needs both. The copy is what
 * would arrive over a wire: it shares nothing, not even what is frozen.
 */
export class Isolator {
  /** What `hashPlain` would say of the last value that was isolated. */
  hash = 0;
  /** The objects inside of the value that were met, and their copies: sharing within a message stays. */
  readonly #met: object[] = [];
  readonly #made: object[] = [];
  /** The keys of the last walk with their hashes, because one message is often like the last. */
  readonly #keys: string[] = [];
  readonly #keyHashes: number[] = [];
  #place = 0;

  /** A copy that shares nothing with `value`. @throws NotPlain when it is not plain data. */
  isolate<Value>(value: Value): Value {
    this.#place = 0;
    if (this.#met.length > 0) {
      this.#met.length = 0;
      this.#made.length = 0;
    }
    return this.#isolate(value) as Value;
  }

  #hashKey(key: string): number {
    const place = this.#place++;
    if (this.#keys[place] === key) return this.#keyHashes[place]!;
    const hash = hashKey(key);
    // A message without end would make the list so.
    if (place < 64) {
      this.#keys[place] = key;
      this.#keyHashes[place] = hash;
    }
    return hash;
  }

  #isolate(value: unknown): unknown {
    if (typeof value === 'object' && value !== null) return this.#isolateObject(value);
    if (typeof value === 'function' || typeof value === 'symbol') throw new NotPlain();
    this.hash = hashPlain(value);
    return value;
  }

  /** An object that stands inside of another may stand there twice. */
  #isolateInner(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return this.#isolate(value);
    const at = this.#met.indexOf(value);
    if (at >= 0) {
      const known = this.#made[at]!;
      if (this.#made[at] === PENDING) throw new NotPlain();
      this.hash = hashPlain(known);
      return known;
    }
    const place = this.#met.push(value) - 1;
    this.#made.push(PENDING);
    const copy = this.#isolateObject(value);
    this.#made[place] = copy;
    return copy;
  }

  #isolateObject(value: object): object {
    if (Array.isArray(value)) {
      let hash = ARRAY;
      const copy = value.slice() as unknown[];
      for (let index = 0; index < copy.length; index++) {
        const item = copy[index];
        if (typeof item === 'object' && item !== null) copy[index] = this.#isolateInner(item);
        else if (item === undefined && !(index in copy)) this.hash = HOLE;
        else this.#isolate(item);
        hash = combine(hash, this.hash);
      }
      this.hash = combine(hash, copy.length);
      return copy;
    }
    if (Object.getPrototypeOf(value) !== Object.prototype) return this.#isolateCollection(value);
    let hash = OBJECT;
    // A spread clones the shape in one go, which building key by key does not.
    const copy: Record<string, unknown> = { ...value };
    let count = 0;
    for (const key in copy) {
      const item = copy[key];
      count += 1;
      hash = combine(hash, this.#hashKey(key));
      if (typeof item === 'number') hash = combine(hash, hashNumber(item));
      else if (typeof item === 'string') hash = combine(hash, hashText(item));
      else {
        if (typeof item === 'object' && item !== null) copy[key] = this.#isolateInner(item);
        else this.#isolate(item);
        hash = combine(hash, this.hash);
      }
    }
    this.hash = combine(hash, count);
    return copy;
  }

  #isolateCollection(value: object): object {
    switch (Object.getPrototypeOf(value)) {
      case Map.prototype: {
        let hash = MAP;
        const copy = new Map<unknown, unknown>();
        for (const [key, item] of value as Map<unknown, unknown>) {
          const keyCopy = this.#isolateInner(key);
          hash = combine(hash, this.hash);
          copy.set(keyCopy, this.#isolateInner(item));
          hash = combine(hash, this.hash);
        }
        this.hash = combine(hash, copy.size);
        return copy;
      }
      case Set.prototype: {
        let hash = SET;
        const copy = new Set<unknown>();
        for (const item of value as Set<unknown>) {
          copy.add(this.#isolateInner(item));
          hash = combine(hash, this.hash);
        }
        this.hash = combine(hash, copy.size);
        return copy;
      }
      default: {
        const copy = copyPlain(value);
        this.hash = hashPlain(copy);
        return copy;
      }
    }
  }
}

/** Stands for the copy of an object that is being copied: to meet it again means that the object contains itself. */
const PENDING: object = Object.freeze({});

/** The same few field names are hashed millions of times; a pure function may keep its answers. */
const keyHashes = new Map<string, number>();

/** `hashText`, remembered: for field names, message types and other texts that recur. */
export function hashKey(key: string): number {
  let hash = keyHashes.get(key);
  if (hash === undefined) {
    hash = hashText(key);
    // Texts that handlers compute could be endlessly many, so the table stops growing.
    if (keyHashes.size < 10_000) keyHashes.set(key, hash);
  }
  return hash;
}
