import type { Microseconds } from '../base/units.ts';

/**
 * A clock that says how far it may be off, as TrueTime does (Corbett et al., "Spanner", OSDI 2012): it is
 * set by a time master every so often, to within an uncertainty, and between two settings that grows at the
 * greatest rate at which its quartz may drift.
 */
export interface IntervalModel {
  /** From one synchronisation to the next. */
  readonly every: Microseconds;
  /** How far it may be off right after one. */
  readonly uncertainty: Microseconds;
  /** The greatest drift that it allows for, in parts per million. */
  readonly drift: number;
}

/** What an interval clock reads: the true time is not before `earliest` and not after `latest`, unless a fault lies. */
export interface IntervalReading {
  readonly earliest: Microseconds;
  readonly latest: Microseconds;
}

/** What an interval clock knows of its node: its quartz, and draws that belong to one synchronisation each. */
export interface IntervalSource {
  elapsed(from: Microseconds, to: Microseconds): Microseconds;
  even(synchronisation: number): number;
}

/** Whole microseconds on either side hide what is rounded. */
const ROUNDING: Microseconds = 1;

export function readInterval(model: IntervalModel, { elapsed, even }: IntervalSource, now: Microseconds): IntervalReading {
  const { every, uncertainty, drift } = model;
  // Machines do not synchronise all at once.
  const phase = Math.floor(even(-1) * every);
  const number = Math.floor((now + phase) / every);
  const since = number * every - phase;
  const measured = elapsed(since, now);
  const centre = since + Math.round((even(number) * 2 - 1) * uncertainty) + measured;
  // A clock that runs slow measures less than what has passed: it has to allow for that.
  const half = uncertainty + Math.ceil((measured * drift) / (1_000_000 - drift)) + ROUNDING;
  return { earliest: centre - half, latest: centre + half };
}
