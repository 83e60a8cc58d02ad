import type { DiskTrouble } from '../base/disk-trouble.ts';
import type { Microseconds } from '../base/units.ts';

/** A fault troubles the disk, after `from` and up to `to`. */
interface Trouble {
  readonly name: string;
  readonly kind: DiskTrouble;
  /** How many parts of a value are written as one, where writes are torn. */
  readonly block: number;
  readonly from: Microseconds;
  readonly to: Microseconds;
}

/** What a disk's troubles' part of a checkpoint holds. */
export type DiskTroublesState = readonly Trouble[];

/** From when on, and up to when, something counts for a process, whose handler under way began at `since`. */
export interface Reach {
  readonly at: Microseconds;
  readonly since: Microseconds;
}

/**
 * The troubles of one disk, each of a fault that ends on its own. A crash changes nothing: it is the disk that is bad. Handlers
 * can see some of them, so that it is known what they were while a handler that is executed again was under way.
 */
export class DiskTroubles {
  #troubles: DiskTroublesState = NONE;

  begins(name: string, kind: DiskTrouble, block: number, { at, since }: Reach): void {
    this.#troubles = [...this.#troubles.filter(({ to }) => to >= since), { name, kind, block, from: at, to: Infinity }];
  }

  /** False if this fault does not trouble it. */
  ends(name: string, to: Microseconds): boolean {
    if (!this.active.includes(name)) return false;
    this.#troubles = this.#troubles.map((trouble) => (trouble.name === name && trouble.to === Infinity ? { ...trouble, to } : trouble));
    return true;
  }

  get active(): readonly string[] {
    return this.#troubles === NONE ? NO_NAMES : this.#active().map(({ name }) => name);
  }

  #active(): readonly Trouble[] {
    return this.#troubles.filter(({ to }) => to === Infinity);
  }

  /** The trouble of this kind that the disk has now; undefined while it has none. */
  of(kind: DiskTrouble): Pick<Trouble, 'name' | 'block'> | undefined {
    return this.#troubles === NONE ? undefined : this.#active().find((trouble) => trouble.kind === kind);
  }

  /** The fault that troubled the disk so at a time; undefined if none did. */
  at(time: Microseconds, kind: DiskTrouble): string | undefined {
    if (this.#troubles === NONE) return undefined;
    return this.#troubles.find((trouble) => trouble.kind === kind && trouble.from < time && time <= trouble.to)?.name;
  }

  /** What still counts, free of names; `since` is the beginning of a handler under way. */
  fingerprint(since: Microseconds): readonly string[] {
    const counts = this.#troubles
      .filter(({ to }) => to >= since)
      .map(({ kind, block, from, to }) => `${kind} ${block} ${Math.max(from, since)} ${to}`);
    return [...new Set(counts)].sort();
  }

  save(): DiskTroublesState {
    return this.#troubles;
  }

  load(state: DiskTroublesState): void {
    this.#troubles = state;
  }
}

const NONE: DiskTroublesState = [];
const NO_NAMES: readonly string[] = [];
