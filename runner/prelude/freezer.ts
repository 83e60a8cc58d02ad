import type { Fields, Held } from './guard.ts';
import { markShared } from './guard.ts';
import { allowOverriding } from './intrinsics.ts';

/** What cannot be frozen, and by which variable of the bundle it was reached. */
export interface Unfrozen {
  readonly site: number;
  readonly what: string;
}

/** What was told while the bundle was loaded, because no walk over objects would come across it. */
export interface Told {
  readonly fields: readonly Fields[];
  readonly overridden: readonly string[];
  readonly proxies: WeakSet<object>;
  readonly disguised: WeakSet<object>;
}

type Children = (value: unknown) => void;

/** What the engine answers about the inside of its own objects, taken before any user's code could change it. */
const mapSize = Object.getOwnPropertyDescriptor(Map.prototype, 'size')!.get!;
const setSize = Object.getOwnPropertyDescriptor(Set.prototype, 'size')!.get!;
const getterOf = (home: object, name: string): ((this: unknown) => unknown) => Object.getOwnPropertyDescriptor(home, name)!.get!;
const isGlobal = getterOf(RegExp.prototype, 'global');
const isSticky = getterOf(RegExp.prototype, 'sticky');
const bufferLength = getterOf(ArrayBuffer.prototype, 'byteLength');
const isResizable = getterOf(ArrayBuffer.prototype, 'resizable');
const bufferOfView = getterOf(DataView.prototype, 'buffer');
const bufferOfList = getterOf(Object.getPrototypeOf(Uint8Array.prototype) as object, 'buffer');
const { forEach: eachOfMap } = Map.prototype;
const { forEach: eachOfSet } = Set.prototype;
type Advance = (this: unknown) => unknown;
const prototypeOf = (value: unknown): { next: Advance } => Object.getPrototypeOf(value) as { next: Advance };
const iterator = Object.getPrototypeOf(prototypeOf([][Symbol.iterator]())) as object;
const generators = Object.getPrototypeOf(prototypeOf((function* () {})())) as Generator;
const endGenerator = generators.return;
/** How each kind of iterator that the engine makes goes one further; each refuses what is not of its kind. */
const ADVANCES: readonly Advance[] = [
  generators.next as Advance,
  ...[[][Symbol.iterator](), new Map().entries(), new Set().values(), ''[Symbol.iterator](), ''.matchAll(/x/g)].map(
    (made) => prototypeOf(made).next,
  ),
];

function answers(ask: () => unknown): boolean {
  try {
    ask();
    return true;
  } catch {
    return false;
  }
}

/**
 * Freezes what the bundle's variables hold and everything that can be reached from there. What has an
 * inside that freezing does not reach is marked instead, and its methods refuse (`collections.ts`,
 * `date.ts`, `guard.ts`); what has not even such methods is told.
 */
export class Freezer {
  readonly unfrozen: Unfrozen[] = [];
  readonly #seen = new Set<object>();
  readonly #passed: readonly ReadonlySet<object>[];
  readonly #fields: readonly Fields[];
  readonly #overridden: readonly string[];
  readonly #proxies: WeakSet<object>;
  readonly #disguised: WeakSet<object>;
  readonly #queue: object[] = [];

  /**
   * `passed` is what is frozen already or must not be; `overridden` are the names that some code assigns to; `disguised` are objects
   * whose prototype does not tell what they are.
   */
  constructor(passed: readonly ReadonlySet<object>[], { fields, overridden, proxies, disguised }: Told) {
    this.#passed = passed;
    this.#fields = fields;
    this.#overridden = overridden;
    this.#proxies = proxies;
    this.#disguised = disguised;
  }

  /** What has been come across. */
  get seen(): ReadonlySet<object> {
    return this.#seen;
  }

  freeze(held: readonly Held[]): void {
    this.#walk(held, (object, site) => this.#freeze(object, site));
  }

  /** Comes across all that is held without touching it, so that it is passed over from then on. */
  pass(held: readonly Held[]): void {
    this.#walk(held, () => undefined);
  }

