import { hashText } from '../base/hash.ts';
import { asksManyRuns } from '../base/property-kinds.ts';
import { mixed } from '../base/shape-hash.ts';
import type { PropertyOutcome } from '../base/verdict.ts';
import type { SimulatedProcess } from '../world/process.ts';

/** What lies deeper in a state is not looked at. */
const DEPTH = 4;
/** So many entries of a collection are looked at, and so many things are kept of a run. */
const MOST_ENTRIES = 8;
const MOST_KEPT = 2_000;

/**
 * What a run came by that another may not have: which handler left a node of which kind in a state of which shape, what it noted
 * with `self.log`, and which `@sometimes` were reached. Shapes know numbers by their order of magnitude and collections by
 * their size, so that a state that only counts on is soon nothing new.
 */
export class Novelty {
  readonly #came = new Set<number>();
  readonly #names: ReadonlySet<string>;
  readonly #roles: readonly string[];

  /** @param roles what each node is called, the same for those that run the same definition */
  constructor(names: readonly string[], roles: readonly string[]) {
    this.#names = new Set(names);
    this.#roles = roles;
  }

  handled({ index, state }: SimulatedProcess, handler: string): void {
    if (this.#came.size < MOST_KEPT) this.#keep(mixed(mixed(hashText(handler), hashText(this.#roles[index]!)), this.#shape(state, DEPTH)));
  }

  noted(text: string): void {
    this.#keep(mixed(NOTE, hashText(text.replace(/\d+/g, '#'))));
  }

  /** All of it, in ascending order. */
  all(properties: readonly PropertyOutcome[]): readonly number[] {
    for (const { name, kind, verdict } of properties)
      if (asksManyRuns(kind) && verdict === 'held') this.#keep(mixed(REACHED, hashText(name)));
    return [...this.#came].sort((a, b) => a - b);
  }

  #keep(what: number): void {
    this.#came.add(what >>> 0);
  }

  #shape(value: unknown, depth: number): number {
    if (typeof value === 'number') return magnitude(value);
    if (typeof value === 'bigint') return magnitude(Number(value));
    if (typeof value === 'string') return this.#names.has(value) ? NAME : hashText(value.replace(/\d+/g, '#'));
    if (typeof value !== 'object' || value === null) return hashText(String(value));
    return depth === 0 ? OBJECT : this.#shapeOfObject(value, depth - 1);
  }

  #shapeOfObject(value: object, depth: number): number {
    if (value instanceof Uint8Array) return magnitude(value.length);
    const isMap = value instanceof Map;
    if (Array.isArray(value) || value instanceof Set || isMap) {
      const entries = [...(isMap ? value.values() : (value as Iterable<unknown>))];
      return entries.slice(-MOST_ENTRIES).reduce((hash: number, item) => mixed(hash, this.#shape(item, depth)), magnitude(entries.length));
    }
    return Object.entries(value).reduce(
      (hash, [key, item]) => mixed(hash, mixed(this.#names.has(key) ? NAME : hashText(key), this.#shape(item, depth))),
      OBJECT,
    );
  }
}

const NOTE = 0x2545f491;
const REACHED = 0x4f6cdd1d;
const NAME = 0x1b873593;
const OBJECT = 0x3ad8025f;

/** 0, 1, 2, 3, and from there on by powers of two. */
function magnitude(value: number): number {
  if (!Number.isFinite(value)) return hashText(String(value));
  const size = Math.floor(Math.abs(value));
  return (value < 0 ? 64 : 0) + (size < 4 ? size : 35 - Math.clz32(Math.min(size, 0xffff_ffff)));
}
