import { hashPlain } from './hash.ts';
import { NotPlain } from './plain.ts';

// What the hash of each kind of value begins with; of the rest it is `hashPlain`'s.
const OBJECT = 0x3ad8025f;
const ARRAY = 0x27d4eb2f;
const MAP = 0x165667c5;
const SET = 0x5f356495;
const BYTES = 0x01c8e815;
const AGAIN = 0x7feb352d;
const HOLE = 0x68e31da4;
const FROZEN = 0x2b3a4f19;

/**
 * A 32-bit hash of plain data as code can tell it apart: of kinds, keys and values, and of which
 * places share one object, because to change one is to change the other. @throws NotPlain
 */
export function hashShape(value: unknown): number {
  return new ShapeHash().of(value);
}

class ShapeHash {
  /** The objects that were met, each with its number. */
  readonly #places = new Map<object, number>();

  of(value: unknown): number {
    return typeof value === 'object' && value !== null ? this.#ofObject(value) : hashPlain(value);
  }

  #ofObject(value: object): number {
    const place = this.#places.get(value);
    if (place !== undefined) return mixed(AGAIN, place);
    this.#places.set(value, this.#places.size);
    const hash = this.#ofContents(value);
    return Object.isExtensible(value) ? hash : mixed(hash, FROZEN);
  }

  #ofContents(value: object): number {
    if (Array.isArray(value)) {
      let hash = mixed(ARRAY, value.length);
      for (let index = 0; index < value.length; index++) hash = mixed(hash, index in value ? this.of(value[index]) : HOLE);
      return hash;
    }
    switch (Object.getPrototypeOf(value)) {
      case Object.prototype:
        return Object.entries(value).reduce((hash, [key, item]) => mixed(mixed(hash, hashPlain(key)), this.of(item)), OBJECT);
      case Map.prototype:
        return Array.from(value as Map<unknown, unknown>).reduce(
          (hash, [key, item]) => mixed(mixed(hash, this.of(key)), this.of(item)),
          MAP,
        );
      case Set.prototype:
        return Array.from(value as Set<unknown>).reduce((hash: number, item) => mixed(hash, this.of(item)), SET);
      case Uint8Array.prototype:
        return this.#ofBytes(value as Uint8Array);
      default:
        throw new NotPlain();
    }
  }

  /** Two views of one buffer show what is written through the other. */
  #ofBytes(value: Uint8Array): number {
    const { buffer, byteOffset } = value;
    const place = this.#places.get(buffer) ?? this.#places.size;
    this.#places.set(buffer, place);
    return mixed(mixed(mixed(BYTES, place), byteOffset), hashPlain(value));
  }
}

/** A hash with one more word in it; the order of words counts. */
export function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1 | 0);
  return Math.imul(product ^ (product >>> 15), 0x85ebca6b | 0) ^ (product >>> 13);
}
