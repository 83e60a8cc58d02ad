import type { Microseconds } from '../base/units.ts';

/** While this lasted the process was frozen, wherever its handler was. */
export interface Freeze {
  readonly from: Microseconds;
  readonly to: Microseconds;
}

/**
 * Thrown when a handler takes time, or throws, though its node was not known to: the run starts over,
 * with that node's state kept apart, so that others can see the state from before the handler.
 */
export class TimePassed extends Error {}

/**
 * Where the running handler is in simulated time. Time passes at calls on `self` alone: busy work, a
 * disk sync, a stall; a freeze lies between two of them. A handler that is executed again, because
 * something struck it under way, does what it did up to then without a second effect.
 */
export class Timeline {
  start: Microseconds = 0;
  /** The simulated time of the call that is being made. */
  at: Microseconds = 0;
  /** Time passed without a copy of the state: even if the handler catches the error, the run starts over. */
  mustStartOver = false;
  /** Whether the handler may take time: then what others see is kept apart from what it changes. */
  mayPass = false;
  #freezes: readonly Freeze[] = NONE;
  #happened: Microseconds = -1;

  begin(start: Microseconds, mayPass: boolean): void {
    this.start = start;
    this.at = start;
    this.mustStartOver = false;
    this.mayPass = mayPass;
    this.#freezes = NONE;
    this.#happened = -1;
  }

  /** The same handler once more: what it brings about before `happened` has happened already. */
  beginAgain(start: Microseconds, freezes: readonly Freeze[], happened: Microseconds): void {
    this.begin(start, true);
    this.#freezes = freezes;
    this.#happened = happened;
  }

  /** Whether an effect of the call that is being made takes place right now. */
  get isImmediate(): boolean {
    return this.at === this.start && this.#happened < 0;
  }

  /** Whether an effect of the call that is being made took place when the handler was executed before. */
  get hasHappened(): boolean {
    return this.at < this.#happened;
  }

  get isAgain(): boolean {
    return this.#happened >= 0;
  }

  /** The handler works, waits or stands still for so long. */
  pass(length: Microseconds): void {
    if (length === 0) return;
    if (!this.mayPass) {
      this.mustStartOver = true;
      throw new TimePassed();
    }
    let left = length;
    for (const { from, to } of this.#freezes) {
      if (to <= this.at || this.at + left < from) continue;
      left -= Math.max(0, from - this.at);
      this.at = to;
    }
    this.at += left;
  }

  /** Ends a standstill at `latest`, if it would last longer. */
  noLaterThan(latest: Microseconds): void {
    this.at = Math.min(this.at, latest);
  }
}

const NONE: readonly Freeze[] = [];
