import { EventQueue, Item } from './queue.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { NONE } from '../trace/event.ts';

/** What an agenda's part of a checkpoint holds. */
export interface AgendaState {
  readonly sequence: number;
  readonly queue: readonly Item[];
  /** What happens at once, in order. */
  readonly effects: readonly Item[];
}

/**
 * What is to happen: the queue by (time, sequence), and before it the effects of the last event that
 * happen at once.
 */
export class Agenda {
  readonly queue = new EventQueue();
  #effects: Item[] = [];
  #nextEffect = 0;
  /** What happens before even the effects: the loss of the message that was just sent. */
  #first: Item | undefined;
  #sequence = 0;

  /** The next place in the total order. */
  sequence(): number {
    return this.#sequence++;
  }

  /** Whether nothing waits to happen at once. */
  get idle(): boolean {
    return this.#nextEffect === this.#effects.length;
  }

  atOnce(item: Item): void {
    this.#effects.push(item);
  }

  first(item: Item): void {
    this.#first = item;
  }

  /** Takes what happens at once, if anything does. */
  takeImmediate(): Item | undefined {
    const first = this.#first;
    if (first) {
      this.#first = undefined;
      return first;
    }
    if (this.idle) return undefined;
    const item = this.#effects[this.#nextEffect++]!;
    if (this.idle) {
      this.#effects = [];
      this.#nextEffect = 0;
    }
    return item;
  }

  /** The start, restart or thaw of a process. */
  lifeItem(what: number, time: number, process: SimulatedProcess, cause: number): Item {
    return new Item(time, this.#sequence++, what, process.index, -1, '', undefined, 0, cause, process.incarnation, 0, 0, NONE);
  }

  /** Something that happens to the world and not to one process. */
  worldItem(what: number, time: number, tag: number): Item {
    return new Item(time, this.#sequence++, what, -1, -1, '', undefined, 0, -1, 0, tag, 0, NONE);
  }

  /** What waited while a process could not run comes now, in order of arrival. */
  catchUp(process: SimulatedProcess, now: number): void {
    const waiting = process.backlog;
    process.backlog = [];
    for (const item of waiting) this.queue.push(item.at(now, this.#sequence++));
  }

  save(): AgendaState {
    return {
      sequence: this.#sequence,
      queue: this.queue.save(),
      effects: [...(this.#first ? [this.#first] : []), ...this.#effects.slice(this.#nextEffect)],
    };
  }

  load(state: AgendaState): void {
    this.#sequence = state.sequence;
    this.queue.load(state.queue);
    this.#effects = state.effects.slice();
    this.#nextEffect = 0;
    this.#first = undefined;
  }
}
