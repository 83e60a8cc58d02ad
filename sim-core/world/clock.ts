import type { Microseconds } from '../base/units.ts';

/** What a clock's part of a checkpoint holds. */
export interface ClockState {
  readonly jumps: readonly Jump[];
}

interface Jump {
  /** The fault that it is. */
  readonly fault: string;
  readonly at: Microseconds;
  readonly by: Microseconds;
}

/**
 * A node's clocks: a time of day that may be off, drift and jump, and a monotonic clock that drifts
 * at the same rate, since one quartz drives both. Monotonic clocks count from when their machine was
 * switched on, so that those of two machines cannot be compared.
 */
export class SimulatedClock {
  readonly #offset: Microseconds;
  readonly #partsPerMillion: number;
  readonly #uptime: () => Microseconds;
  /** Few, and all of a run: a handler that is executed again must read what it read before one struck. */
  #jumps: readonly Jump[] = [];

  constructor(offset: Microseconds, partsPerMillion: number, uptime: () => Microseconds = () => 0) {
    this.#offset = offset;
    this.#partsPerMillion = partsPerMillion;
    this.#uptime = uptime;
  }

  /** The time of day that the node reads at a simulated time, of whose jumps so many are known. */
  timeOfDay(now: Microseconds, known = Infinity): Microseconds {
    let time = this.#elapsed(now) + this.#offset;
    this.#jumps.forEach(({ at, by }, index) => {
      if (at <= now && index < known) time += by;
    });
    return time;
  }

  /** How often it has jumped. */
  get jumps(): number {
    return this.#jumps.length;
  }

  /** How long the node's machine has been running at a simulated time, by its own quartz. */
  monotonic(now: Microseconds): Microseconds {
    return this.#elapsed(now) + this.#uptime();
  }

  /** How much simulated time passes until this clock has measured `local`: never less than it. */
  simulated(local: Microseconds): Microseconds {
    if (this.#partsPerMillion === 0) return local;
    // One more, because both ends of the measurement are rounded down to whole microseconds.
    return local === 0 ? 0 : Math.ceil(((local + 1) * 1_000_000) / (1_000_000 + this.#partsPerMillion));
  }

  /** The time of day is `by` further from `at` on. */
  jump(fault: string, at: Microseconds, by: Microseconds): void {
    this.#jumps = [...this.#jumps, { fault, at, by }];
  }

  /** The fault that was the last to set it wrong, if any did. */
  get lastJump(): string | undefined {
    return this.#jumps.at(-1)?.fault;
  }

  #elapsed(now: Microseconds): Microseconds {
    return this.#partsPerMillion === 0 ? now : now + Math.floor((now * this.#partsPerMillion) / 1_000_000);
  }

  save(): ClockState {
    return { jumps: this.#jumps };
  }

  load({ jumps }: ClockState): void {
    this.#jumps = jumps;
  }
}
