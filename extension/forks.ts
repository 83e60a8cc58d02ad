import type { Forked } from '../runner/what-ifs.ts';
import { ORIGINAL, type Fork, type RecordedRun } from '../runner/protocol.ts';
import { changedPaths } from '../sim-core/base/changed-paths.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';

/** The forks of a run, as a tree: each is another run, with what it changes on top of the one that it parts from. */
export class Forks {
  readonly list: readonly Fork[];
  /** What the original changes itself. */
  readonly #original: RunChanges;

  constructor(original: RunChanges, list: readonly Fork[] = []) {
    this.#original = original;
    this.list = list;
  }

  of(id: number): Fork | undefined {
    return this.list.find((fork) => fork.id === id);
  }

  /** What a run changes; the original, where it is not known any more. */
  changesOf(id: number): RunChanges {
    return this.of(id)?.changes ?? this.#original;
  }

  /** With one more, which parts from a run at a step. One that changes the same is not made twice. */
  with({ changes, name }: Forked, parent: number, at: number): { readonly forks: Forks; readonly id: number } {
    const same = this.list.find((fork) => fork.parent === parent && changedPaths(fork.changes, changes).length === 0);
    if (same) return { forks: this, id: same.id };
    const id = 1 + Math.max(ORIGINAL, ...this.list.map((fork) => fork.id));
    return { forks: new Forks(this.#original, [...this.list, { id, parent, name, at, changes }]), id };
  }

  /** With what came of a fork. */
  concluded(id: number, { outcome: { verdict } }: RecordedRun): Forks {
    return new Forks(
      this.#original,
      this.list.map((fork) => (fork.id === id ? { ...fork, verdict } : fork)),
    );
  }

  /** With a fork parting from its run at a step. */
  partingAt(id: number, at: number): Forks {
    return new Forks(
      this.#original,
      this.list.map((fork) => (fork.id === id ? { ...fork, at } : fork)),
    );
  }

  /** Without a fork and what parts from it. */
  without(id: number): Forks {
    const gone = new Set([id]);
    // Forks come after what they part from.
    for (const fork of this.list) if (gone.has(fork.parent)) gone.add(fork.id);
    return new Forks(
      this.#original,
      this.list.filter((fork) => !gone.has(fork.id)),
    );
  }
}

/** Reads what a reloaded window gives back; what is no fork is left out, and what parts from one that is. */
export function forksOf(given: unknown): readonly Fork[] {
  const known = new Set([ORIGINAL]);
  return (Array.isArray(given) ? (given as readonly unknown[]) : []).filter((one): one is Fork => {
    const { id, parent, name, at, changes } = (one ?? {}) as Partial<Record<keyof Fork, unknown>>;
    const isFork =
      typeof id === 'number' &&
      typeof parent === 'number' &&
      known.has(parent) &&
      !known.has(id) &&
      typeof name === 'string' &&
      typeof at === 'number' &&
      typeof changes === 'object' &&
      changes !== null;
    if (isFork) known.add(id);
    return isFork;
  });
}
