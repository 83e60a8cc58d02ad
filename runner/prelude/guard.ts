import { OVERFLOW, OVERFLOW_CURE } from '../stack-overflow.ts';
import { powerOf } from './power.ts';
import type { Trail } from './trail.ts';

/** Puts a mark on an object that nobody can see or remove, and that costs next to nothing to look for. */
class Marking extends (function (object: object) {
  return object;
} as unknown as new (object: object) => object) {
  readonly #shared = true;

  static has(object: object): boolean {
    return #shared in object;
  }

  /**
   * The methods that change a Map, as they are once they refuse. Each is spelt out, here and for Set: they
   * are as hot as the user's code is and the simulator's, and the engine makes the engine's own calls of
   * them as long as each has one kind of object and one method to call.
   */
  static mapMethods(): Pick<Map<unknown, unknown>, 'set' | 'delete' | 'clear'> & ThisType<Map<unknown, unknown>> {
    const { set, delete: remove, clear } = Map.prototype as Map<unknown, unknown>;
    return {
      set(key, value) {
        if (#shared in this) refuse('a Map');
        return set.call(this, key, value) as Map<unknown, unknown>;
      },
      delete(key) {
        if (#shared in this) refuse('a Map');
        return remove.call(this, key);
      },
      clear() {
        if (#shared in this) refuse('a Map');
        clear.call(this);
      },
    };
  }

  static setMethods(): Pick<Set<unknown>, 'add' | 'delete' | 'clear'> & ThisType<Set<unknown>> {
    const { add, delete: remove, clear } = Set.prototype as Set<unknown>;
    return {
      add(value) {
        if (#shared in this) refuse('a Set');
        return add.call(this, value) as Set<unknown>;
      },
      delete(value) {
        if (#shared in this) refuse('a Set');
        return remove.call(this, value);
      },
      clear() {
        if (#shared in this) refuse('a Set');
        clear.call(this);
      },
    };
  }
}

export const { mapMethods, setMethods } = Marking;

class FieldsMarking extends (function (object: object) {
  return object;
} as unknown as new (object: object) => object) {
  readonly #fields = true;

  static has(object: object): boolean {
    return #fields in object;
  }
}

/** Marks what was made while the file was loaded and holds more than can be frozen. */
export function markShared(object: object): void {
  if (!Marking.has(object)) new Marking(object);
}

export function isShared(value: unknown): boolean {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && Marking.has(value);
}

export function refuse(what: string): never {
  throw new TypeError(`Cannot change ${what}: it was made while the file was loaded`);
}

/** @throws TypeError when an object is one that nodes and runs share. */
export function guardOf(object: object, what: string): void {
  if (Marking.has(object)) refuse(what);
}

function hide(owner: object, name: string): void {
  if (Object.hasOwn(owner, name) || !Object.isExtensible(owner)) return;
  for (let from = Object.getPrototypeOf(owner) as object | null; from; from = Object.getPrototypeOf(from) as object | null) {
    const inherited = Object.getOwnPropertyDescriptor(from, name);
    if (!inherited) continue;
    if (inherited.writable === false && Object.isFrozen(from))
      Object.defineProperty(owner, name, { ...inherited, writable: true, configurable: true, enumerable: true });
    return;
  }
}

/** Something that is refused whatever becomes of the error, because no run can do without its consequences. */
class Refusal extends Error {
  readonly cure: string;

  constructor(message: string, cure: string) {
    super(message);
    this.cure = cure;
  }
}

/** Whether the engine itself has thrown something because the stack was full. */
function isOverflow(error: unknown): error is RangeError {
  return (
    typeof error === 'object' &&
    error !== null &&
    Object.getPrototypeOf(error) === RangeError.prototype &&
    (error as RangeError).message === OVERFLOW
  );
}

/** What a variable or place of the bundle is called, and whether it is the user's own. */
export interface Site {
  readonly name: string;
  readonly library: boolean;
}

/** What is reached from a variable of the bundle, to be frozen. */
export interface Held {
  readonly site: number;
  read(): unknown;
}

export type Fields = (object: object) => readonly unknown[];

/**
 * What the bundle calls: it hands out what it holds while it is loaded, and asks before it changes
 * what outlives a handler.
 */
export class Guard {
  /** Whether the bundle is being evaluated. */
  loading = false;
  /** Whether libraries may change what they hold, because the file starts anew for each run. */
  fresh = false;
  held: Held[] = [];
  fieldsOfClasses: Fields[] = [];
  /** What is frozen, once the bundle has been evaluated. */
  frozen: readonly ReadonlySet<object>[] = [];
  /** What was refused first of what no run may go on after: mostly a promise that was made where none may be. */
  promised: Refusal | undefined;
  readonly #sites: readonly Site[];
  readonly #trail: Trail;
  readonly #whoRuns: () => string;

  /** `whoRuns` names the handler or property that runs. */
  constructor(sites: readonly Site[], trail: Trail, whoRuns: () => string) {
    this.#sites = sites;
    this.#trail = trail;
    this.#whoRuns = whoRuns;
  }

  /** A function with probes was called: a number for the call. */
  call(): number {
    return this.#trail.call();
  }

  /** A statement with a probe is about to be executed. Answers whether what can be seen there is wanted. */
  at(site: number, call: number): boolean {
    return this.#trail.at(site, call);
  }

  see(...getters: (() => unknown)[]): void {
    this.#trail.see(getters);
  }

  /** A function was called whose variables its inner functions see; the first has the number `first`. */
  scope(first: number, ...getters: (() => unknown)[]): void {
    getters.forEach((read, index) => this.held.push({ site: first + index, read }));
  }

  fields(read: Fields): void {
    this.fieldsOfClasses.push(read);
  }

  /** Something that only the engine sees from now on, such as what a function is bound to. */
  hold(...values: readonly unknown[]): void {
    if (this.loading) for (const value of values) this.held.push({ site: -1, read: () => value });
  }

  /** A variable from the time of loading is about to be written. */
  write(site: number): void {
    if (this.loading || this.#mayChange(site)) return;
    refuse(`the variable '${this.#sites[site]!.name}'`);
  }

  /** A private field of an object is about to be written. */
  own<Owner extends object>(site: number, owner: Owner): Owner {
    if (isShared(owner) && !this.loading && !this.#mayChange(site)) refuse(`the private field ${this.#sites[site]!.name}`);
    return owner;
  }

  /** A property is about to be assigned that may be inherited from what is frozen: it becomes the object's own, which can be written. */
  mayHide<Owner>(name: string, owner: Owner): Owner {
    if ((typeof owner === 'object' && owner !== null) || typeof owner === 'function') hide(owner, name);
    return owner;
  }

  /** A class gives private fields to an object, which needs not be one that it has made itself. */
  stamp(owner: object): void {
    if (!this.loading) {
      if (this.frozen.some((frozen) => frozen.has(owner))) refuse('the private fields of an object');
      return;
    }
    const prototype: unknown = Object.getPrototypeOf(owner);
    if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) markShared(owner);
  }

  /** A map in which the compiler keeps a private field, whose keys are the objects. */
  fieldsOf(map: object): object {
    if (!FieldsMarking.has(map)) new FieldsMarking(map);
    return map;
  }

  /** Whether an entry of a weak map or set may be made or changed. */
  entry(map: object, key: object): void {
    if (Marking.has(map) && !(FieldsMarking.has(map) && !isShared(key))) refuse('a WeakMap or WeakSet');
  }

  /** An async function is entered. Answers whether it must not go on. */
  promise(site: number): boolean {
    const { name, library } = this.#sites[site]!;
    if (this.loading && library) return false;
    this.#promised(`${name === 'an async function' ? 'An async function' : `The async function '${name}'`} was called`);
    return !this.loading;
  }

  /** Something asks for a promise by name. @throws Error unless a file is being loaded. */
  wantPromise(): void {
    this.#promised('A promise was made');
    if (!this.loading) throw this.promised!;
  }

  /**
   * Something was caught. How deep the stack goes depends on the engine, on what it has compiled by then and on what lies on it
   * already: whoever goes on after an overflow does so at another place each time. @throws Refusal
   */
  caught(site: number, error: unknown): void {
    if (error instanceof Refusal) throw error;
    if (!isOverflow(error) || (this.loading && this.#sites[site]!.library)) return;
    const who = this.loading ? 'The file, while it was loaded,' : this.#whoRuns();
    const refusal = new Refusal(
      `${who} caught an overflow of the stack, and how deep that goes no seed decides: it could not be run again`,
      OVERFLOW_CURE,
    );
    // Where it went too deep, and not where that was caught; it is written once there is room to.
    Object.defineProperty(refusal, 'stack', { get: () => error.stack });
    this.promised ??= refusal;
    throw refusal;
  }

  /** An `import()` of what was not known when the file was compiled. */
  readonly dynamicImport = (): never => {
    this.promised ??= new Refusal(
      'import() of a name that is computed would reach the real world, which a simulated node cannot',
      'Import it at the top of the file.',
    );
    throw this.promised;
  };

  readonly power = powerOf;

  #mayChange(site: number): boolean {
    return this.fresh && this.#sites[site]!.library;
  }

  #promised(what: string): void {
    this.promised ??= new Refusal(
      `${what}, which nobody waits for: a handler is over when it returns`,
      'Handlers and properties are synchronous: call it right away, or wait with a message or a timer.',
    );
  }
}
