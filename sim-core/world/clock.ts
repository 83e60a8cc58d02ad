/** What a clock's part of a checkpoint holds. */
export interface ClockState {
  readonly offset: number;
}

/**
 * A node's clock: a time of day that may be off, drift and jump, and a monotonic clock that drifts
 * at the same rate, since one quartz drives both. All in microseconds.
 */
export class SimulatedClock {
  #offset: number;
  readonly #partsPerMillion: number;

  constructor(offset: number, partsPerMillion: number) {
    this.#offset = offset;
    this.#partsPerMillion = partsPerMillion;
  }

  /** The time of day that the node reads at a simulated time. */
  timeOfDay(now: number): number {
    return this.monotonic(now) + this.#offset;
  }

  monotonic(now: number): number {
    return now + Math.floor((now * this.#partsPerMillion) / 1_000_000);
  }

  /** How much simulated time passes until this clock has measured `local`. */
  simulated(local: number): number {
    return this.#partsPerMillion === 0 ? local : Math.ceil((local * 1_000_000) / (1_000_000 + this.#partsPerMillion));
  }

  jump(by: number): void {
    this.#offset += by;
  }

  save(): ClockState {
    return { offset: this.#offset };
  }

  load(state: ClockState): void {
    this.#offset = state.offset;
  }
}