  #walk(held: readonly Held[], take: (object: object, site: number) => void): void {
    const queue = this.#queue;
    for (const { site, read } of held) {
      let value: unknown;
      try {
        value = read();
      } catch {
        // A variable that was never given a value.
        continue;
      }
      this.#meet(value);
      for (let object = queue.pop(); object; object = queue.pop()) {
        this.#look(object, (child) => this.#meet(child));
        take(object, site);
      }
    }
  }

  #meet(value: unknown): void {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    const object = value as object;
    if (this.#seen.has(object) || this.#passed.some((passed) => passed.has(object))) return;
    this.#seen.add(object);
    this.#queue.push(object);
  }

  #look(object: object, child: Children): void {
    // What stands behind a proxy was handed out when it was made; the proxy itself would answer with the user's code.
    if (this.#proxies.has(object)) return;
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(object, key)!;
      child(value);
      child(get);
      child(set);
    }
    child(Object.getPrototypeOf(object));
    if (this.#isPlain(object)) return;
    for (const fields of this.#fields) fields(object).forEach(child);
    if (typeof object === 'function') return;
    if (answers(() => mapSize.call(object))) {
      eachOfMap.call(object, (value, key) => {
        child(key);
        child(value);
      });
    } else if (answers(() => setSize.call(object))) eachOfSet.call(object, child);
  }

  #freeze(object: object, site: number): void {
    if (this.#proxies.has(object)) return;
    if (typeof object === 'function') {
      markShared(object);
      const prototype: unknown = Object.getOwnPropertyDescriptor(object, 'prototype')?.value;
      if (typeof prototype === 'object' && prototype !== null) allowOverriding(prototype, this.#overridden);
    } else if (!this.#isPlain(object)) {
      const what = this.#inside(object);
      if (what !== undefined) {
        this.unfrozen.push({ site, what });
        Object.preventExtensions(object);
        return;
      }
      markShared(object);
    }
    Object.freeze(object);
  }

  /** Takes care of what freezing does not reach. Returns what an object is when nothing can be done about it. */
  #inside(object: object): string | undefined {
    if (ArrayBuffer.isView(object)) {
      const buffer = (object instanceof DataView ? bufferOfView : bufferOfList).call(object);
      return object.byteLength > 0 || isResizable.call(buffer) ? 'a typed array' : undefined;
    }
    if (answers(() => bufferLength.call(object)))
      return Number(bufferLength.call(object)) > 0 || isResizable.call(object) ? 'an ArrayBuffer' : undefined;
    if (answers(() => isGlobal.call(object)))
      return isGlobal.call(object) || isSticky.call(object)
        ? 'a regular expression with the flag g or y, which remembers where it was,'
        : undefined;
    if (iterator.isPrototypeOf(object) || this.#disguised.has(object)) return this.#end(object);
    return undefined;
  }

  /** An iterator from the time of loading would go on where the last run left it: from now on it has nothing to give. */
  #end(object: object): string | undefined {
    // One that yields in a `finally` goes on, perhaps for ever.
    let goesOn = false;
    answers(() => (goesOn = !endGenerator.call(object as never, undefined).done));
    if (goesOn) return 'a generator that goes on although it was ended';
    const next = ADVANCES.find((advance) => answers(() => advance.call(object)));
    // What merely inherits from iterators, such as the prototype of a generator function, remembers nothing.
    if (!next) return undefined;
    // Also for who takes `next` from its prototype.
    while (!(next.call(object) as IteratorResult<unknown>).done);
    const refuse = (): never => {
      throw new TypeError('Cannot change an iterator: it was made while the file was loaded');
    };
    for (const name of ['next', 'return', 'throw']) if (Object.isExtensible(object)) Object.defineProperty(object, name, { value: refuse });
    return undefined;
  }

  #isPlain(object: object): boolean {
    const prototype: unknown = Object.getPrototypeOf(object);
    const isPlain = (prototype === Object.prototype || prototype === null || prototype === Array.prototype) && typeof object !== 'function';
    return isPlain && !this.#disguised.has(object);
  }
}
