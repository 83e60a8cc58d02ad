import type { ClockDistortion } from '../base/clock-distortion.ts';
import type { Microseconds } from '../base/units.ts';
import { distortedBy, isLasting, strongest, type Distorted } from './clock-distortion.ts';
import { readInterval, type IntervalModel, type IntervalReading } from './interval-clock.ts';

/** What a clock's part of a checkpoint holds. */
export interface ClockState {
  readonly changes: readonly Change[];
  readonly rates: readonly Rate[];
}

/** A fault has begun to distort the clock, or has ended. */
interface Change {
  readonly fault: string;
  readonly at: Microseconds;
  readonly distortion: ClockDistortion;
  readonly ends: boolean;
}

/** From a time on the quartz runs at a rate, having measured so much. */
interface Rate {
  readonly at: Microseconds;
  readonly elapsed: Microseconds;
  readonly ppm: number;
}

export interface ClockOptions {
  /** How long the machine had been running when the run began. */
  readonly uptime?: () => Microseconds;
  /** The interval clock, where there is one. */
  readonly interval?: IntervalModel | undefined;
  /** A number from 0 to 1 that follows from the seed, a concern and a number, and is the same whenever it is asked for. */
  readonly even?: (concern: 'jitter' | 'synchronisation', number: number) => number;
}

/**
 * A node's three clocks. The time of day may be off, drift, jump and stand still. The monotonic clock drifts at
 * the same rate, since one quartz drives both, and never goes back; it counts from when its machine was switched
 * on, so that those of two machines cannot be compared. The interval clock says how far it may be off.
 */
export class SimulatedClock {
  readonly #offset: Microseconds;
  readonly #uptime: () => Microseconds;
  readonly #interval: IntervalModel | undefined;
  readonly #even: NonNullable<ClockOptions['even']>;
  /** Few, and all of a run: a handler that is executed again must read what it read before one struck. */
  #changes: readonly Change[] = [];
  #rates: readonly Rate[];

  constructor(offset: Microseconds, partsPerMillion: number, { uptime = () => 0, interval, even = () => 0.5 }: ClockOptions = {}) {
    this.#offset = offset;
    this.#rates = [{ at: 0, elapsed: 0, ppm: partsPerMillion }];
    this.#uptime = uptime;
    this.#interval = interval;
    this.#even = even;
  }

