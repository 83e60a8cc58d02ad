import type { PropertyDefinition } from '../author/properties.ts';
import { copyMemory, freshMemory } from './memory.ts';
import type { Ask, Moment } from './moment.ts';
import type { PropertyOutcome } from '../base/verdict.ts';

export interface SometimesState {
  readonly memory: unknown;
  readonly reached: { readonly step: number; readonly time: number } | undefined;
}

/** Must be reached at least once: guards against a run in which nothing of interest happened. */
export class SometimesJudge {
  readonly property: PropertyDefinition;
  #memory: unknown;
  #reached: SometimesState['reached'];

  constructor(property: PropertyDefinition) {
    this.property = property;
    this.#memory = freshMemory(property);
  }

  /** Once reached is enough. */
  get settled(): boolean {
    return this.#reached !== undefined;
  }

  observe({ step, time }: Moment, ask: Ask): void {
    if (ask(this.property, this.#memory) === true) this.#reached = { step, time };
  }

  outcome(): PropertyOutcome {
    const { name, kind } = this.property;
    if (this.#reached) return { name, kind, verdict: 'held', ...this.#reached };
    return { name, kind, verdict: 'vacuous', because: 'It was never reached in this run; a sweep may reach it.' };
  }

  save(): SometimesState {
    return { memory: copyMemory(this.property, this.#memory), reached: this.#reached };
  }

  load(state: SometimesState): void {
    this.#memory = copyMemory(this.property, state.memory);
    this.#reached = state.reached;
  }
}
