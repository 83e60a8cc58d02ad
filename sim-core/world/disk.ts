import { copyPlain } from '../base/plain.ts';
import type { Stream } from '../choices/choices.ts';

export interface Write {
  readonly key: string;
  /** Absent for a deletion. Stored values never change, so that they are shared. */
  readonly value?: unknown;
}

/** A disk as it was at a moment. */
export interface DiskImage {
  readonly durable: ReadonlyMap<string, unknown>;
  /** What was written and is not durable, in order. */
  readonly cached: readonly Write[];
}

/** What a disk's part of a checkpoint holds. */
export interface DiskState {
  readonly now: DiskImage;
  readonly before: DiskImage | undefined;
}

/** What became of the writes that a crash caught in the cache, by key. */
export interface Survival {
  readonly kept: readonly string[];
  readonly lost: readonly string[];
}

/**
 * A key-value disk behind a write cache. What was written is readable at once and durable after
 * the next sync that returned. Of the rest a crash keeps some: a device may have written any of it
 * back by itself, each key's writes in their order (Pillai et al., OSDI 2014).
 *
 * A handler that takes time has its writes happen on its own timeline, while it reads what it wrote;
 * others see the disk as it was before that handler.
 */
export class SimulatedDisk {
  #durable = new Map<string, unknown>();
  #cached: Write[] = [];
  #readable = new Map<string, unknown>();
  /** What others see while a handler that has touched the disk is under way. */
  #before: DiskImage | undefined;
  /** What the running handler wrote, as far as it has not happened yet. */
  readonly #ahead = new Map<string, Write>();
  /** The running handler is executed again, from the disk as it was before it. */
  #again: ReadonlyMap<string, unknown> | undefined;

  // What handlers do.

  /** The running handler writes, now or later on its timeline. */
  plan(write: Write): void {
    this.#ahead.set(write.key, write);
  }

  /** A copy of what the running handler reads. */
  read(key: string): unknown {
    const ahead = this.#ahead.get(key);
    if (ahead) return copyPlain(ahead.value);
    return copyPlain((this.#again ?? this.#readable).get(key));
  }

  keys(): readonly string[] {
    const keys = new Set((this.#again ?? this.#readable).keys());
    for (const [key, write] of this.#ahead) {
      if ('value' in write) keys.add(key);
      else keys.delete(key);
    }
    return [...keys].sort();
  }

  /** A handler ends whose writes have all been handed on: to the disk, or to its timeline. */
  handlerEnds(): void {
    if (this.#ahead.size > 0) this.#ahead.clear();
    this.#again = undefined;
  }

  /** Keeps what others see until `settle`. */
  keepBefore(): void {
    this.#before ??= this.#image();
  }

  /** The handler that was under way has completed. */
  settle(): void {
    this.#before = undefined;
  }

  /** The handler under way is about to be executed again. */
  rewind(): void {
    const { durable, cached } = this.#before ?? this.#image();
    const readable = new Map(durable);
    for (const write of cached) apply(readable, write);
    this.#again = readable;
  }

  // What happens on the timeline.

  write(write: Write): void {
    this.#cached.push(write);
    apply(this.#readable, write);
  }

  /** Makes everything durable that was written up to now: a handler waits for its sync, so that nothing comes between. */
  sync(): void {
    for (const write of this.#cached) apply(this.#durable, write);
    this.#cached = [];
  }

  /** Keeps of what was not synced what the draw says: nothing, the oldest, or each key's oldest. */
  crash(random: () => Stream): Survival | undefined {
    const cached = this.#cached;
    this.#cached = [];
    this.#ahead.clear();
    this.#again = undefined;
    this.#before = undefined;
    if (cached.length === 0) return undefined;
    const kept = survivors(cached, random());
    for (const write of kept) apply(this.#durable, write);
    this.#readable = new Map(this.#durable);
    const keys = (writes: readonly Write[]): string[] => [...new Set(writes.map(({ key }) => key))].sort();
    return { kept: keys(kept), lost: keys(cached.filter((write) => !kept.includes(write))) };
  }

  /** Nothing is left of it. */
  wipe(): void {
    this.#durable.clear();
    this.#cached = [];
    this.#readable.clear();
    this.processStops();
  }

  /** The key that a write for another one lands on when it is misdirected: the next that the disk holds; the same, if there is no other. */
  misdirected(key: string): string {
    const keys = [...this.#readable.keys()].filter((other) => other !== key).sort();
    return keys.find((other) => other > key) ?? keys[0] ?? key;
  }

  /** The process stops, and the machine goes on: what was written stays as it is. */
  processStops(): void {
    this.#ahead.clear();
    this.#again = undefined;
    this.#before = undefined;
  }

  // What others see.

  view(): DiskImage {
    return this.#before ?? { durable: this.#durable, cached: this.#cached };
  }

  #image(): DiskImage {
    return { durable: new Map(this.#durable), cached: this.#cached.slice() };
  }

  save(): DiskState {
    return { now: this.#image(), before: this.#before };
  }

  load({ now, before }: DiskState): void {
    this.#durable = new Map(now.durable);
    this.#cached = now.cached.slice();
    this.#readable = new Map(now.durable);
    for (const write of this.#cached) apply(this.#readable, write);
    this.#before = before;
    this.#ahead.clear();
    this.#again = undefined;
  }
}

function survivors(cached: readonly Write[], random: Stream): readonly Write[] {
  switch (random.below(3)) {
    case 0:
      return [];
    case 1:
      return cached.slice(0, random.below(cached.length + 1));
    default: {
      // Of each key a beginning of its writes, whatever became of the other keys.
      const counts = new Map<string, number>();
      for (const { key } of cached) counts.set(key, (counts.get(key) ?? 0) + 1);
      const left = new Map([...counts].map(([key, count]) => [key, random.below(count + 1)]));
      return cached.filter(({ key }) => {
        const more = left.get(key)!;
        left.set(key, more - 1);
        return more > 0;
      });
    }
  }
}

/** Everything readable of an image, in order of key. */
export function contentsOf({ durable, cached }: DiskImage): Readonly<Record<string, unknown>> {
  const readable = new Map(durable);
  for (const write of cached) apply(readable, write);
  return Object.fromEntries([...readable.keys()].sort().map((key) => [key, copyPlain(readable.get(key))]));
}

function apply(target: Map<string, unknown>, write: Write): void {
  if ('value' in write) target.set(write.key, write.value);
  else target.delete(write.key);
}
