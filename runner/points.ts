import { microseconds, type Duration } from '../sim-core/base/duration.ts';
import { nearest } from '../sim-core/base/nearest.ts';
import { ScenarioError } from '../sim-core/base/scenario-error.ts';
import { timeText } from '../sim-core/base/time-text.ts';
import type { Microseconds } from '../sim-core/base/units.ts';
import { firstViolated } from '../sim-core/base/verdict.ts';
import { firstStepAt, type TraceColumns } from '../sim-core/trace/columns.ts';
import type { Outcome } from '../sim-core/trace/trace.ts';
import { UsageError } from './seeds.ts';

/** A place in a run as a user writes it: a step, a time, or the first violation. */
export type Point =
  { readonly is: 'step'; readonly step: number } | { readonly is: 'time'; readonly time: Microseconds } | { readonly is: 'violation' };

/** A stretch of a run as a user writes it; an end that is left out is that of the run. */
export type Stretch =
  | { readonly from: Point | undefined; readonly to: Point | undefined }
  /** So many events before and after the violation; the usual number, if absent. */
  | { readonly around: number | undefined };

/** The part of a run that points are looked up in. */
export interface Located {
  readonly columns: TraceColumns;
  readonly outcome: Pick<Outcome, 'properties' | 'simulatedMicroseconds'>;
}

/** A moment of a run: a step, and the time that is meant, which may lie after it. */
export interface Spot {
  readonly step: number;
  readonly time: Microseconds;
}

const FORMS = "write 120 or '#120' for a step, '4.2s' or '250ms' for a time, or 'violation'";
/** Around a violation, where nothing else is asked for. */
const AROUND = { before: 14, after: 4 };

/**
 * `120` and `#120` are a step, `4.2s` is a time, `violation` is where the first property was violated.
 * @throws UsageError for anything else.
 */
export function parsePoint(text: string): Point {
  if (text === 'violation') return { is: 'violation' };
  const step = /^#?(\d+)$/.exec(text)?.[1];
  if (step !== undefined && Number.isSafeInteger(Number(step))) return { is: 'step', step: Number(step) };
  try {
    // As reports print a time, `4.200000 s`, it can be pasted.
    return { is: 'time', time: microseconds(text.replace(' ', '') as Duration, '') };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const near = nearest(text, ['violation']);
    throw new UsageError(`'${text}' is neither a step nor a time${near ? `: did you mean '${near}'? Or ` : ': '}${FORMS}.`);
  }
}

/**
 * `120-160` are steps, the last included; `120-` and `-160` go on to the end and come from the start;
 * `120` is one; times will do in place of steps; `violation` is what lies around it, `violation+50` so many
 * events to either side.
 * @throws UsageError for anything else.
 */
export function parseStretch(text: string): Stretch {
  const around = /^violation(?:\+(\d+))?$/.exec(text);
  if (around) return { around: around[1] === undefined ? undefined : Number(around[1]) };
  const ends = /^([^-]*)-([^-]*)$/.exec(text);
  if (!ends) {
    const point = parsePoint(text);
    return { from: point, to: point };
  }
  const [from, to] = [ends[1]!, ends[2]!].map((end) => (end === '' ? undefined : parsePoint(end)));
  if (!from && !to) throw new UsageError("'-' names no end of a stretch: write 120-160, 120- or -160.");
  return { from, to };
}

/** @throws UsageError when it does not lie in the run. */
export function spotOf(point: Point, run: Located): Spot {
  const { columns, outcome } = run;
  requireEvents(columns);
  switch (point.is) {
    case 'step':
      requireStep(point.step, columns);
      return { step: point.step, time: columns.time[point.step]! };
    case 'time': {
      if (point.time > outcome.simulatedMicroseconds)
        throw new UsageError(`${timeText(point.time)} lies outside the run, which ends at ${timeText(outcome.simulatedMicroseconds)}.`);
      return { step: Math.max(0, firstStepAt(columns, point.time + 1) - 1), time: point.time };
    }
    case 'violation':
      return violationOf(run);
  }
}

/** The steps that are meant, both ends included. @throws UsageError when they do not lie in the run. */
export function stepsOf(stretch: Stretch, run: Located): { readonly from: number; readonly to: number } {
  const { columns, outcome } = run;
  requireEvents(columns);
  const last = columns.length - 1;
  if ('around' in stretch) {
    const { step } = violationOf(run);
    const { around } = stretch;
    return { from: Math.max(0, step - (around ?? AROUND.before)), to: Math.min(last, step + (around ?? AROUND.after)) };
  }
  const { from, to } = stretch;
  const first = from === undefined ? 0 : from.is === 'time' && from !== to ? firstStepAfter(from.time, run) : spotOf(from, run).step;
  // What lies partly in the run is shown as far as it does; whoever prints it says where the run ends.
  const end = to === undefined || isBeyond(to, last, outcome.simulatedMicroseconds) ? last : spotOf(to, run).step;
  if (first > end) {
    if (to !== undefined) throw new UsageError(`There is no event between the two ends: from step ${first} it goes down to step ${end}.`);
    throw new UsageError(`No event comes at or after the beginning: the last one is step ${last}, at ${timeText(columns.time[last]!)}.`);
  }
  return { from: first, to: end };
}

function isBeyond(point: Point, last: number, duration: Microseconds): boolean {
  return (point.is === 'step' && point.step > last) || (point.is === 'time' && point.time > duration);
}

function firstStepAfter(time: Microseconds, run: Located): number {
  spotOf({ is: 'time', time }, run);
  return firstStepAt(run.columns, time);
}

/** Where the first property was violated, if any was. */
export function firstViolation({ columns, outcome }: Located): Spot | undefined {
  const { step, time = 0 } = firstViolated(outcome.properties) ?? {};
  return step === undefined ? undefined : { step: Math.min(step, columns.length - 1), time };
}

function violationOf(run: Located): Spot {
  const found = firstViolation(run);
  if (found) return found;
  throw new UsageError('No property was violated in this run, so that there is no violation to look at: name steps or a time.');
}

function requireEvents({ length }: TraceColumns): void {
  if (length === 0) throw new UsageError('The run has no event, so that there is nothing to look at.');
}

function requireStep(step: number, { length }: TraceColumns): void {
  if (step < length) return;
  throw new UsageError(`There is no step ${step}: the run has ${length} ${length === 1 ? 'step' : 'steps'}, 0 to ${length - 1}.`);
}
