import type { AskedProperty } from '../author/properties.ts';
import { hashPlain } from '../base/hash.ts';
import { NotPlain, type Copy } from '../base/plain.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { StartsOver } from '../base/starts-over.ts';
import { describeUnplain } from '../base/unplain.ts';

/** What the memories of all runs of a scenario share. */
export interface Keeping {
  /**
   * Whether a property was seen to keep something of a node's state, so that from then on a handler
   * works on a copy, and what was kept stays what it was; and whether one was seen to change a node's
   * state, so that from then on each is watched alone, to name it. It saves work and changes no run.
   */
  readonly learned: { keepsStates: boolean; changesStates: boolean };
  /** All that properties can keep and nodes can change. */
  readonly seen: () => readonly unknown[];
}

/** Thrown when a property keeps something of a node's state for the first time: the run starts over, with copies. */
export class KeepsStates extends StartsOver {}

/** A memory of more entries than this is taken to keep states, because to look through it after each look costs more than copies. */
const MOST_ENTRIES = 32;
/** The same for states through which something new in a memory is looked for. */
const MOST_SEEN = 1_000;

/** What a property remembers of a run. */
export class Memory {
  value: unknown;
  readonly #property: AskedProperty;
  readonly #keeping: Keeping;
  /** Whether it is looked at property by property, which finds accessors and hidden keys, or as hashing finds it. */
  readonly #looksClosely: boolean;
  /** The objects that it consists of and that are not a node's, in the order of a walk through it. */
  readonly #own: object[] = [];

  /** @throws ScenarioError when it is not plain data. */
  constructor(property: AskedProperty, keeping: Keeping, looksClosely: boolean) {
    this.#property = property;
    this.#keeping = keeping;
    this.#looksClosely = looksClosely;
    this.value = property.memory();
    this.check();
    this.#begin();
  }

  /** Nothing of what it holds is a node's: nobody has looked at a node yet, or a checkpoint was made without copies. */
  #begin(): void {
    this.#own.length = 0;
    const { learned } = this.#keeping;
    if (this.#property.remembers && !learned.keepsStates && !gather(this.value, this.#own, MOST_ENTRIES)) learned.keepsStates = true;
  }

  /** The property has looked, and may have kept something of a node's state. @throws KeepsStates when it has. */
  lookThrough(): void {
    const { learned, seen } = this.#keeping;
    if (learned.keepsStates || this.#isAsItWas()) return;
    const now: object[] = [];
    if (gather(this.value, now, MOST_ENTRIES)) {
      const added = now.filter((item) => !this.#own.includes(item));
      const states: object[] = [];
      if (added.length === 0 || (gather(seen(), states, MOST_SEEN) && !added.some((item) => states.includes(item)))) {
        this.#own.length = 0;
        this.#own.push(...now);
        return;
      }
    }
    learned.keepsStates = true;
    throw new KeepsStates();
  }

  /** Whether it consists of the same objects as before, whatever numbers and texts those hold. */
  #isAsItWas(): boolean {
    const walk = new Walk(this.#own, MOST_ENTRIES);
    return walk.isSame(this.value) && walk.place === this.#own.length;
  }

  /** @throws ScenarioError when the property has put something else than plain data into it. */
  check(): void {
    if (this.#looksClosely) return this.#require();
    try {
      hashPlain(this.value);
    } catch (error) {
      this.#require();
      throw error;
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

  /**
   * A copy for a checkpoint, which goes on sharing with the world what the property kept of it.
   * @throws ScenarioError when the property put something else than plain data there.
   */
  save(copy: Copy): unknown {
    try {
      return copy(this.value);
    } catch (error) {
      if (error instanceof NotPlain) this.#require();
      throw error;
    }
  }

  load(saved: unknown, copy: Copy): void {
    this.value = copy(saved);
    this.#begin();
  }
}

/** Collects the objects that a value consists of, in the order of a walk; false when it has more entries than `most`. */
function gather(value: unknown, into: object[], most: number): boolean {
  return new Walk(into, most).gather(value);
}

/** One walk through plain data, of so many entries at most. */
class Walk {
  readonly #objects: object[];
  #left: number;
  place = 0;

  constructor(objects: object[], most: number) {
    this.#objects = objects;
    this.#left = most;
  }

  gather(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return true;
    this.#objects.push(value);
    return this.#everyEntry(value, false);
  }

  /** Whether the walk meets the same objects, in the same order. */
  isSame(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return true;
    return this.#objects[this.place++] === value && this.#everyEntry(value, true);
  }

  #entry(value: unknown, compares: boolean): boolean {
    if (--this.#left < 0) return false;
    if (typeof value !== 'object' || value === null) return true;
    return compares ? this.isSame(value) : this.gather(value);
  }

  #everyEntry(value: object, compares: boolean): boolean {
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) if (!this.#entry(item, compares)) return false;
      return true;
    }
    if (value instanceof Map) {
      for (const [key, item] of value as Map<unknown, unknown>)
        if (!this.#entry(key, compares) || !this.#entry(item, compares)) return false;
      return true;
    }
    if (value instanceof Set) {
      for (const item of value as Set<unknown>) if (!this.#entry(item, compares)) return false;
      return true;
    }
    // Two views of one buffer change together.
    if (value instanceof Uint8Array) return this.#entry(value.buffer, compares);
    for (const key in value) if (!this.#entry((value as Record<string, unknown>)[key], compares)) return false;
    return true;
  }
}
