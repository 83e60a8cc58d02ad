import type { PropertyDefinition } from '../author/properties.ts';
import type { PropertyOutcome } from '../base/verdict.ts';
import { foundAt, type Ask, type Found, type Judge, type Moment } from './judge.ts';
import { copyMemory, freshMemory, requirePlainMemory } from './memory.ts';

export interface SometimesState {
  readonly memory: unknown;
  readonly reached: Found | undefined;
  readonly readsTime: boolean;
}

/** Must be reached at least once over a set of runs: guards against runs in which nothing of interest happened. */
export class SometimesJudge implements Judge<SometimesState> {
  readonly property: PropertyDefinition;
  readonly due = Infinity;
  readsTime = false;
  #memory: unknown;
  #reached: SometimesState['reached'];

  constructor(property: PropertyDefinition) {
    this.property = property;
    this.#memory = freshMemory(property);
  }

  get settled(): boolean {
    return this.#reached !== undefined;
  }

  observe(moment: Moment, ask: Ask): void {
    if (ask.property(this.property, this.#memory) === true) this.#reached = foundAt(moment);
  }

  overdue(): void {}

  outcome(): PropertyOutcome {
    const { name, kind } = this.property;
    if (this.#reached) return { name, kind, verdict: 'held', ...this.#reached };
    return { name, kind, verdict: 'vacuous', because: 'It was not reached in this run; a sweep may reach it.' };
  }

  checkMemory(): void {
    requirePlainMemory(this.property, this.#memory);
  }

  fingerprint(): unknown {
    return [this.#memory, this.settled];
  }

  save(): SometimesState {
    return { memory: copyMemory(this.property, this.#memory), reached: this.#reached, readsTime: this.readsTime };
  }

  load(state: SometimesState): void {
    this.#memory = copyMemory(this.property, state.memory);
    this.#reached = state.reached;
    this.readsTime = state.readsTime;
  }
}
