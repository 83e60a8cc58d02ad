import { copyPlain } from '../base/plain.ts';

interface Write {
  readonly key: string;
  /** Absent for a deletion. */
  readonly value?: unknown;
}

/** What a disk's part of a checkpoint holds; stored values never change, so they are shared. */
export interface DiskState {
  readonly durable: readonly (readonly [string, unknown])[];
  readonly cached: readonly Write[];
  readonly synced: number;
}

/**
 * A key-value disk behind a write cache. What was written is readable at once and durable after
 * the next sync that returned; a crash loses the rest.
 */
export class SimulatedDisk {
  #durable = new Map<string, unknown>();
  #view = new Map<string, unknown>();
  #cached: Write[] = [];
  /** How many writes have left the cache, so that a sync can name the last write that it covers. */
  #synced = 0;

  /** How many writes there have been. */
  get written(): number {
    return this.#synced + this.#cached.length;
  }

  get unsyncedKeys(): readonly string[] {
    return [...new Set(this.#cached.map(({ key }) => key))].sort();
  }

  /** Stores a copy. @throws NotPlain when the value is not plain data. */
  write(key: string, value: unknown): void {
    const copy = copyPlain(value);
    this.#view.set(key, copy);
    this.#cached.push({ key, value: copy });
  }

  delete(key: string): void {
    this.#view.delete(key);
    this.#cached.push({ key });
  }

  read(key: string): unknown {
    return copyPlain(this.#view.get(key));
  }

  keys(): readonly string[] {
    return [...this.#view.keys()].sort();
  }

  /** Makes the first `written` writes of the disk's life durable. */
  sync(written: number): void {
    const covered = this.#cached.splice(0, Math.max(0, written - this.#synced));
    for (const write of covered) apply(this.#durable, write);
    this.#synced += covered.length;
  }

  /** Loses whatever was not synced. */
  crash(): void {
    this.#synced += this.#cached.length;
    this.#cached = [];
    this.#view = new Map(this.#durable);
  }

  /** Everything readable, in order of key. */
  contents(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.keys().map((key) => [key, this.read(key)]));
  }

  save(): DiskState {
    return { durable: [...this.#durable], cached: [...this.#cached], synced: this.#synced };
  }

  load(state: DiskState): void {
    this.#durable = new Map(state.durable);
    this.#cached = [...state.cached];
    this.#synced = state.synced;
    this.#view = new Map(this.#durable);
    for (const write of this.#cached) apply(this.#view, write);
  }
}

function apply(target: Map<string, unknown>, write: Write): void {
  if ('value' in write) target.set(write.key, write.value);
  else target.delete(write.key);
}
