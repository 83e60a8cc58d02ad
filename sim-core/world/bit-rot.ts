import type { Microseconds } from '../base/units.ts';
import type { Reach } from './disk-troubles.ts';

/** What lies under a key is another value than what was written there, after `from` and up to `to`. */
interface Rot {
  readonly name: string;
  readonly key: string;
  /** It never changes, so that it is shared. */
  readonly value: unknown;
  /** A checksum tells whoever reads it. */
  readonly isFound: boolean;
  readonly from: Microseconds;
  readonly to: Microseconds;
}

/** What a disk's rot's part of a checkpoint holds. */
export type BitRotState = readonly Rot[];

/**
 * What of the durable values of one disk has changed by itself. It lasts until the key is written anew. As with troubles it is
 * known what was so while a handler that is executed again was under way.
 */
export class BitRot {
  #rots: BitRotState = NONE;

  begins(name: string, { key, value, isFound }: Pick<Rot, 'key' | 'value' | 'isFound'>, { at, since }: Reach): void {
    this.overwritten([key], at);
    this.#rots = [...this.#rots.filter(({ to }) => to >= since), { name, key, value, isFound, from: at, to: Infinity }];
  }

  /** These keys have been written anew. */
  overwritten(keys: readonly string[], to: Microseconds): void {
    if (this.#rots === NONE) return;
    this.#rots = this.#rots.map((rot) => (rot.to === Infinity && keys.includes(rot.key) ? { ...rot, to } : rot));
  }

  /** Whether anything is not, or was not just now, as it was written. */
  get some(): boolean {
    return this.#rots.length > 0;
  }

  /** No handler is under way any more that could ask for what is over. */
  settle(): void {
    if (this.#rots !== NONE) this.#rots = this.#rots.filter(({ to }) => to === Infinity);
  }

  /** Nothing is left of what has rotted. */
  wipe(): void {
    this.#rots = NONE;
  }

  /** What lies under a key in place of what was written, at a time; undefined where it is what was written. */
  at(time: Microseconds, key: string): Pick<Rot, 'name' | 'value' | 'isFound'> | undefined {
    return this.#rots === NONE ? undefined : this.#rots.filter((rot) => rot.key === key && rot.from < time && time <= rot.to).at(-1);
  }

  /** What lies there now in place of what was written. */
  get now(): readonly Pick<Rot, 'key' | 'value'>[] {
    return this.#rots === NONE ? NONE : this.#rots.filter(({ to }) => to === Infinity);
  }

  /** What still counts, free of names; `since` is the beginning of a handler under way. */
  fingerprint(since: Microseconds, hash: (value: unknown) => number): readonly unknown[] {
    return this.#rots
      .filter(({ to }) => to >= since)
      .map(({ key, value, isFound, from, to }) => [key, hash(value), isFound, Math.max(from, since), to]);
  }

  save(): BitRotState {
    return this.#rots;
  }

  load(state: BitRotState): void {
    this.#rots = state;
  }
}

const NONE: BitRotState = [];
