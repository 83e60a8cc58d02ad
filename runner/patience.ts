import type { Beat } from './watch.ts';

/** How long the user's code may compute, in milliseconds. */
export interface Limits {
  /** A handler that brings nothing about for so long, or a property, is taken for one that never returns. */
  readonly watchdogMilliseconds: number;
  /** A handler that goes on bringing something about has so long in all. */
  readonly handlerMilliseconds: number;
}

/** Why nobody waits any longer. */
export type Impatience =
  /** Nothing came of it. */
  | { readonly is: 'silent'; readonly milliseconds: number }
  /** It goes on and on: so often it has brought something about. */
  | { readonly is: 'endless'; readonly milliseconds: number; readonly broughtAbout: number }
  /** The user's code has returned, and the simulator does not come to an end with what it left. */
  | { readonly is: 'stuck'; readonly milliseconds: number };

/** How often somebody looks, in milliseconds. Memory grows by a gigabyte in a second. */
export const LOOK_EVERY_MILLISECONDS = 100;

/** One that is silent without computing waits for something that nobody brings; so many times the limit passes before it is ended. */
const IDLE_TIMES = 10;

/** Two clocks since something: the one on the wall, and that of computing. */
interface Clocks {
  wall: number;
  computed: number;
}

/** Tells an endless loop from long work, and neither from a machine that is busy or was asleep. */
export class Patience {
  readonly #limits: Limits;
  readonly #silent: Clocks = { wall: 0, computed: 0 };
  readonly #whole: Clocks = { wall: 0, computed: 0 };
  #beats: number | undefined;
  #inside = false;
  #broughtAbout = 0;
  /** What the handler had brought about when it began. */
  #before = 0;
  #lookedAt: number;
  #computedBefore: number;

  /** @param now and @param computed milliseconds of the clock on the wall, and those for which the process has computed */
  constructor(limits: Limits, now: number, computed: number) {
    this.#limits = limits;
    [this.#lookedAt, this.#computedBefore] = [now, computed];
  }

  /** What a look at the worker says; undefined while it may go on. */
  look(beat: Beat, now: number, computed: number): Impatience | undefined {
    // A machine that was asleep has let time pass in which nobody could have answered.
    const wall = Math.min(now - this.#lookedAt, 10 * LOOK_EVERY_MILLISECONDS);
    const passed = { wall, computed: computed - this.#computedBefore };
    [this.#lookedAt, this.#computedBefore] = [now, computed];
    if (!beat.running || beat.beats !== this.#beats || beat.inside !== this.#inside) return this.#begins(beat);
    for (const clocks of [this.#silent, this.#whole]) {
      clocks.wall += passed.wall;
      clocks.computed += passed.computed;
    }
    if (beat.broughtAbout !== this.#broughtAbout) {
      this.#broughtAbout = beat.broughtAbout;
      reset(this.#silent);
    }
    return this.#judge(beat);
  }

  #begins({ beats, inside, broughtAbout }: Beat): undefined {
    [this.#beats, this.#inside, this.#broughtAbout, this.#before] = [beats, inside, broughtAbout, broughtAbout];
    reset(this.#silent);
    reset(this.#whole);
  }

  #judge({ inside }: Beat): Impatience | undefined {
    const { watchdogMilliseconds: silence, handlerMilliseconds: whole } = this.#limits;
    if (!inside) return isOver(this.#whole, whole) ? { is: 'stuck', milliseconds: whole } : undefined;
    if (isOver(this.#silent, silence)) return { is: 'silent', milliseconds: silence };
    const broughtAbout = (this.#broughtAbout - this.#before) >>> 0;
    return isOver(this.#whole, whole) ? { is: 'endless', milliseconds: whole, broughtAbout } : undefined;
  }
}

function reset(clocks: Clocks): void {
  [clocks.wall, clocks.computed] = [0, 0];
}

/** The engine's own threads compute too, so that on an idle machine both times have to pass. */
function isOver({ wall, computed }: Clocks, limit: number): boolean {
  return Math.min(wall, computed) >= limit || wall >= IDLE_TIMES * limit;
}
