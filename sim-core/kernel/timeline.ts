import { freezeMethods } from '../base/freeze-methods.ts';
import { StartsOver } from '../base/starts-over.ts';
import type { Microseconds } from '../base/units.ts';
import type { SentOnStream } from '../world/stream.ts';

/** While this lasted the process was frozen, wherever its handler was. */
export interface Freeze {
  readonly from: Microseconds;
  readonly to: Microseconds;
}

/** What is known of a handler that is executed again. */
export interface Beginning {
  readonly start: Microseconds;
  readonly freezes: readonly Freeze[];
  /** How often something had changed the clock of its process before it. */
  readonly changes: number;
  /** What its node saw of the streams on which it sends, by target; undefined where there are none. */
  readonly streams: readonly SentOnStream[] | undefined;
}

/**
 * Thrown when a handler takes time, or throws, though its node was not known to: the run starts over,
 * with that node's state kept apart, so that others can see the state from before the handler.
 */
export class TimePassed extends StartsOver {}

freezeMethods(TimePassed.prototype);

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
  #changes = 0;

  begin(start: Microseconds, mayPass: boolean, changes: number): void {
    this.start = start;
    this.at = start;
    this.mustStartOver = false;
    this.mayPass = mayPass;
    this.#freezes = NONE;
    this.#happened = -1;
    this.#changes = changes;
  }

  /** The same handler once more: what it brings about before `happened` has happened already. */
  beginAgain({ start, freezes, changes }: Beginning, happened: Microseconds): void {
    this.begin(start, true, changes);
    this.#freezes = freezes;
    this.#happened = happened;
  }

  /** Whether an effect of the call that is being made takes place right now. */
  get isImmediate(): boolean {
    return this.at === this.start && this.#happened < 0;
  }

  /** Whether an effect of the call that is being made took place when the handler was executed before. */
  get hasHappened(): boolean {
    // What a handler brings about at its very beginning comes before all that can strike it.
    return this.at < this.#happened || (this.#happened >= 0 && this.at === this.start);
  }

  /** How many changes of its clock the call that is being made can read: those that came before the handler, or up to now. */
  get knownChanges(): number {
    return this.at === this.start ? this.#changes : Infinity;
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
