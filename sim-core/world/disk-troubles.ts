/** What a disk does not do that it says it has done. */
export type DiskTrouble = 'lyingSync' | 'lostWrites' | 'misdirectedWrites';

/** What a disk's troubles' part of a checkpoint is. */
export type DiskTroublesState = readonly (readonly [name: string, kind: DiskTrouble])[];

/** The troubles of one disk, each of a fault that ends on its own. A crash changes nothing: it is the disk that is bad. */
export class DiskTroubles {
  readonly #active = new Map<string, DiskTrouble>();

  begins(name: string, kind: DiskTrouble): void {
    this.#active.set(name, kind);
  }

  /** False if this fault does not trouble it. */
  ends(name: string): boolean {
    return this.#active.delete(name);
  }

  get active(): readonly string[] {
    return this.#active.size === 0 ? NONE : [...this.#active.keys()];
  }

  /** The fault that does this to the disk; undefined while none does. */
  of(kind: DiskTrouble): string | undefined {
    if (this.#active.size === 0) return undefined;
    for (const [name, active] of this.#active) if (active === kind) return name;
    return undefined;
  }

  save(): DiskTroublesState {
    return [...this.#active];
  }

  load(state: DiskTroublesState): void {
    this.#active.clear();
    for (const [name, kind] of state) this.#active.set(name, kind);
  }
}

const NONE: readonly string[] = [];
