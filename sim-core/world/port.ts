import type { Microseconds } from '../base/units.ts';

/** Where messages leave one after the other, as the scenario describes it. */
export interface PortModel {
  /** How fast, in bits a second. */
  readonly rate: number;
  /** How many bytes may wait there, with what is being sent; Infinity without a bound. */
  readonly buffer: number;
}

/** What a port's part of a checkpoint holds. */
export interface PortState {
  readonly free: Microseconds;
  readonly rest: number;
  readonly carried: number;
  readonly dropped: number;
}

/** Millionths of a bit in a byte: at a rate of n bits a second, n of them leave in a microsecond. */
const BYTE = 8_000_000;

/**
 * A queue in front of a line of a fixed rate: what comes while it sends waits behind what came before (Lindley 1952). Since
 * nothing overtakes, a message's departure is known when it comes, and no event is needed for it. The arithmetic is
 * exact; only the departures that it tells are rounded up to whole microseconds.
 */
export class Port {
  readonly model: PortModel;
  /** It is free again at `free` microseconds, and as long after that as it takes to send `rest` millionths of a bit. */
  #free: Microseconds = 0;
  #rest = 0;
  /** How many bytes it has taken in, and how many messages it had no place for. */
  #carried = 0;
  #dropped = 0;

  constructor(model: PortModel) {
    this.model = model;
  }

  /** When a message that comes now has left entirely; -1 when the buffer is full, so that it is lost. */
  admit(now: Microseconds, bytes: number): Microseconds {
    const { rate, buffer } = this.model;
    const waiting = this.#waiting(now);
    if (waiting + bytes * BYTE > buffer * BYTE) {
      this.#dropped += 1;
      return -1;
    }
    if (waiting === 0) {
      this.#free = now;
      this.#rest = 0;
    }
    const rest = this.#rest + bytes * BYTE;
    this.#free += Math.floor(rest / rate);
    this.#rest = rest % rate;
    this.#carried += bytes;
    return this.freeAt;
  }

  /** When the last of what waits has left. */
  get freeAt(): Microseconds {
    return this.#rest > 0 ? this.#free + 1 : this.#free;
  }

  /** How many bytes wait at a time, with what is left of the message that is being sent. */
  depth(now: Microseconds): number {
    return Math.ceil(this.#waiting(now) / BYTE);
  }

  get carried(): number {
    return this.#carried;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** The part of the time so far in which it was sending. */
  utilisation(now: Microseconds): number {
    return now === 0 ? 0 : (this.#carried * BYTE - this.#waiting(now)) / (this.model.rate * now);
  }

  /** In millionths of a bit. */
  #waiting(now: Microseconds): number {
    return Math.max(0, (this.#free - now) * this.model.rate + this.#rest);
  }

  /** What its future depends on, and what properties see of it. */
  fingerprint(now: Microseconds): readonly number[] {
    return [this.#waiting(now), this.#carried, this.#dropped];
  }

  save(): PortState {
    return { free: this.#free, rest: this.#rest, carried: this.#carried, dropped: this.#dropped };
  }

  load({ free, rest, carried, dropped }: PortState): void {
    this.#free = free;
    this.#rest = rest;
    this.#carried = carried;
    this.#dropped = dropped;
  }
}
