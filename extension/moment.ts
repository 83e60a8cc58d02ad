import { commandFor } from '../runner/report/words.ts';
import { plainFromJson, plainToJson } from '../sim-core/base/plain-json.ts';
import type { ByzantineOverrides } from '../sim-core/trace/trace.ts';
import type { Shown } from './shown.ts';

/** The path of links to a moment, behind the extension's own name. */
export const MOMENT_PATH = '/moment';

/** A step of a run, as it can be passed on. */
export interface Moment {
  /** As seen from the folder of the workspace, with `/` between folders. */
  readonly file: string;
  readonly scenario?: string;
  readonly seed: number;
  /** How choices follow from it, as `--strategy` takes it; `random`, if absent. */
  readonly strategy?: string | undefined;
  readonly byzantine: ByzantineOverrides;
  readonly step: number;
}

/** What stands behind the `?` of a link. */
export function momentQuery({ file, scenario, seed, strategy, byzantine, step }: Moment): string {
  const query = new URLSearchParams({ file, seed: String(seed), step: String(step) });
  if (scenario !== undefined && scenario !== 'default') query.set('scenario', scenario);
  if (strategy !== undefined) query.set('strategy', strategy);
  if (Object.keys(byzantine).length > 0) query.set('byzantine', JSON.stringify(plainToJson(byzantine)));
  return query.toString();
}

/** Reads a link, which may come from anybody; undefined when it is none to a moment in a file of this folder. */
export function momentOf(query: string): Moment | undefined {
  const given = new URLSearchParams(query);
  const [file, scenario, byzantine] = [given.get('file') ?? '', given.get('scenario'), given.get('byzantine')];
  const strategy = given.get('strategy');
  const [seed, step] = [numberOf(given.get('seed')), numberOf(given.get('step'))];
  // A link does not lead out of the folder that somebody has opened.
  const isInside = file !== '' && !/^([/\\]|[a-z]:)|\\|\0/i.test(file) && !file.split('/').some((part) => part === '..' || part === '');
  if (!isInside || seed === undefined || step === undefined) return undefined;
  try {
    const told: unknown = byzantine === null ? {} : plainFromJson(JSON.parse(byzantine));
    if (typeof told !== 'object' || told === null || Array.isArray(told)) return undefined;
    // What a node is said to do is checked where the run begins, which names what is wrong with it.
    const which = { ...(scenario === null ? {} : { scenario }), ...(strategy === null ? {} : { strategy }) };
    return { file, seed, step, byzantine: told as ByzantineOverrides, ...which };
  } catch {
    return undefined;
  }
}

function numberOf(text: string | null): number | undefined {
  const number = text !== null && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The same moment as a command to paste; undefined for a what-if, which the command line has no words for. */
export function momentCommand({ file, scenario = 'default', seed, strategy, byzantine, step }: Moment): string | undefined {
  if (Object.keys(byzantine).length > 0) return undefined;
  const which = [...(scenario === 'default' ? [] : ['--scenario', scenario]), ...(strategy === undefined ? [] : ['--strategy', strategy])];
  return commandFor('run', file, ...which, '--seed', seed, '--at', step);
}

/** What to show for it, in a folder. */
export function shownAt({ scenario, seed, strategy, byzantine, step }: Moment, file: string): Shown {
  return { file, seed, strategy, byzantine, cursor: step, ...(scenario === undefined ? {} : { scenario }) };
}
