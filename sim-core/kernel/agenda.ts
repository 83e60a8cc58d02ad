import type { Microseconds } from '../base/units.ts';
import { NONE } from '../trace/event.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { crowded, MOST_AT_ONCE } from './crowd.ts';
import type { EventQueue } from './event-queue.ts';
import { Item, ITEM } from './item.ts';

/** What an agenda's part of a checkpoint holds. */
export interface AgendaState {
  readonly sequence: number;
  readonly queue: readonly Item[];
  readonly taken: number;
  readonly waiting: readonly (readonly Item[])[];
  readonly held: readonly Item[];
}

/**
 * What is to happen: the queue by (time, sequence), what waits for a process that cannot run, and the
 * messages that links hold back.
 */
export class Agenda {
  readonly queue: EventQueue;
  /** For each process what came while it could not run, in order of arrival. */
  readonly #waiting: Item[][];
  /** What has come to the end of a link that holds it back. */
  #held: Item[] = [];
  #sequence = 0;
  readonly #names: readonly string[];

  /** @param names of the processes */
  constructor(names: readonly string[], queue: EventQueue) {
    this.queue = queue;
    this.#names = names;
    this.#waiting = names.map(() => []);
  }

  /**
   * Places in the total order for what a call brings about: the effect itself, and what follows from
   * it. A call has them all at once, however the run is executed.
   */
  sequence(count = 1): number {
    const first = this.#sequence;
    this.#sequence += count;
    return first;
  }

  /** Something that happens to the world or begins a node, at a place of its own. */
  worldItem(what: number, time: Microseconds, place: number, node: number, name: string, tag = 0): Item {
    return new Item(time, place, what, node, -1, name, undefined, 0, -1, 0, tag, 0, NONE);
  }

  // What waits for a process.

  hasWaiting(process: SimulatedProcess): boolean {
    return this.#waiting[process.index]!.length > 0;
  }

  /** Puts an item behind what waits already. @throws ScenarioError when that is so much that more comes than is ever done. */
  wait({ index, name }: SimulatedProcess, item: Item): void {
    const waiting = this.#waiting[index]!;
    if (waiting.length >= MOST_AT_ONCE) throw crowded(waiting, this.#names, `wait for '${name}'`, { node: name });
    waiting.push(item);
  }

  /** What has waited longest. */
  nextWaiting(process: SimulatedProcess): Item | undefined {
    return this.#waiting[process.index]!.shift();
  }

  /** A process that can run again goes on with what waited, one after the other. */
  wake(process: SimulatedProcess, now: Microseconds): void {
    if (!this.hasWaiting(process)) return;
    this.queue.push(new Item(now, this.sequence(), ITEM.wake, process.index, -1, '', undefined, 0, -1, process.incarnation, 0, 0, NONE));
  }

  /** Everything that waited for a process that died. */
  dropWaiting(process: SimulatedProcess): readonly Item[] {
    const dropped = this.#waiting[process.index]!;
    this.#waiting[process.index] = [];
    return dropped;
  }

  // What links hold back.

  /** @throws ScenarioError when so much is held back already that it will never come to an end. */
  hold(item: Item): void {
    if (this.#held.length >= MOST_AT_ONCE) throw crowded(this.#held, this.#names, 'are held back by links');
    this.#held.push(item);
  }

  /** Lets go what is no longer held, in the order of sending. */
  release(isHeld: (item: Item) => boolean, now: Microseconds): void {
    const free = this.#held.filter((item) => !isHeld(item));
    if (free.length === 0) return;
    this.#held = this.#held.filter(isHeld);
    for (const item of free) this.queue.push(item.at(now));
  }

  /** What a running handler would still bring about. */
  takeEffects(process: SimulatedProcess): readonly Item[] {
    return this.queue.take((item) => item.node === process.index && item.isEffect && item.incarnation === process.incarnation);
  }

  /** Everything that is to happen, is held back or waits, each in the order in which it will go on. */
  pending(): { readonly queued: readonly Item[]; readonly held: readonly Item[]; readonly waiting: readonly Item[] } {
    // What links let go goes on in the order of sending.
    const held = this.#held.slice().sort((a, b) => a.sequence - b.sequence);
    return { queued: this.queue.items(), held, waiting: this.#waiting.flat() };
  }

  save(): AgendaState {
    return {
      sequence: this.#sequence,
      queue: this.queue.save(),
      taken: this.queue.taken,
      waiting: this.#waiting.map((items) => items.slice()),
      held: this.#held.slice(),
    };
  }

  load(state: AgendaState): void {
    this.#sequence = state.sequence;
    this.queue.load(state.queue);
    this.queue.taken = state.taken;
    state.waiting.forEach((items, process) => (this.#waiting[process] = items.slice()));
    this.#held = state.held.slice();
  }
}
