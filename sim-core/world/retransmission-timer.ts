import type { Microseconds } from '../base/units.ts';

/** What a timer's part of a checkpoint holds. */
export type RetransmissionTimerState = readonly [smoothed: number, variation: number, timeout: Microseconds];

const SECOND: Microseconds = 1_000_000;
/** Not less than a second, however short the way (RFC 6298, 2.4), and not more than a minute (2.5). */
const SHORTEST = SECOND;
const LONGEST = 60 * SECOND;
/** Where the first segment of a connection had to be sent again (RFC 6298, 5.7). */
const AFTER_LOST_OPENING = 3 * SECOND;

/** How long a stream waits for an acknowledgement before it sends again: Paxson et al., "Computing TCP's Retransmission Timer" (RFC 6298, 2011). */
export class RetransmissionTimer {
  /** -1 before anything was measured. */
  #smoothed = -1;
  #variation = 0;
  #timeout: Microseconds = SECOND;

  get timeout(): Microseconds {
    return this.#timeout;
  }

  /** A segment that was sent once was acknowledged after so long. */
  measured(roundTrip: Microseconds): void {
    if (this.#smoothed < 0) {
      this.#smoothed = roundTrip;
      this.#variation = roundTrip / 2;
    } else {
      this.#variation = 0.75 * this.#variation + 0.25 * Math.abs(this.#smoothed - roundTrip);
      this.#smoothed = 0.875 * this.#smoothed + 0.125 * roundTrip;
    }
    this.settles();
  }

  /** Something new was acknowledged: the waits are no longer doubled, as in Linux and BSD, though nothing may have been measured. */
  settles(): void {
    const timeout = this.#smoothed < 0 ? SECOND : Math.ceil(this.#smoothed + Math.max(1, 4 * this.#variation));
    this.#timeout = Math.min(LONGEST, Math.max(SHORTEST, timeout));
  }

  /** Nothing came: the next wait is twice as long. */
  backOff(): void {
    this.#timeout = Math.min(LONGEST, 2 * this.#timeout);
  }

  openedLate(): void {
    this.#timeout = Math.max(this.#timeout, AFTER_LOST_OPENING);
  }

  save(): RetransmissionTimerState {
    return [this.#smoothed, this.#variation, this.#timeout];
  }

  load([smoothed, variation, timeout]: RetransmissionTimerState): void {
    this.#smoothed = smoothed;
    this.#variation = variation;
    this.#timeout = timeout;
  }
}
