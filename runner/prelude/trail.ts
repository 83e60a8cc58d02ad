import type { LineColumns, LineLook, SeenLine } from '../protocol.ts';
import { Portraits } from './portraits.ts';

/** So many statements are remembered of one handler: a loop may be long. */
export const MOST_LINES = 5_000;
/** So many of a run. */
const MOST_IN_ALL = 20_000_000;
/** So many are looked at in one go. */
export const MOST_SEEN = 20_000;

/**
 * On which lines the handlers of a run are, in the order in which they come there. The probes of a bundle call it; it
 * reads what they hand out and calls no code of the user's.
 */
export class Trail {
  /** The handler that runs, if one does: properties and the like leave no trail. */
  running: { readonly self: unknown; readonly run: { readonly log: { readonly steps: number } } | undefined } = {
    self: undefined,
    run: undefined,
  };
  proxies: WeakSet<object> = new WeakSet();
  #follows = false;
  readonly #sites: number[] = [];
  readonly #calls: number[] = [];
  readonly #events: number[] = [];
  /** Where the trail of a step begins and how long it is. */
  readonly #begins = new Map<number, number>();
  readonly #lengths = new Map<number, number>();
  #step = -1;
  #index = 0;
  #calledLast = 0;
  #look: LineLook | undefined;
  #looksAt: ReadonlySet<number> | undefined;
  #seen: SeenLine[] = [];
  /** The latest step of which something was seen. */
  #seenTo = -1;
  #portraits = new Portraits(this.proxies);

  follow(): void {
    this.#follows = true;
    for (const list of [this.#sites, this.#calls, this.#events]) list.length = 0;
    this.#begins.clear();
    this.#lengths.clear();
  }

  begins(step: number): void {
    this.#step = step;
    this.#index = 0;
    this.#calledLast = 0;
    if (this.#follows) {
      this.#begins.set(step, this.#sites.length);
      this.#lengths.set(step, 0);
    }
    // What was seen of it so far had not yet met what strikes it now.
    if (step <= this.#seenTo) this.#seen = this.#seen.filter((shown) => shown.step !== step);
  }

  call(): number {
    return ++this.#calledLast;
  }

  at(site: number, call: number): boolean {
    if (this.running.self === undefined || this.#index >= MOST_LINES) return false;
    const index = this.#index++;
    if (this.#follows && this.#sites.length < MOST_IN_ALL) {
      this.#sites.push(site);
      this.#calls.push(call);
      this.#events.push(this.running.run?.log.steps ?? 0);
      this.#lengths.set(this.#step, index + 1);
    }
    const look = this.#look;
    if (!look || this.#step < look.from || this.#step > look.to || (this.#looksAt && !this.#looksAt.has(site))) return false;
    if (look.between && (index < look.between[0] || index >= look.between[1])) return false;
    if (this.#seen.length >= MOST_SEEN) return false;
    this.#seenTo = Math.max(this.#seenTo, this.#step);
    this.#seen.push({ step: this.#step, index, site, values: [] });
    return true;
  }

  see(getters: readonly (() => unknown)[]): void {
    const shown = this.#seen.pop()!;
    this.#portraits.begin();
    const values = getters.map((read) => this.#portraits.of(read, this.running.self));
    this.#seen.push({ ...shown, values });
  }

  look(look: LineLook): void {
    this.#follows = false;
    this.#look = look;
    this.#looksAt = look.sites && new Set(look.sites);
    this.#seen = [];
    this.#seenTo = -1;
    this.#portraits = new Portraits(this.proxies);
  }

  takeSeen(): readonly SeenLine[] {
    const seen = this.#seen;
    this.#look = undefined;
    this.#seen = [];
    this.#seenTo = -1;
    return seen;
  }

  /** For each step where its trail begins and how long it is; for each statement of it its site, its call and how many events there were. */
  packed(steps: number): LineColumns {
    const begins = new Int32Array(steps);
    const lengths = new Int32Array(steps);
    for (const [step, at] of this.#begins) {
      if (step < 0 || step >= steps) continue;
      begins[step] = at;
      lengths[step] = this.#lengths.get(step)!;
    }
    const buffer = (list: number[]): ArrayBuffer => Int32Array.from(list).buffer;
    return {
      begins: begins.buffer,
      lengths: lengths.buffer,
      sites: buffer(this.#sites),
      calls: buffer(this.#calls),
      events: buffer(this.#events),
    };
  }
}
