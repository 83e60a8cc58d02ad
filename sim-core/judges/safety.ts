import type { AskedProperty } from '../author/properties.ts';
import type { Copy } from '../base/plain.ts';
import type { Evidence, PropertyOutcome } from '../base/verdict.ts';
import { foundAt, type Ask, type Found, type Judge, type Moment } from './judge.ts';
import type { Memory } from './memory.ts';

export interface SafetyState {
  readonly memory: unknown;
  readonly looked: boolean;
  readonly violated: Violated | undefined;
  readonly readsTime: boolean;
}

interface Violated extends Found {
  readonly because: string;
  readonly evidence: Evidence;
}

/** Nothing bad happens: the first step at which the property is false violates it, faults or not. */
export class SafetyJudge implements Judge<SafetyState> {
  readonly property: AskedProperty;
  readonly due = Infinity;
  readonly remembers: boolean;
  readsTime = false;
  readonly #memory: Memory;
  #looked = false;
  #violated: Violated | undefined;

  constructor(property: AskedProperty, memory: Memory) {
    this.property = property;
    this.remembers = property.remembers;
    this.#memory = memory;
  }

  get settled(): boolean {
    return this.#violated !== undefined;
  }

  observe(moment: Moment, ask: Ask): void {
    const answer = ask.property(this, this.#memory);
    if (answer !== true && 'notStarted' in answer) return;
    this.#looked = true;
    if (answer !== true) this.#violated = { ...foundAt(moment), ...answer };
  }

  overdue(): void {}

  outcome(): PropertyOutcome {
    const { name, kind } = this.property;
    if (this.#violated) return { name, kind, verdict: 'violated', ...this.#violated };
    if (this.#looked) return { name, kind, verdict: 'held' };
    return { name, kind, verdict: 'vacuous', because: 'It was never evaluated: a node that it looks at never started.' };
  }

  checkMemory(): void {
    this.#memory.check();
  }

  fingerprint(): unknown {
    return [this.#memory.value, this.#looked, this.settled];
  }

  save(copy: Copy): SafetyState {
    return { memory: this.#memory.save(copy), looked: this.#looked, violated: this.#violated, readsTime: this.readsTime };
  }

  load(state: SafetyState, copy: Copy): void {
    this.#memory.load(state.memory, copy);
    this.#looked = state.looked;
    this.#violated = state.violated;
    this.readsTime = state.readsTime;
  }
}
