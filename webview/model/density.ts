import { EVENT_FACTS } from '../../sim-core/trace/event-kinds.ts';
import type { Matches } from './filter.ts';
import type { RunModel } from './run-model.ts';

/** How much happens in each part of a run's simulated time, from its beginning to its last event. */
export interface Density {
  /** How many events there are in each part. */
  readonly events: Uint32Array;
  /** How many of them are faults, or what comes of them: crashes, pauses, partitions, lost messages. */
  readonly faults: Uint32Array;
  /** How many of them a filter lets through. */
  readonly matches: Uint32Array | undefined;
  readonly most: number;
}

const IS_FAULT: readonly boolean[] = EVENT_FACTS.map(({ tone }) => tone === 'fault' || tone === 'bad');

/** When the last event of a run happens; 1 at least, so that it can be divided by. */
export function endOf({ columns, steps }: RunModel): number {
  return Math.max(1, columns.time[steps - 1] ?? 1);
}

/** One way through all events, whatever the number of parts. */
export function densityOf(run: RunModel, parts: number, matches: Matches | undefined): Density {
  const { time, kind } = run.columns;
  const [events, faults] = [new Uint32Array(parts), new Uint32Array(parts)];
  const found = matches && new Uint32Array(parts);
  const scale = parts / endOf(run);
  for (let step = 0; step < run.steps; step++) {
    const part = Math.min(parts - 1, Math.floor(time[step]! * scale));
    events[part]! += 1;
    if (IS_FAULT[kind[step]!]) faults[part]! += 1;
    if (found && matches.has(step)) found[part]! += 1;
  }
  return { events, faults, matches: found, most: events.reduce((most, count) => Math.max(most, count), 1) };
}
