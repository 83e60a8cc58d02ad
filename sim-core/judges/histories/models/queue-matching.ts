import { endOf } from '../in-blocks.ts';
import type { Timed } from '../model.ts';

/** What was put into a queue, and who took it out. */
export interface Matched<Of> {
  readonly enqueue: Of;
  readonly dequeue: Of;
}

/** The operations of a queue in which items may be equal. */
export interface ToMatch<Of> {
  readonly enqueues: readonly Of[];
  /** Those that are known to have returned an item. */
  readonly dequeues: readonly Of[];
  /** Those that are known to have found it empty. */
  readonly nothings: readonly Of[];
  /** Those that may have taken anything, or nothing. */
  readonly mayTake: readonly Of[];
  /** The same text for equal items, of an enqueue and of a dequeue. */
  itemOf(each: Of): string;
}

/** So many pairs are tried before it gives up, unless it is given another number. */
const MOST_TRIED = 200_000;
/** So much is kept of what leads nowhere. */
const MOST_CHARACTERS = 20_000_000;

/**
 * Finds who took what where items are equal, so that a queue has an order: what is enqueued in some order is dequeued in that
 * very order, so that pairs are taken in turn, each of an enqueue and a dequeue that have nothing left before them. Who found it
 * empty is a pair of its own, with all before it over and all after it yet to come. With a pair for each dequeue the items are
 * told apart, and then no other pattern makes a queue impossible (Henzinger, Sezgin and Vafeiadis 2013). `none` when every
 * way was tried.
 */
export function matchingOf<Of extends Timed>(given: ToMatch<Of>, most = MOST_TRIED): readonly Matched<Of>[] | 'none' | 'unknown' {
  return new Matching(given).find(most);
}

interface Pair<Of> {
  readonly enqueue: Entry<Of>;
  readonly dequeue: Entry<Of>;
}

interface Frame<Of> {
  readonly taken: Pair<Of> | undefined;
  readonly candidates: readonly Pair<Of>[];
  next: number;
}

class Matching<Of extends Timed> {
  readonly #enqueues: Line<Of>;
  readonly #dequeues: Line<Of>;
  readonly #mayTake: Line<Of>;
  readonly #deadEnds = new Set<string>();
  /** When the last of those that were taken began, after each of them. */
  readonly #latest: number[] = [-Infinity];
  #left: number;

  constructor({ enqueues, dequeues, nothings, mayTake, itemOf }: ToMatch<Of>) {
    const empty = new Map(nothings.map((each, index) => [each, `nothing ${index}`]));
    const nameOf = (each: Of): string => empty.get(each) ?? itemOf(each);
    this.#enqueues = new Line([...enqueues, ...nothings], nameOf);
    this.#dequeues = new Line([...dequeues, ...nothings], nameOf);
    this.#mayTake = new Line(mayTake, nameOf);
    this.#left = dequeues.length + nothings.length;
  }

