import { countWhile } from '../../sim-core/base/count-while.ts';

const BLOCK = 16;

/**
 * Intervals of steps, found by the window that they touch: also those whose ends both lie outside.
 * The intervals are sorted by their beginning, and a tree holds the greatest end below each of its
 * nodes, so that a visit costs as much as it finds, however long the intervals are.
 */
export class IntervalIndex {
  /** First step of each interval, ascending. */
  readonly from: Uint32Array;
  /** Last step of each interval. */
  readonly to: Uint32Array;
  readonly #latest: Uint32Array;
  readonly #width: number;

  constructor(from: Uint32Array, to: Uint32Array) {
    this.from = from;
    this.to = to;
    const blocks = Math.max(1, Math.ceil(to.length / BLOCK));
    let width = 1;
    while (width < blocks) width *= 2;
    this.#width = width;
    const latest = new Uint32Array(2 * width);
    for (let index = 0, leaf = width; index < to.length; leaf++) {
      const end = Math.min(to.length, index + BLOCK);
      let most = 0;
      for (; index < end; index++) if (to[index]! > most) most = to[index]!;
      latest[leaf] = most;
    }
    for (let node = width - 1; node > 0; node--) latest[node] = Math.max(latest[2 * node]!, latest[2 * node + 1]!);
    this.#latest = latest;
  }

  /** Calls `found` with the index of each interval that touches `first` to `last`, both included, by beginning. */
  visit(first: number, last: number, found: (index: number) => void): void {
    const bound = this.#firstAfter(last);
    const descend = (node: number, block: number, blocks: number): void => {
      if (block * BLOCK >= bound || this.#latest[node]! < first) return;
      if (blocks > 1) {
        descend(2 * node, block, blocks / 2);
        descend(2 * node + 1, block + blocks / 2, blocks / 2);
        return;
      }
      const end = Math.min(bound, (block + 1) * BLOCK);
      for (let index = block * BLOCK; index < end; index++) if (this.to[index]! >= first) found(index);
    };
    descend(1, 0, this.#width);
  }

  /** The number of intervals that begin at or before `step`. */
  #firstAfter(step: number): number {
    return countWhile(this.from.length, (at) => this.from[at]! <= step);
  }
}
