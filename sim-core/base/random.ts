/// <reference path="./alea.d.ts" />
import alea from 'seedrandom/lib/alea.js';
import { naturalLogarithm } from './logarithm.ts';

/** The state of a stream, as plain data. */
export interface StreamState {
  readonly c: number;
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
  /** How many numbers have been drawn. */
  readonly drawn: number;
}

/** What all streams of a seed begin with: 64 bits that `seedrandom` makes of it. */
export class Seed {
  readonly high: number;
  readonly low: number;

  constructor(seed: number) {
    // The fixed-width form keeps seeds apart that would otherwise share a prefix.
    const root = alea(seed.toString(16).padStart(16, '0'), { state: true });
    this.high = (root() * TWO_TO_32) | 0;
    this.low = (root() * TWO_TO_32) | 0;
  }
}

/**
 * One named stream of random numbers, which follows from the seed and its name alone.
 *
 * It is the generator Alea of the package `seedrandom`, whose state is a few numbers. A run has dozens
 * of streams and most draw a few numbers only, so that the package's own way to begin one, which mixes
 * a text three times over and makes five functions, was most of what a short run cost. A stream begins
 * from a hash of the seed's 64 bits and its name instead, and goes on as the package does.
 */
export class RandomStream {
  readonly #seed: Seed;
  readonly #name: string;
  #c = 1;
  #s0 = 0;
  #s1 = 0;
  #s2 = 0;
  #drawn = 0;

  constructor(seed: Seed | number, name: string) {
    this.#seed = typeof seed === 'number' ? new Seed(seed) : seed;
    this.#name = name;
    this.#begin();
  }

  /** Mixes so that no two pairs of seed and hashed name begin alike: each step can be undone. */
  #begin(): void {
    const name = this.#name;
    let [a, b] = [0x243f6a88 | 0, 0x85a308d3 | 0];
    for (let at = 0; at < name.length; at++) {
      const code = name.charCodeAt(at);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(((b << 7) | (b >>> 25)) ^ code, 0x85ebca6b | 0);
    }
    const s0 = avalanche(this.#seed.high ^ avalanche(a));
    const s1 = avalanche(this.#seed.low ^ avalanche(b) ^ s0);
    const s2 = avalanche(((s1 << 13) | (s1 >>> 19)) + Math.imul(s0, 0x9e3779b1 | 0));
    this.#c = 1;
    this.#s0 = (s0 >>> 0) / TWO_TO_32;
    this.#s1 = (s1 >>> 0) / TWO_TO_32;
    this.#s2 = (s2 >>> 0) / TWO_TO_32;
    this.#drawn = 0;
  }

  /** At least 0 and less than 1. */
  next(): number {
    this.#drawn += 1;
    // One step of Alea (Baagøe 2010), a multiply-with-carry generator.
    const sum = 2_091_639 * this.#s0 + this.#c / TWO_TO_32;
    this.#s0 = this.#s1;
    this.#s1 = this.#s2;
    this.#c = sum | 0;
    this.#s2 = sum - this.#c;
    return this.#s2;
  }

  /**
   * The number at a position of the stream, counted from 0. What a message meets depends on which
   * message of its link it is, and not on how often somebody drew for an earlier one: that is what
   * leaves every other draw as it was when a fault is added or removed.
   * @throws RangeError for a position that lies behind.
   */
  at(position: number): number {
    if (position < this.#drawn) throw new RangeError(`The stream ${this.#name} has passed its position ${position}.`);
    while (this.#drawn < position) this.next();
    return this.next();
  }

  /** An integer, at least 0 and less than `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** An integer, at least `from` and at most `to`. */
  between(from: number, to: number): number {
    const count = to - from + 1;
    return count <= TWO_TO_32 ? from + Math.floor(this.next() * count) : betweenOf(() => this.next(), from, to);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A positive number, exponentially distributed around `mean`. */
  exponential(mean: number): number {
    return exponentialOf(this.next(), mean);
  }

  save(): StreamState {
    return { c: this.#c, s0: this.#s0, s1: this.#s1, s2: this.#s2, drawn: this.#drawn };
  }

  load({ c, s0, s1, s2, drawn }: StreamState): void {
    if (![c, s0, s1, s2, drawn].every(Number.isFinite)) {
      throw new RangeError('A random stream was restored from a state that is not one.');
    }
    this.#c = c;
    this.#s0 = s0;
    this.#s1 = s1;
    this.#s2 = s2;
    this.#drawn = drawn;
  }

  /** How many numbers have been drawn. */
  get drawn(): number {
    return this.#drawn;
  }

  /** Back to where so many numbers had been drawn. */
  rewind(drawn: number): void {
    if (this.#drawn === drawn) return;
    this.#begin();
    while (this.#drawn < drawn) this.next();
  }
}

const TWO_TO_32 = 0x1_0000_0000;

/** Spreads each bit of a word over all of them, one to one (the finalizer of MurmurHash3, Appleby 2011). */
function avalanche(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b | 0);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35 | 0);
  return mixed ^ (mixed >>> 16);
}

/** What a number that is evenly distributed from 0 to 1 is in an exponential distribution with this mean. */
export function exponentialOf(even: number, mean: number): number {
  return -mean * naturalLogarithm(1 - even);
}

/** An integer from `from` to `to`, made of numbers that are evenly distributed from 0 to 1. */
export function betweenOf(next: () => number, from: number, to: number): number {
  const count = to - from + 1;
  // One draw has 32 bits; only a wider range is worth a second one.
  if (count <= TWO_TO_32) return from + Math.floor(next() * count);
  return from + Math.floor((next() + Math.floor(next() * 0x20_0000) * (Number.EPSILON / 2)) * count);
}
