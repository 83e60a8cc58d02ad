import type { PropertyDefinition } from '../author/properties.ts';
import { hashPlain } from '../base/hash.ts';
import { copyPlain, NotPlain } from '../base/plain.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { describeUnplain } from '../base/unplain.ts';

/** What the memories of a run's properties share. */
export interface MemoryOptions {
  /** Whether it is looked at property by property, which finds accessors and hidden keys, or as hashing finds it. */
  readonly looksClosely: boolean;
  /** Whether what properties see stays what it was, so that a memory may keep it. */
  readonly seesCopies: boolean;
  /** From now on properties must see copies, because to look through a memory after each look costs more than those. */
  seeCopies(): void;
}

/** So many entries of a memory are looked through after each look of its property. */
const MOST_ENTRIES = 32;

/**
 * What a property remembers of a run. It is the property's own: whatever it took from the world is
 * replaced by a copy once it has looked, so that a node that goes on working does not change what was
 * seen, and so that a run that is resumed from a checkpoint remembers neither more nor less.
 */
export class Memory {
  value: unknown;
  readonly #property: PropertyDefinition;
  readonly #options: MemoryOptions;
  /** The objects that it consisted of when it was last made its own, in the order of a walk through it. */
  readonly #own: object[] = [];
  /** Where the walk under way is, and how many entries it may still look at. */
  #place = 0;
  #left = 0;

  /** @throws ScenarioError when it is not plain data. */
  constructor(property: PropertyDefinition, options: MemoryOptions) {
    this.#property = property;
    this.#options = options;
    this.value = property.memory();
    this.check();
  }

  /** The property has looked: what it took from the world becomes a copy. @throws ScenarioError when that is not plain data. */
  makeOwn(): void {
    const { value } = this;
    if (typeof value !== 'object' || value === null || this.#options.seesCopies) return;
    this.#place = 0;
    this.#left = MOST_ENTRIES;
    if (this.#isOwn(value) && this.#place === this.#own.length) return;
    // A copy would have made a value of an accessor.
    if (this.#options.looksClosely) this.#require();
    const copy = this.save();
    this.value = copy;
    this.#own.length = 0;
    this.#left = MOST_ENTRIES;
    this.#collect(copy as object);
    if (this.#left >= 0) return;
    this.#options.seeCopies();
  }

  #isOwn(value: object): boolean {
    if (this.#own[this.#place++] !== value) return false;
    return this.#every(value, (item) => this.#isOwn(item));
  }

  #collect(value: object): boolean {
    this.#own.push(value);
    return this.#every(value, (item) => this.#collect(item));
  }

  /** Whether something is so of all objects that a value holds, as far as they are looked at. */
  #every(value: object, holds: (item: object) => boolean): boolean {
    if (Array.isArray(value)) {
      if ((this.#left -= value.length) < 0) return false;
      for (const item of value as unknown[]) if (typeof item === 'object' && item !== null && !holds(item)) return false;
      return true;
    }
    if (value instanceof Map || value instanceof Set) {
      if ((this.#left -= value.size) < 0) return false;
      for (const [key, item] of value.entries() as Iterable<[unknown, unknown]>) {
        if (typeof key === 'object' && key !== null && !holds(key)) return false;
        if (item !== key && typeof item === 'object' && item !== null && !holds(item)) return false;
      }
      return true;
    }
    if (value instanceof Uint8Array) return true;
    for (const key in value) {
      if (--this.#left < 0) return false;
      const item = (value as Record<string, unknown>)[key];
      if (typeof item === 'object' && item !== null && !holds(item)) return false;
    }
    return true;
  }

  /** @throws ScenarioError when the property has put something else than plain data into it. */
  check(): void {
    if (this.#options.looksClosely) this.#require();
    else {
      try {
        hashPlain(this.value);
      } catch (error) {
        this.#require();
        throw error;
      }
    }
  }

  #require(): void {
    const unplain = describeUnplain(this.value, 'memory');
    if (unplain === undefined) return;
    throw new ScenarioError(
      `In the memory of the property '${this.#property.name}', ${unplain}.`,
      'Keep plain data there: objects, arrays, strings, numbers, booleans, null, bigint, Map, Set, Uint8Array.',
      { property: this.#property.name },
    );
  }

  /** A copy, for a checkpoint. @throws ScenarioError when the property put something else than plain data there. */
  save(): unknown {
    try {
      return copyPlain(this.value);
    } catch (error) {
      if (error instanceof NotPlain) this.#require();
      throw error;
    }
  }

  load(saved: unknown): void {
    this.value = copyPlain(saved);
    this.#own.length = 0;
  }
}
