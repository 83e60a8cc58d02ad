import { countWhile } from '../base/count-while.ts';

/**
 * What stands beside the lanes of a run besides its spans: values that are told by functions of the author's or by what waits and
 * what clocks read, each from one step to the next at which it is another. They are no part of the trace, since they change
 * with what somebody wants to see of it.
 */

/**
 * `state`: what a function of `lanes` says of a node's state. `clock`: how far its time of day is from the true time. `queue`: how many bytes wait in
 * front of a line that it sends or receives through.
 */
export type BandKind = 'state' | 'clock' | 'queue';

/** Of what a band tells. */
export interface BandSubject {
  readonly kind: BandKind;
  /** Beside whose lane it stands. */
  readonly node: number;
  /** The name of the function or of the line, `a>*` for all lines of a node together; empty for a clock. */
  readonly name: string;
  /** Of a queue, how many bytes fit in; absent without a bound. */
  readonly limit?: number;
}

export interface BandPiece {
  readonly from: number;
  /** The first step at which it is otherwise; the number of steps for what is so at the end. */
  readonly to: number;
  /** A text, for `state`. Microseconds for a clock: the greatest error of the piece, ahead of the true time where it is positive. Bytes for a queue, the most of the piece. */
  readonly value: string | number;
  /** How many changes this piece stands for, where there is no room for each: then the value is one of them, or the greatest. */
  readonly changes?: number;
}

export interface Band extends BandSubject {
  /** Ascending; between them there is nothing to tell. */
  readonly pieces: readonly BandPiece[];
  /** The greatest number that it ever tells, as far as is known; 0 for texts. */
  readonly most: number;
}

/** What stands beside the lanes over a stretch of steps. */
export interface BandWindow {
  readonly from: number;
  /** The first step that is not in it. */
  readonly to: number;
  /** All bands that tell anything anywhere in the run, as far as is known, also where they tell nothing here. */
  readonly bands: readonly Band[];
  /** Why something is missing from some step on; absent where nothing is. */
  readonly lacking?: readonly string[];
}

/** How one subject of a band goes on over a run: numbers, of which 0 is nothing, and positions in a list of texts plus 1. */
export class BandTrack {
  readonly subject: BandSubject;
  readonly #texts: readonly string[] | undefined;
  /** The steps at which it became otherwise, ascending, and what it became. */
  readonly #steps: number[] = [];
  readonly #values: number[] = [];
  #most = 0;

  constructor(subject: BandSubject, texts?: readonly string[]) {
    this.subject = subject;
    this.#texts = texts;
  }

  /** It is so from a step on. */
  becomes(step: number, value: number): void {
    if (value === (this.#values.at(-1) ?? 0)) return;
    this.#note(value);
    this.#steps.push(step);
    this.#values.push(value);
  }

  /** What lasts already was at some step of it as great as this. */
  reaches(step: number, value: number): void {
    const last = this.#values.at(-1) ?? 0;
    if (value === 0 || last === 0) return this.becomes(step, value);
    if (Math.abs(value) <= Math.abs(last)) return;
    this.#note(value);
    this.#values[this.#values.length - 1] = value;
  }

  #note(value: number): void {
    if (!this.#texts) this.#most = Math.max(this.#most, Math.abs(value));
  }

  get isEmpty(): boolean {
    return this.#steps.length === 0;
  }

  /** What it tells between two steps, of which the second is not in it, in about as many pieces as are asked for at most. `end` is the last step that is known, plus 1. */
  within(from: number, to: number, most: number, end: number): Band {
    const pieces: { from: number; to: number; value: string | number; changes?: number }[] = [];
    const first = Math.max(0, this.#lastAt(from));
    const last = this.#lastAt(to - 1);
    const width = last - first + 1 > most ? (to - from) / most : 0;
    let bucket = -1;
    for (let index = first; index <= last; index++) {
      const value = this.#values[index]!;
      const piece = { from: this.#steps[index]!, to: this.#steps[index + 1] ?? end };
      const place = width === 0 ? index : Math.floor((Math.max(from, piece.from) - from) / width);
      const before = pieces.at(-1);
      if (place === bucket && before) {
        before.to = piece.to;
        before.changes = (before.changes ?? 1) + 1;
        if (typeof before.value === 'number' && Math.abs(value) > Math.abs(before.value)) before.value = value;
      } else if (value !== 0) {
        bucket = place;
        pieces.push({ ...piece, value: this.#texts ? this.#texts[value - 1]! : value });
      }
    }
    return { ...this.subject, pieces, most: this.#most };
  }

  /** The last change up to and with a step; -1 when there is none. */
  #lastAt(step: number): number {
    return countWhile(this.#steps.length, (at) => this.#steps[at]! <= step) - 1;
  }
}
