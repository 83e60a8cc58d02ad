import { visible } from '../base/plain-text.ts';
import type { Microseconds } from '../base/units.ts';
import type { PropertyOutcome, Thrown } from '../base/verdict.ts';
import type { Judge } from './judge.ts';

export interface HandlersState {
  readonly threw: Threw | undefined;
}

interface Threw {
  readonly step: number;
  readonly time: Microseconds;
  readonly because: string;
  readonly evidence: { readonly nodes: readonly string[] };
  readonly thrown: Thrown;
}

/** The built-in safety property: no handler throws. It is told, not asked. */
export class HandlersJudge implements Judge<HandlersState> {
  readonly property: { readonly name: string; readonly kind: 'safety' };
  readonly due = Infinity;
  readonly remembers = false;
  readsTime = false;
  #threw: Threw | undefined;

  constructor(name: string) {
    this.property = { name, kind: 'safety' };
  }

  get settled(): boolean {
    return this.#threw !== undefined;
  }

  /** A handler threw; the first counts. */
  threw(step: number, time: Microseconds, message: string, thrown: Thrown): void {
    const { node, handler } = thrown;
    this.#threw ??= {
      step,
      time,
      because: `The handler ${visible(handler)} of '${visible(node)}' threw ${message}`,
      evidence: { nodes: [node] },
      thrown,
    };
  }

  observe(): void {}

  overdue(): void {}

  checkMemory(): void {}

  outcome(): PropertyOutcome {
    return this.#threw ? { ...this.property, verdict: 'violated', ...this.#threw } : { ...this.property, verdict: 'held' };
  }

  fingerprint(): unknown {
    return this.settled;
  }

  save(): HandlersState {
    return { threw: this.#threw };
  }

  load({ threw }: HandlersState): void {
    this.#threw = threw;
  }
}
