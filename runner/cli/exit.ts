import type { Verdict } from '../../sim-core/base/verdict.ts';

/** What a shell learns: 0 held, 1 violated, 3 unknown, unavailable or vacuous, … */
export const EXIT: Readonly<Record<Verdict, number>> = { held: 0, violated: 1, unknown: 3, unavailable: 3, vacuous: 3 };

/** … and 2 when there is no verdict to rely on: wrong usage, a fault in the user's file, or two executions that differ. */
export const EXIT_REFUSED = 2;
