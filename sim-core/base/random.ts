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

/** One named stream of random numbers, which follows from the seed and its name alone. */
export class RandomStream {
  readonly #name: string;
  #generator: ReturnType<typeof alea>;
  #drawn = 0;

  constructor(seed: number, name: string) {
    // The fixed-width form keeps seeds apart that would otherwise share a prefix.
    this.#name = `${seed.toString(16).padStart(16, '0')}/${name}`;
    this.#generator = alea(this.#name, { state: true });
  }

  /** At least 0 and less than 1. */
  next(): number {
    this.#drawn += 1;
    return this.#generator();
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
    return betweenOf(() => this.next(), from, to);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A positive number, exponentially distributed around `mean`. */
  exponential(mean: number): number {
    return exponentialOf(this.next(), mean);
  }

  save(): StreamState {
    const { c, s0, s1, s2 } = this.#generator.state();
    return { c, s0, s1, s2, drawn: this.#drawn };
  }

  load({ c, s0, s1, s2, drawn }: StreamState): void {
    if (![c, s0, s1, s2, drawn].every(Number.isFinite)) {
      throw new RangeError('A random stream was restored from a state that is not one.');
    }
    this.#generator = alea('', { state: { c, s0, s1, s2 } });
    this.#drawn = drawn;
  }

  /** How many numbers have been drawn. */
  get drawn(): number {
    return this.#drawn;
  }

  /** Back to where so many numbers had been drawn. */
  rewind(drawn: number): void {
    if (this.#drawn === drawn) return;
    this.#generator = alea(this.#name, { state: true });
    this.#drawn = 0;
    while (this.#drawn < drawn) this.next();
  }
}

/** What a number that is evenly distributed from 0 to 1 is in an exponential distribution with this mean. */
export function exponentialOf(even: number, mean: number): number {
  return -mean * naturalLogarithm(1 - even);
}

/** An integer from `from` to `to`, made of numbers that are evenly distributed from 0 to 1. */
export function betweenOf(next: () => number, from: number, to: number): number {
  const count = to - from + 1;
  // One draw has 32 bits; only a wider range is worth a second one.
  if (count <= 0x1_0000_0000) return from + Math.floor(next() * count);
  return from + Math.floor((next() + Math.floor(next() * 0x20_0000) * 2 ** -53) * count);
}
