import { countWhile } from '../../sim-core/base/count-while.ts';
import { LastQuestion } from '../../sim-core/base/last-question.ts';
import type { Band, BandPiece, BandWindow } from '../../sim-core/trace/bands.ts';

/** At least so many steps are asked for on either side of those that are in sight. */
const AROUND = 400;
/** A window that is so many times as long as what is in sight may be too coarse for it. */
const COARSE = 8;

/** A piece of a band. */
export interface BandAt {
  readonly band: Band;
  readonly piece: BandPiece;
}

/** What stands beside the lanes, which lives outside of the webview: the last window of it that has arrived. */
export class BandCache {
  readonly #steps: number;
  readonly #question: LastQuestion<readonly [from: number, to: number]>;
  #window: BandWindow = { from: 0, to: 0, bands: [] };
  /** What was asked for when it arrived, which may be more than there was. */
  #answered: readonly [from: number, to: number] = [0, 0];
  #asked: readonly [from: number, to: number] = [0, 0];

  constructor(steps: number, ask: (from: number, to: number) => void) {
    this.#steps = steps;
    this.#question = new LastQuestion((range) => {
      this.#asked = range;
      ask(...range);
    });
  }

  get bands(): readonly Band[] {
    return this.#window.bands;
  }

  /** The bands beside one lane, those of functions first, and then its clock and its queues. */
  beside(lane: number): readonly Band[] {
    return this.#window.bands.filter(({ node }) => node === lane);
  }

  /** How many bands stand beside the lane that has most of them. */
  get most(): number {
    const counts = new Map<number, number>();
    for (const { node } of this.#window.bands) counts.set(node, (counts.get(node) ?? 0) + 1);
    return Math.max(0, ...counts.values());
  }

  /** Asks for what stands beside these steps, both included, where that has not arrived. */
  want(first: number, last: number): void {
    if (last < first || this.#covers(this.#answered, first, last)) return;
    const around = Math.max(AROUND, last - first);
    this.#question.want([Math.max(0, first - around), Math.min(this.#steps, last + 1 + around)]);
  }

  arrived(window: BandWindow): void {
    this.#window = window;
    // A page that was saved answers with all that it has.
    this.#answered = [Math.min(this.#asked[0], window.from), Math.max(this.#asked[1], window.to)];
    this.#question.answered();
  }

  /** What is so after a step. */
  at(step: number): readonly BandAt[] {
    return this.#window.bands.flatMap((band) => {
      const piece = band.pieces[firstAfter(band.pieces, step)];
      return piece && piece.from <= step ? [{ band, piece }] : [];
    });
  }

  #covers([from, to]: readonly [number, number], first: number, last: number): boolean {
    if (first < from || last >= to) return false;
    const isCoarse = to - from > COARSE * (last - first + 1 + AROUND);
    return !isCoarse || !this.#window.bands.some(({ pieces }) => pieces.some(({ changes }) => changes !== undefined));
  }
}

/** The place of the first piece that goes on beyond a step; a page that was saved has many of them. */
export function firstAfter(pieces: readonly BandPiece[], step: number): number {
  return countWhile(pieces.length, (at) => pieces[at]!.to <= step);
}