  /** The time of day that the node reads at a simulated time, of whose changes so many are known. */
  timeOfDay(now: Microseconds, known = Infinity): Microseconds {
    const time = this.#elapsed(now) + this.#offset;
    if (this.#changes.length === 0) return time;
    return time + distortedBy(this.#distorted(now, known), { now, elapsed: this.#between, even: () => this.#even('jitter', now) });
  }

  /** How often something has begun or ceased to distort it. */
  get changes(): number {
    return this.#changes.length;
  }

  /** How long the node's machine has been running at a simulated time, by its own quartz. */
  monotonic(now: Microseconds): Microseconds {
    return this.#elapsed(now) + this.#uptime();
  }

  /** Between which bounds the true time is, as far as the node knows; undefined where there is no interval clock. */
  interval(now: Microseconds, known = Infinity): IntervalReading | undefined {
    if (!this.#interval) return undefined;
    const source = { elapsed: this.#between, even: (number: number) => this.#even('synchronisation', number) };
    const reading = readInterval(this.#interval, source, now);
    const lie = this.#changes.length === 0 ? undefined : strongest(this.#distorted(now, known), 'interval', now);
    if (!lie) return reading;
    const width = reading.latest - reading.earliest;
    return lie.by > 0 ? { earliest: now + lie.by, latest: now + lie.by + width } : { earliest: now + lie.by - width, latest: now + lie.by };
  }

  get hasInterval(): boolean {
    return this.#interval !== undefined;
  }

  /** How fast its quartz runs at present, in parts per million. */
  get ppm(): number {
    return this.#rates.at(-1)!.ppm;
  }

  /** How much simulated time passes until this clock has measured `local`, at its present rate: never less than it. */
  simulated(local: Microseconds): Microseconds {
    const { ppm } = this;
    if (ppm === 0) return local;
    // One more, because both ends of the measurement are rounded down to whole microseconds.
    return local === 0 ? 0 : Math.ceil(((local + 1) * 1_000_000) / (1_000_000 + ppm));
  }

  /** A fault distorts the clock from `at` on. */
  distort(fault: string, at: Microseconds, distortion: ClockDistortion): void {
    this.#change({ fault, at, distortion, ends: false });
  }

  /** A fault distorts it no longer; false if it did not. */
  calm(fault: string, at: Microseconds): boolean {
    const found = this.active(at).find((one) => one.fault === fault);
    if (found) this.#change({ fault, at, distortion: found.distortion, ends: true });
    return found !== undefined;
  }

  #change(change: Change): void {
    this.#changes = [...this.#changes, change];
    if (change.distortion.kind !== 'rate') return;
    const { at } = change;
    const ppm = strongest(this.#distorted(at), 'rate', at)?.ppm ?? this.#rates[0]!.ppm;
    this.#rates = [...this.#rates, { at, elapsed: this.#elapsed(at), ppm }];
  }

  /** What distorts it at a time and is going to end. */
  active(now: Microseconds): readonly Distorted[] {
    return this.#distorted(now).filter(({ distortion, to }) => now < to && !isLasting(distortion));
  }

  /** The faults that a reading of the time of day at a time shows: the last that set it wrong, and all that distort it now. */
  shownBy(reading: 'time of day' | 'monotonic' | 'interval', now: Microseconds): readonly string[] {
    if (this.#changes.length === 0) return [];
    const shows = ({ distortion: { kind } }: Distorted): boolean =>
      kind === 'rate' || (reading === 'interval' ? kind === 'interval' : reading === 'time of day' && kind !== 'interval');
    const shown = this.active(now).filter(shows);
    const last = reading === 'time of day' ? this.#changes.filter(({ distortion }) => isLasting(distortion)).at(-1) : undefined;
    return [...(last ? [last.fault] : []), ...shown.map(({ fault }) => fault)];
  }

  /** What has begun by a time, and how it has ended by then, as far as so many changes are known. */
  #distorted(now: Microseconds, known = Infinity): readonly Distorted[] {
    const all: Distorted[] = [];
    this.#changes.forEach(({ fault, at, distortion, ends }, index) => {
      if (at > now || index >= known) return;
      if (!ends) all.push({ fault, distortion, from: at, to: Infinity });
      else {
        const begun = all.findIndex((one) => one.fault === fault && one.to === Infinity);
        if (begun >= 0) all[begun] = { ...all[begun]!, to: at };
      }
    });
    return all;
  }

  /** How long it takes by its own quartz from one simulated time to another. */
  readonly #between = (from: Microseconds, to: Microseconds): Microseconds => this.#elapsed(to) - this.#elapsed(from);

  #elapsed(now: Microseconds): Microseconds {
    const rates = this.#rates;
    let index = rates.length - 1;
    while (index > 0 && rates[index]!.at > now) index -= 1;
    const { at, elapsed, ppm } = rates[index]!;
    const passed = now - at;
    return elapsed + (ppm === 0 ? passed : passed + Math.floor((passed * ppm) / 1_000_000));
  }

  /** What it will read, and nothing of how that came about; what changed since `since`, because a handler may read it again. */
  fingerprint(now: Microseconds, since = Infinity): readonly unknown[] {
    const told = this.#distorted(now).filter(({ distortion: { kind }, to }) => kind === 'smear' || (kind !== 'step' && now < to));
    const lasting = told.map(({ distortion, from }) => JSON.stringify([distortion, now - from])).sort();
    const recent = this.#changes.filter(({ at }) => at >= since).map(({ at, distortion, ends }) => [at, JSON.stringify(distortion), ends]);
    return [this.timeOfDay(now), this.#elapsed(now), this.interval(now), this.ppm, lasting, recent];
  }

  save(): ClockState {
    return { changes: this.#changes, rates: this.#rates };
  }

  load({ changes, rates }: ClockState): void {
    this.#changes = changes;
    this.#rates = rates;
  }
}
