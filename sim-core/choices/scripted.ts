import type { Choices, ChoicesState, Stream } from './choices.ts';
import { betweenOf, exponentialOf, type StreamState } from '../base/random.ts';

/**
 * What single draws give instead of what the seed says: by site and by the position of the draw in
 * it, counted from 0, a number at least 0 and less than 1.
 */
export type ChoiceScript = Readonly<Record<string, Readonly<Record<number, number>>>>;

/** Choices that follow a script where it has something to say, and other choices elsewhere. */
export class ScriptedChoices implements Choices {
  readonly #rest: Choices;
  readonly #script: ChoiceScript;
  readonly #streams = new Map<string, Stream>();

  constructor(rest: Choices, script: ChoiceScript) {
    this.#rest = rest;
    this.#script = script;
  }

  stream(site: string): Stream {
    const lines = Object.hasOwn(this.#script, site) ? this.#script[site] : undefined;
    if (lines === undefined) return this.#rest.stream(site);
    let stream = this.#streams.get(site);
    if (!stream) {
      stream = new DecidedStream(this.#rest.stream(site), (drawn) => lines[drawn]);
      this.#streams.set(site, stream);
    }
    return stream;
  }

  isUsed(site: string): boolean {
    return this.#rest.isUsed(site);
  }

  save(): ChoicesState {
    return this.#rest.save();
  }

  load(state: ChoicesState): void {
    this.#rest.load(state);
  }
}

/** A stream of which somebody else decides some draws. It draws from the one behind it all the same, so that the others stay what they were. */
export class DecidedStream implements Stream {
  readonly #behind: Stream;
  readonly #decided: (position: number) => number | undefined;

  constructor(behind: Stream, decided: (position: number) => number | undefined) {
    this.#behind = behind;
    this.#decided = decided;
  }

  next(): number {
    const { drawn } = this.#behind;
    const seeded = this.#behind.next();
    return this.#decided(drawn) ?? seeded;
  }

  at(position: number): number {
    const seeded = this.#behind.at(position);
    return this.#decided(position) ?? seeded;
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  between(from: number, to: number): number {
    return betweenOf(() => this.next(), from, to);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  exponential(mean: number): number {
    return exponentialOf(this.next(), mean);
  }

  save(): StreamState {
    return this.#behind.save();
  }

  load(state: StreamState): void {
    this.#behind.load(state);
  }

  get drawn(): number {
    return this.#behind.drawn;
  }

  rewind(drawn: number): void {
    this.#behind.rewind(drawn);
  }
}
