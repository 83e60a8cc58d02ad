import type { ByzantineBehaviour } from '../sim-core/trace/trace.ts';
import type { Shown } from './shown.ts';

/** Nodes are switched to Byzantine one after the other, and one way leads back to the run as it was written. */
export class WhatIf {
  /** Where the cursor stood in the honest run when the first node was switched. */
  #honestCursor: number | undefined;

  /** What to show when a node behaves otherwise from the beginning; null makes it honest. */
  switched({ file, seed, byzantine }: Shown, cursor: number, node: string, behaviour: ByzantineBehaviour | null): Shown {
    if (Object.keys(byzantine).length === 0) this.#honestCursor = cursor;
    const others = Object.entries(byzantine).filter(([name]) => name !== node);
    if (behaviour === null && others.length === 0) return this.honest({ file, seed, byzantine });
    return { file, seed, byzantine: Object.fromEntries(behaviour === null ? others : [...others, [node, behaviour]]) };
  }

  /** The run as written, at the step where the what-if began. */
  honest({ file, seed }: Shown): Shown {
    return { file, seed, byzantine: {}, ...(this.#honestCursor === undefined ? {} : { cursor: this.#honestCursor }) };
  }
}
