import type { BurstModel } from '../base/bursts.ts';
import type { Stream } from '../choices/choices.ts';

/** What the part of a link's bursts in a checkpoint holds. */
export interface LinkBurstsState {
  readonly next: number;
  readonly chains: readonly (readonly [source: string, first: number, isBad: boolean | undefined])[];
}

interface Chain {
  readonly model: BurstModel;
  /** The number of the first message that it meets. */
  readonly first: number;
  /** Undefined as long as it has met none. */
  isBad: boolean | undefined;
}

/**
 * The bursts in which a link loses messages, by what they are of. Each takes a step with each message of the link, also
 * with those that never ask, so that what keeps some of them away leaves the others as they were; and all follow the same
 * draws, so that what is drawn for one does not depend on which others there are.
 */
export class LinkBursts {
  readonly #stream: () => Stream;
  readonly #chains = new Map<string, Chain>();
  /** The next message that moves them. */
  #next = 0;
  #saved: LinkBurstsState | undefined;

  constructor(stream: () => Stream) {
    this.#stream = stream;
  }

  get size(): number {
    return this.#chains.size;
  }

  has(source: string): boolean {
    return this.#chains.has(source);
  }

  begin(source: string, model: BurstModel, first: number): void {
    // Before that nobody looked, so that a link without bursts has nothing to remember.
    if (this.size === 0) this.#next = first;
    const saved = this.#saved?.chains.find(([other]) => other === source);
    this.#chains.set(source, saved ? { model, first: saved[1], isBad: saved[2] } : { model, first, isBad: undefined });
    if (saved) this.#next = this.#saved!.next;
  }

  end(source: string): void {
    this.#chains.delete(source);
  }

  /** Which of them lose a message, by its number; numbers only rise. */
  losing(message: number): readonly string[] {
    if (this.size === 0) return NONE;
    const stream = this.#stream();
    for (; this.#next <= message; this.#next++) {
      const drawn = stream.at(2 * this.#next);
      for (const chain of this.#chains.values()) if (chain.first <= this.#next) step(chain, drawn);
    }
    let drawn = -1;
    return Array.from(this.#chains)
      .filter(([, { isBad, model }]) => {
        const chance = isBad ? model.bad : model.good;
        if (chance === 0 || chance === 1) return chance === 1;
        if (drawn < 0) drawn = stream.at(2 * message + 1);
        return drawn < chance;
      })
      .map(([source]) => source);
  }

  save(): LinkBurstsState {
    return { next: this.#next, chains: Array.from(this.#chains, ([source, { first, isBad }]) => [source, first, isBad]) };
  }

  /** What they are of begins again after it, and finds them where they were. */
  load(state: LinkBurstsState): void {
    this.#saved = state;
    for (const [source, { model, first }] of Array.from(this.#chains)) this.begin(source, model, first);
  }

  /** They have all begun again. */
  loaded(): void {
    this.#saved = undefined;
  }
}

const NONE: readonly string[] = [];

/** It is met as it is in the long run, so that a short fault too loses what was stated. */
function step(chain: Chain, drawn: number): void {
  const { share, enters, leaves } = chain.model;
  chain.isBad = chain.isBad === undefined ? drawn < share : chain.isBad ? drawn >= leaves : drawn < enters;
}
