import type { StreamState } from '../base/random.ts';
import type { Choices, ChoicesState, Stream } from './choices.ts';
import { Drawing } from './drawing.ts';

/** What a draw at a position of a site becomes, from at least 0 to less than 1 like the draw itself. */
export type Bend = (drawn: number, position: number) => number;

/** How the draws of a site are bent; undefined for one that stays as it is. */
export type Bending = (site: string) => Bend | undefined;

/**
 * Choices of which some are bent. What they are bent from is drawn all the same, so that the others stay what they were. It keeps
 * nothing of its own, so that checkpoints are those of the choices behind it.
 */
export class BentChoices implements Choices {
  readonly #behind: Choices;
  readonly #bending: Bending;
  readonly #streams = new Map<string, Stream>();

  constructor(behind: Choices, bending: Bending) {
    this.#behind = behind;
    this.#bending = bending;
  }

  stream(site: string): Stream {
    let stream = this.#streams.get(site);
    if (!stream) {
      const bend = this.#bending(site);
      stream = bend ? new BentStream(this.#behind.stream(site), bend) : this.#behind.stream(site);
      this.#streams.set(site, stream);
    }
    return stream;
  }

  isUsed(site: string): boolean {
    return this.#behind.isUsed(site);
  }

  save(): ChoicesState {
    return this.#behind.save();
  }

  load(state: ChoicesState): void {
    this.#behind.load(state);
  }
}

class BentStream extends Drawing {
  readonly #behind: Stream;
  readonly #bend: Bend;

  constructor(behind: Stream, bend: Bend) {
    super();
    this.#behind = behind;
    this.#bend = bend;
  }

  next(): number {
    const { drawn } = this.#behind;
    return this.#bend(this.#behind.next(), drawn);
  }

  at(position: number): number {
    return this.#bend(this.#behind.at(position), position);
  }

  get drawn(): number {
    return this.#behind.drawn;
  }

  save(): StreamState {
    return this.#behind.save();
  }

  load(state: StreamState): void {
    this.#behind.load(state);
  }

  rewind(drawn: number): void {
    this.#behind.rewind(drawn);
  }
}
