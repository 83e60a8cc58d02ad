import type { Microseconds } from '../base/units.ts';

/** How many times as long a process takes: for its disk, and for its own work. */
export interface SlowFactors {
  readonly disk: number;
  readonly cpu: number;
}

/** One fault makes the process slow, after `from` and up to `to`. */
interface SlowPeriod extends SlowFactors {
  readonly name: string;
  readonly from: Microseconds;
  readonly to: Microseconds;
}

/** What a slowness's part of a checkpoint holds. */
export type SlownessState = readonly SlowPeriod[];

/**
 * How slow a process is, and was: a handler that is executed again takes the time that it took. Of faults that
 * overlap the strongest counts. A crash changes nothing, since it is the machine that is slow.
 */
export class Slowness {
  #periods: SlownessState = NONE;

  /** @param since what was over before this can be forgotten */
  begins(name: string, from: Microseconds, { disk, cpu }: SlowFactors, since: Microseconds): void {
    this.#periods = [...this.#periods.filter(({ to }) => to >= since), { name, from, to: Infinity, disk, cpu }];
  }

  /** False if this fault does not make it slow. */
  ends(name: string, to: Microseconds): boolean {
    if (!this.active.includes(name)) return false;
    this.#periods = this.#periods.map((period) => (period.name === name && period.to === Infinity ? { ...period, to } : period));
    return true;
  }

  /** The faults that make it slow now. */
  get active(): readonly string[] {
    return this.#periods === NONE ? NO_NAMES : this.#periods.filter(({ to }) => to === Infinity).map(({ name }) => name);
  }

  /** How many times as long something takes that begins at a time, and the faults that make it so. */
  at(time: Microseconds, what: keyof SlowFactors): { readonly factor: number; readonly names: readonly string[] } {
    if (this.#periods === NONE) return USUAL;
    const slow = this.#periods.filter((period) => period.from < time && time <= period.to && period[what] > 1);
    return { factor: slow.reduce((most, period) => Math.max(most, period[what]), 1), names: slow.map(({ name }) => name) };
  }

  /** What still counts, free of names; `since` is the beginning of a handler under way. */
  fingerprint(since: Microseconds): unknown[] {
    return this.#periods.filter(({ to }) => to >= since).map(({ from, to, disk, cpu }) => [Math.max(from, since), to, disk, cpu]);
  }

  save(): SlownessState {
    return this.#periods;
  }

  load(periods: SlownessState): void {
    this.#periods = periods;
  }
}

const NONE: SlownessState = [];
const NO_NAMES: readonly string[] = [];
const USUAL = { factor: 1, names: NO_NAMES } as const;
