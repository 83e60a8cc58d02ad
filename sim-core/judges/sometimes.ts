import type { AskedProperty } from '../author/properties.ts';
import type { Copy } from '../base/plain.ts';
import type { PropertyOutcome } from '../base/verdict.ts';
import { foundAt, type Ask, type Found, type Judge, type Moment } from './judge.ts';
import type { Memory } from './memory.ts';

export interface SometimesState {
  readonly memory: unknown;
  readonly reached: Found | undefined;
  readonly readsTime: boolean;
}

/** Must be reached at least once over a set of runs: guards against runs in which nothing of interest happened. */
export class SometimesJudge implements Judge<SometimesState> {
  readonly property: AskedProperty;
  readonly due = Infinity;
  readonly remembers: boolean;
  readsTime = false;
  readonly #memory: Memory;
  #reached: SometimesState['reached'];

  constructor(property: AskedProperty, memory: Memory) {
    this.property = property;
    this.remembers = property.remembers;
    this.#memory = memory;
  }

  get settled(): boolean {
    return this.#reached !== undefined;
  }

  observe(moment: Moment, ask: Ask): void {
    if (ask.property(this, this.#memory) === true) this.#reached = foundAt(moment);
  }

  overdue(): void {}

  outcome(): PropertyOutcome {
    const { name, kind } = this.property;
    if (this.#reached) return { name, kind, verdict: 'held', ...this.#reached };
    return { name, kind, verdict: 'vacuous', because: 'It was not reached in this run; a sweep may reach it.' };
  }

  checkMemory(): void {
    this.#memory.check();
  }

  fingerprint(): unknown {
    return [this.#memory.value, this.settled];
  }

  save(copy: Copy): SometimesState {
    return { memory: this.#memory.save(copy), reached: this.#reached, readsTime: this.readsTime };
  }

  load(state: SometimesState, copy: Copy): void {
    this.#memory.load(state.memory, copy);
    this.#reached = state.reached;
    this.readsTime = state.readsTime;
  }
}
