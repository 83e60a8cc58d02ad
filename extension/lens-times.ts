import { basename } from 'node:path';
import { counted, countText } from '../runner/report/words.ts';
import type { LastSweep, SweptHandler } from './failing-seeds.ts';
import type { LensPlace } from './lens-places.ts';
import { t } from './texts.ts';

/** A file as it is now, with what can be run in it as far as its lines show. */
export interface LensFile {
  readonly file: string;
  readonly text: string;
  readonly places: readonly LensPlace[];
}

/**
 * How often each handler of a file ran in the last sweep, by its line, from 0, in the file as it is now. A file of handlers may belong to
 * several scenarios: it is the last one that was swept that counts.
 * @param sweeps the newest first
 */
export function lensTimes({ file, text, places }: LensFile, sweeps: readonly LastSweep[]): ReadonlyMap<number, string> {
  const newest = sweeps.find(({ handlers = [] }) => handlers.some((handler) => handler.file === file));
  if (!newest) return new Map();
  const own = sweeps.filter((sweep) => sweep.file === newest.file && sweep.handlers?.some((handler) => handler.file === file));
  const seeds = counted(
    own.reduce((sum, sweep) => sum + sweep.seeds, 0),
    'seed',
  );
  const of = newest.file === file ? '' : t(' of {0}', basename(newest.file));
  const swept = own.flatMap(({ handlers = [] }) => handlers.filter((handler) => handler.file === file));
  const handlers = places.filter(({ what }) => what === 'handler');
  return new Map(
    linesNow(text.split('\n'), handlers, swept).map(([line, then]) => [
      line,
      `${timesText(
        swept.filter((handler) => handler.line === then),
        seeds,
      )}${of}`,
    ]),
  );
}

/** What is said over one line, in which several handlers may begin. */
function timesText(handlers: readonly SweptHandler[], seeds: string): string {
  const times = new Map<string, number>();
  for (const handler of handlers) times.set(handled(handler), (times.get(handled(handler)) ?? 0) + handler.times);
  const told = [...times].map(([name, sum]) => (times.size === 1 ? ranText(sum) : t('{0} {1}', name, ranText(sum))));
  return t('{0} in {1}', told.join(', '), seeds);
}

function ranText(times: number): string {
  if (times === 0) return t('never ran');
  return times === 1 ? t('ran once') : t('ran {0} times', countText(times));
}

/** What a handler handles, as it is written. Of another version the name of that comes first. */
function handled({ name }: SweptHandler): string {
  return name.replace(/^.*: /, '').split('.').at(-1)!;
}

/** Where in the file as it is now handlers stand that were swept, as lines from 0 and the lines, from 1, where they were. */
function linesNow(
  lines: readonly string[],
  places: readonly LensPlace[],
  swept: readonly SweptHandler[],
): readonly (readonly [now: number, then: number])[] {
  const byName = new Map<string, Set<number>>();
  for (const handler of swept) byName.set(handled(handler), (byName.get(handled(handler)) ?? new Set()).add(handler.line));
  const isWhereItWas = [...byName].every(([name, then]) => [...then].every((line) => lines[line - 1]?.includes(name)));
  if (isWhereItWas) return [...new Set(swept.map(({ line }) => line))].map((line) => [line - 1, line] as const);
  // Lines have moved since: of handlers of one name the first is still the first, unless some have come or gone.
  return [...byName].flatMap(([name, set]) => {
    const then = [...set].sort((a, b) => a - b);
    const now = places.filter((place) => place.name === name);
    return now.length === then.length ? now.map(({ line }, index) => [line, then[index]!] as const) : [];
  });
}
