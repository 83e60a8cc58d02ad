import { hashText, RollingHash } from './hash.ts';

const MASK = (1n << 64n) - 1n;

/**
 * A hash over things that have each a name, whatever their order: the sum of their hashes, modulo 2^64, so
 * that the hash of a whole is the sum of those of its parts (Bellare and Micciancio's AdHash, 1997; like
 * all hashes here it does not withstand an adversary).
 */
export class OrderFreeHash {
  #sum = 0n;

  /** Adds a thing, by its number and a hash over what it is. */
  add(number: number, hash: string): void {
    const mixed = new RollingHash();
    mixed.mixInteger(number);
    mixed.mix(hashText(hash));
    this.addAll(mixed.digest());
  }

  /** Adds all that another one has added. */
  addAll(digest: string): void {
    this.#sum = (this.#sum + BigInt(`0x${digest}`)) & MASK;
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    return this.#sum.toString(16).padStart(16, '0');
  }
}
