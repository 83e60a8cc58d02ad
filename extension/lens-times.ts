import { basename } from 'node:path';
import { counted, countText } from '../runner/report/words.ts';
import type { LastSweep, SweptHandler } from './failing-seeds.ts';
import type { LensPlace } from './lens-places.ts';
import { t } from './texts.ts';

/**
 * How often each handler of a file ran in the last sweep, by its line, from 0, in the file as it is now. A file of handlers may belong to
 * several scenarios: it is the last one that was swept that counts.
 * @param sweeps the newest first
 */
export function lensTimes(file: string, places: readonly LensPlace[], sweeps: readonly LastSweep[]): ReadonlyMap<number, string> {
  const newest = sweeps.find(({ handlers = [] }) => handlers.some((handler) => handler.file === file));
  if (!newest) return new Map();
  const own = sweeps.filter((sweep) => sweep.file === newest.file && sweep.handlers?.some((handler) => handler.file === file));
  const seeds = own.reduce((sum, sweep) => sum + sweep.seeds, 0);
  const of = newest.file === file ? '' : t(' of {0}', basename(newest.file));
  const swept = own.flatMap(({ handlers = [] }) => handlers.filter((handler) => handler.file === file));
  const told = new Map<number, string>();
  for (const [line, place] of placesNow(
    places.filter(({ what }) => what === 'handler'),
    swept,
  )) {
    const times = swept.reduce((sum, handler) => sum + (handler.line === place ? handler.times : 0), 0);
    told.set(line, `${timesText(times, counted(seeds, 'seed'))}${of}`);
  }
  return told;
}

function timesText(times: number, seeds: string): string {
  if (times === 0) return t('never ran in {0}', seeds);
  return times === 1 ? t('ran once in {0}', seeds) : t('ran {0} times in {1}', countText(times), seeds);
}

/** Where in the file as it is now handlers stand that were swept, as lines from 0 and the lines, from 1, where they were. */
function placesNow(places: readonly LensPlace[], swept: readonly SweptHandler[]): readonly (readonly [now: number, then: number])[] {
  const byName = new Map<string, number[]>();
  for (const { name, line } of swept) {
    // Of another version the name of that comes first.
    const last = name.replace(/^.*: /, '').split('.').at(-1)!;
    byName.set(
      last,
      [...new Set([...(byName.get(last) ?? []), line])].sort((a, b) => a - b),
    );
  }
  const lines = new Set(swept.map(({ line }) => line));
  const isWhereItWas = places.every(({ line, name }) => name === undefined || !byName.has(name) || lines.has(line + 1));
  if (isWhereItWas) return places.flatMap(({ line }) => (lines.has(line + 1) ? [[line, line + 1] as const] : []));
  // Lines have moved since: of handlers of one name the first is still the first, unless some have come or gone.
  return [...byName].flatMap(([name, then]) => {
    const now = places.filter((place) => place.name === name);
    return now.length === then.length ? now.map(({ line }, index) => [line, then[index]!] as const) : [];
  });
}