  find(most: number): readonly Matched<Of>[] | 'none' | 'unknown' {
    const path: Frame<Of>[] = [{ taken: undefined, candidates: this.#candidates(), next: 0 }];
    let [tried, characters] = [0, 0];
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      if (this.#left === 0) return path.flatMap(({ taken }) => (taken && !isNothing(taken) ? [ofPair(taken)] : []));
      const pair = frame.candidates[frame.next++];
      if (!pair) {
        const text = this.#text();
        this.#deadEnds.add(text);
        characters += text.length;
        if (frame.taken) this.#putBack(frame.taken);
        path.pop();
        continue;
      }
      if (++tried > most || characters > MOST_CHARACTERS) return 'unknown';
      this.#take(pair);
      if (this.#deadEnds.size > 0 && this.#deadEnds.has(this.#text())) this.#putBack(pair);
      else path.push({ taken: pair, candidates: this.#candidates(), next: 0 });
    }
    return 'none';
  }

  /** Those that can be next, who has to be done soonest first, and then what somebody may have taken who does not know. */
  #candidates(): readonly Pair<Of>[] {
    const enqueues = this.#enqueues.first().sort(byEnd);
    const dequeues = this.#dequeues.first().sort(byEnd);
    const pairs = dequeues.flatMap((dequeue) => {
      const fits = enqueues.filter(({ item, begin }) => item === dequeue.item && begin < dequeue.end);
      // Of equal items of which nobody knows whether they were enqueued, the earliest can be had by all.
      const perhaps = fits.filter(({ end }) => end === Infinity).sort((a, b) => a.begin - b.begin);
      return [...fits.filter(({ end }) => end < Infinity), ...perhaps.slice(0, 1)].map((enqueue) => ({ enqueue, dequeue }));
    });
    // When it was empty, all before was under way at least, and nothing of what is left had ended.
    const soonest = Math.min(enqueues[0]?.end ?? Infinity, dequeues[0]?.end ?? Infinity);
    const possible = pairs.filter((pair) => !isNothing(pair) || this.#latest.at(-1)! < soonest);
    const taker = this.#mayTake.next();
    if (!taker || dequeues.some(({ end }) => end < taker.begin)) return possible;
    const known = enqueues.filter(({ of, end }) => end < Infinity && of.operation === 'enqueue');
    return [...possible, ...known.map((enqueue) => ({ enqueue, dequeue: taker }))];
  }

  #take({ enqueue, dequeue }: Pair<Of>): void {
    this.#latest.push(Math.max(this.#latest.at(-1)!, enqueue.begin, dequeue.begin));
    this.#enqueues.take(enqueue);
    (dequeue.end === Infinity ? this.#mayTake : this.#dequeues).take(dequeue);
    if (dequeue.end < Infinity) this.#left -= 1;
  }

  #putBack({ enqueue, dequeue }: Pair<Of>): void {
    this.#latest.pop();
    this.#enqueues.putBack(enqueue);
    (dequeue.end === Infinity ? this.#mayTake : this.#dequeues).putBack(dequeue);
    if (dequeue.end < Infinity) this.#left += 1;
  }

  #text(): string {
    return `${this.#enqueues.text()}|${this.#dequeues.text()}|${this.#mayTake.text()}`;
  }
}

/** What found the queue empty stands in both lines. */
function isNothing({ enqueue, dequeue }: Pair<unknown>): boolean {
  return enqueue.of === dequeue.of;
}

function ofPair<Of>({ enqueue, dequeue }: Pair<Of>): Matched<Of> {
  return { enqueue: enqueue.of, dequeue: dequeue.of };
}

interface Entry<Of> {
  readonly of: Of;
  readonly item: string;
  readonly begin: number;
  readonly end: number;
  readonly place: number;
}

function byEnd(a: Entry<unknown>, b: Entry<unknown>): number {
  return a.end - b.end || a.begin - b.begin;
}

/** Operations in the order in which they began, of which some are taken; what is put back last was taken first. */
class Line<Of extends Timed> {
  readonly #entries: readonly Entry<Of>[];
  /** The next one behind each place that is not taken, and the one before it; the last place is the end of the line. */
  readonly #next: Int32Array;
  readonly #before: Int32Array;
  #highest = -1;
  readonly #highestBefore: number[] = [];

  constructor(operations: readonly Of[], itemOf: (each: Of) => string) {
    const sorted = [...operations].sort((a, b) => a.invokedAt - b.invokedAt);
    this.#entries = sorted.map((of, place) => ({ of, item: itemOf(of), begin: of.invokedAt, end: endOf(of), place }));
    const end = sorted.length;
    this.#next = Int32Array.from({ length: end + 1 }, (_, place) => (place === end ? 0 : place + 1));
    this.#before = Int32Array.from({ length: end + 1 }, (_, place) => (place === 0 ? end : place - 1));
  }

  /** All that no other one that is left has to come before. */
  first(): Entry<Of>[] {
    const found: Entry<Of>[] = [];
    let soonest = Infinity;
    for (let place = this.#start(); place < this.#entries.length; place = this.#next[place]!) {
      const entry = this.#entries[place]!;
      if (entry.begin > soonest) break;
      soonest = Math.min(soonest, entry.end);
      found.push(entry);
    }
    return found;
  }

  next(): Entry<Of> | undefined {
    return this.#entries[this.#start()];
  }

  take({ place }: Entry<Of>): void {
    const [next, before] = [this.#next[place]!, this.#before[place]!];
    this.#next[before] = next;
    this.#before[next] = before;
    this.#highestBefore.push(this.#highest);
    this.#highest = Math.max(this.#highest, place);
  }

  putBack({ place }: Entry<Of>): void {
    this.#next[this.#before[place]!] = place;
    this.#before[this.#next[place]!] = place;
    this.#highest = this.#highestBefore.pop()!;
  }

  /** Which are taken. */
  text(): string {
    const left: number[] = [];
    for (let place = this.#start(); place < this.#highest; place = this.#next[place]!) left.push(place);
    return `${this.#highest}:${left.join()}`;
  }

  #start(): number {
    return this.#next[this.#entries.length]!;
  }
}
