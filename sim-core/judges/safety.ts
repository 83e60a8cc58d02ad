import type { PropertyDefinition } from '../author/properties.ts';
import { copyMemory, freshMemory } from './memory.ts';
import type { Ask, Moment } from './moment.ts';
import type { Evidence, PropertyOutcome } from '../base/verdict.ts';

export interface SafetyState {
  readonly memory: unknown;
  readonly looked: boolean;
  readonly violated: Violated | undefined;
}

interface Violated {
  readonly step: number;
  readonly time: number;
  readonly because: string;
  readonly evidence: Evidence;
}

/** Nothing bad happens: the first step at which the property is false violates it, faults or not. */
export class SafetyJudge {
  readonly property: PropertyDefinition;
  #memory: unknown;
  #looked = false;
  #violated: Violated | undefined;

  constructor(property: PropertyDefinition) {
    this.property = property;
    this.#memory = freshMemory(property);
  }

  /** Once violated it stays so. */
  get settled(): boolean {
    return this.#violated !== undefined;
  }

  observe({ step, time }: Moment, ask: Ask): void {
    this.#looked = true;
    const judgement = ask(this.property, this.#memory);
    if (judgement === true) return;
    this.#violated =
      judgement === false
        ? { step, time, because: 'The property returned false.', evidence: {} }
        : { step, time, because: judgement.because, evidence: judgement.evidence };
  }

  outcome(): PropertyOutcome {
    const { name, kind } = this.property;
    if (this.#violated) return { name, kind, verdict: 'violated', ...this.#violated };
    return this.#looked ? { name, kind, verdict: 'held' } : { name, kind, verdict: 'vacuous', because: 'It was never evaluated.' };
  }

  save(): SafetyState {
    return { memory: copyMemory(this.property, this.#memory), looked: this.#looked, violated: this.#violated };
  }

  load(state: SafetyState): void {
    this.#memory = copyMemory(this.property, state.memory);
    this.#looked = state.looked;
    this.#violated = state.violated;
  }
}
