import { copyPlain } from '../base/plain.ts';
import { hashPlain } from '../base/hash.ts';
import type { Stream } from '../choices/choices.ts';
import { partsOf, torn } from './torn.ts';

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
  /** What was written before that, and no sync will make durable any more: one failed, and it counts as written. */
  readonly givenUp: readonly Write[];
}

/** Which of the writes that were not synced a crash may keep: any of them, none, or a beginning of all of them. */
export type Unsynced = 'any' | 'none' | 'prefix';

/** How a crash finds what was not synced. */
export interface CrashOptions {
  readonly unsynced: Unsynced;
  /** How many parts of a value are written as one, where a write is torn. */
  readonly block?: number | undefined;
  readonly random: () => Stream;
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

/** What a crash left of the disk: undefined where all was durable. */
export interface Wreck {
  readonly survival: Survival | undefined;
  /** The write that was cut off, with what is left of it. */
  readonly torn: Write | undefined;
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
  #givenUp: readonly Write[] = NONE;
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
    this.#again = readableOf(this.#before ?? this.#image());
  }

  /** Whether what the running handler reads under a key comes from the disk itself, and not from the cache. */
  isReadFromDisk(key: string): boolean {
    if (this.#ahead.has(key)) return false;
    const { cached, givenUp } = (this.#again ? this.#before : undefined) ?? { cached: this.#cached, givenUp: this.#givenUp };
    return ![...givenUp, ...cached].some((write) => write.key === key);
  }

  // What happens on the timeline.

  write(write: Write): void {
    this.#cached.push(write);
    apply(this.#readable, write);
  }

  /**
   * Makes everything durable that was written up to now: a handler waits for its sync, so that nothing comes between. Says under
   * which keys.
   */
  sync(): readonly string[] {
    const keys = keysOf(this.#cached);
    for (const write of this.#cached) apply(this.#durable, write);
    this.#cached = [];
    if (this.#givenUp.length > 0) this.#givenUp = this.#givenUp.filter(({ key }) => !keys.includes(key));
    return keys;
  }

  /** A sync fails: what it should have made durable can still be read, and no later sync looks at it. */
  givesUp(): void {
    this.#givenUp = [...this.#givenUp, ...this.#cached];
    this.#cached = [];
  }

  /** Keeps of what was not synced what the draw says: nothing, the oldest, or each key's oldest; and may cut one write off. */
  crash({ unsynced, block, random }: CrashOptions): Wreck {
    const [cached, givenUp] = [this.#cached, this.#givenUp];
    this.#cached = [];
    this.#givenUp = NONE;
    this.processStops();
    if (cached.length + givenUp.length === 0) return UNHARMED;
    const kept = cached.length === 0 ? cached : survivors(cached, unsynced, random);
    for (const write of kept) apply(this.#durable, write);
    const lost = cached.filter((write) => !kept.includes(write));
    const cut = block === undefined ? undefined : this.#tears(lost, block, random);
    this.#readable = new Map(this.#durable);
    return { survival: { kept: keysOf(kept), lost: keysOf([...givenUp, ...lost]) }, torn: cut };
  }

  /** Of the writes that came next under their keys one was under way, where one can be told from what was there. */
  #tears(lost: readonly Write[], block: number, random: () => Stream): Write | undefined {
    const next = lost.filter(({ key }, index) => lost.findIndex((write) => write.key === key) === index);
    const candidates = next.filter(({ value }) => partsOf(value) > block);
    if (candidates.length === 0) return undefined;
    const { key, value } = candidates[random().below(candidates.length)]!;
    const cut = block * (1 + random().below(Math.ceil(partsOf(value) / block) - 1));
    const before = this.#durable.get(key);
    const left = torn(before, value, cut);
    if ([before, value].some((whole) => hashPlain(whole) === hashPlain(left))) return undefined;
    const write = { key, value: left };
    apply(this.#durable, write);
    return write;
  }

  /** Nothing is left of it. */
  wipe(): void {
    this.#durable.clear();
    this.#cached = [];
    this.#givenUp = NONE;
    this.#readable.clear();
    this.processStops();
  }

  /** What is durable under each key, in order of key. */
  get durable(): readonly (readonly [key: string, value: unknown])[] {
    return [...this.#durable].sort(([a], [b]) => (a < b ? -1 : 1));
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
    return this.#before ?? { durable: this.#durable, cached: this.#cached, givenUp: this.#givenUp };
  }

  /** What its own node finds there; not to be changed. */
  get now(): Pick<DiskImage, 'durable' | 'cached'> {
    return { durable: this.#durable, cached: this.#cached };
  }

  #image(): DiskImage {
    return { durable: new Map(this.#durable), cached: this.#cached.slice(), givenUp: this.#givenUp };
  }

  save(): DiskState {
    return { now: this.#image(), before: this.#before };
  }

  load({ now, before }: DiskState): void {
    this.#durable = new Map(now.durable);
    this.#cached = now.cached.slice();
    this.#givenUp = now.givenUp;
    this.#readable = readableOf(now);
    this.#before = before;
    this.#ahead.clear();
    this.#again = undefined;
  }
}

const NONE: readonly Write[] = [];
const UNHARMED: Wreck = { survival: undefined, torn: undefined };

function keysOf(writes: readonly Write[]): string[] {
  return [...new Set(writes.map(({ key }) => key))].sort();
}

function survivors(cached: readonly Write[], unsynced: Unsynced, stream: () => Stream): readonly Write[] {
  if (unsynced === 'none') return NONE;
  const random = stream();
  if (unsynced === 'prefix') return cached.slice(0, random.below(cached.length + 1));
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
export function contentsOf(image: DiskImage): Readonly<Record<string, unknown>> {
  const readable = readableOf(image);
  return Object.fromEntries([...readable.keys()].sort().map((key) => [key, copyPlain(readable.get(key))]));
}

function readableOf({ durable, givenUp, cached }: DiskImage): Map<string, unknown> {
  const readable = new Map(durable);
  for (const write of givenUp) apply(readable, write);
  for (const write of cached) apply(readable, write);
  return readable;
}

function apply(target: Map<string, unknown>, write: Write): void {
  if ('value' in write) target.set(write.key, write.value);
  else target.delete(write.key);
}
