import type { ByzantineBehaviour } from '../sim-core/trace/trace.ts';
import type { Shown } from './shown.ts';

/** Nodes are switched to Byzantine one after the other, and one way leads back to the run as it was written. */
export class WhatIf {
  /** Where the cursor stood in the honest run when the first node was switched. */
  #honestCursor: number | undefined;

  /** What to show when a node behaves otherwise from the beginning; null makes it honest. */
  switched(shown: Shown, cursor: number, node: string, behaviour: ByzantineBehaviour | null): Shown {
    const { cursor: _cursor, byzantine, ...same } = shown;
    if (Object.keys(byzantine).length === 0) this.#honestCursor = cursor;
    const others = Object.entries(byzantine).filter(([name]) => name !== node);
    if (behaviour === null && others.length === 0) return this.honest(shown);
    return { ...same, byzantine: Object.fromEntries(behaviour === null ? others : [...others, [node, behaviour]]) };
  }

  /** The run as written, at the step where the what-if began. */
  honest({ cursor: _cursor, ...same }: Shown): Shown {
    return { ...same, byzantine: {}, ...(this.#honestCursor === undefined ? {} : { cursor: this.#honestCursor }) };
  }
}
