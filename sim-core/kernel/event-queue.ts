import type { Microseconds } from '../base/units.ts';
import { crowded, MOST_AT_ONCE } from './crowd.ts';
import type { Item } from './item.ts';

/** A binary heap of items by (time, sequence). */
export class EventQueue {
  /** How many of its choices an ordered run has made; always 0 where time decides. */
  taken = 0;
  #heap: Item[] = [];
  readonly #names: readonly string[];

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** The time of the next item; infinity when there is none. */
  get nextTime(): Microseconds {
    return this.#heap.length === 0 ? Infinity : this.#heap[0]!.time;
  }

  /** When a run is over that is to last so long. */
  endOf(duration: Microseconds): Microseconds {
    return duration;
  }

  /** @throws ScenarioError when so much is to happen already that more comes than is ever done. */
  push(item: Item): void {
    const heap = this.#heap;
    let index = heap.length;
    if (index >= MOST_AT_ONCE) throw crowded(heap, this.#names, 'are to happen');
    heap.push(item);
    const { time, sequence } = item;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above]!;
      if (parent.time < time || (parent.time === time && parent.sequence < sequence)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = item;
  }

  pop(): Item | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined) return undefined;
    const last = heap.pop()!;
    const size = heap.length;
    if (size === 0) return first;
    const { time, sequence } = last;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= size) break;
      let child = heap[below]!;
      if (below + 1 < size) {
        const other = heap[below + 1]!;
        if (other.time < child.time || (other.time === child.time && other.sequence < child.sequence)) {
          child = other;
          below += 1;
        }
      }
      if (time < child.time || (time === child.time && sequence < child.sequence)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
    return first;
  }

  /** Any item that is meant. */
  find(isMeant: (item: Item) => boolean): Item | undefined {
    return this.#heap.find(isMeant);
  }

  /** Takes out all items that are meant, in order. */
  take(isMeant: (item: Item) => boolean): readonly Item[] {
    const taken = this.#heap.filter(isMeant);
    if (taken.length === 0) return taken;
    const kept = this.#heap.filter((item) => !isMeant(item));
    this.#heap = kept.sort(inOrder);
    return taken.sort(inOrder);
  }

  /** Moves items ahead to the time that `latest` gives; they keep their sequence. */
  hasten(latest: (item: Item) => Microseconds): void {
    this.#heap = this.#heap
      .map((item) => {
        const time = latest(item);
        return time < item.time ? item.at(time) : item;
      })
      .sort(inOrder);
  }

  /** All items, in order. */
  items(): readonly Item[] {
    return this.#heap.slice().sort(inOrder);
  }

  save(): readonly Item[] {
    return this.#heap.slice();
  }

  load(items: readonly Item[]): void {
    this.#heap = items.slice();
  }
}

function inOrder(a: Item, b: Item): number {
  return a.time - b.time || a.sequence - b.sequence;
}
