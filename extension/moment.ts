import { whatIfWords } from '../runner/report/reproduction.ts';
import { commandFor } from '../runner/report/words.ts';
import { plainToJson } from '../sim-core/base/plain-json.ts';
import { changesNothing, type RunChanges } from '../sim-core/trace/run-changes.ts';
import { parseChanges } from '../runner/what-ifs.ts';
import { UsageError } from '../runner/seeds.ts';
import { shownRun, type Shown } from './shown.ts';

/** The path of links to a moment, behind the extension's own name. */
export const MOMENT_PATH = '/moment';

/** A step of a run, as it can be passed on. */
export interface Moment {
  /** As seen from the folder of the workspace, with `/` between folders. */
  readonly file: string;
  readonly scenario?: string;
  readonly seed: number;
  /** What is changed in it; nothing for a run as it is written. */
  readonly changes: RunChanges;
  readonly step: number;
}

/** What stands behind the `?` of a link. */
export function momentQuery({ file, scenario, seed, changes, step }: Moment): string {
  const query = new URLSearchParams({ file, seed: String(seed), step: String(step) });
  if (scenario !== undefined && scenario !== 'default') query.set('scenario', scenario);
  if (!changesNothing(changes)) query.set('whatIf', JSON.stringify(plainToJson(changes)));
  return query.toString();
}

/** Reads a link, which may come from anybody; undefined when it is none to a moment in a file of this folder. */
export function momentOf(query: string): Moment | undefined {
  const given = new URLSearchParams(query);
  const [file, scenario, whatIf, byzantine] = [
    given.get('file') ?? '',
    ...['scenario', 'whatIf', 'byzantine'].map((key) => given.get(key)),
  ];
  const [seed, step] = [numberOf(given.get('seed')), numberOf(given.get('step'))];
  // A link does not lead out of the folder that somebody has opened.
  const isInside = file !== '' && !/^([/\\]|[a-z]:)|\\|\0/i.test(file) && !file.split('/').some((part) => part === '..' || part === '');
  if (!isInside || seed === undefined || step === undefined) return undefined;
  try {
    // What is changed is checked where the run begins, which names what is wrong with it. Older links named liars alone.
    const changes = parseChanges(whatIf ?? (byzantine === null ? '{}' : `{"byzantine":${byzantine}}`));
    return { file: file!, seed, step, changes, ...(scenario === null ? {} : { scenario: scenario! }) };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function numberOf(text: string | null): number | undefined {
  const number = text !== null && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The same moment as a command to paste*/
export function momentCommand({ file, scenario, seed, changes, step }: Moment): string {
  const which = scenario === undefined || scenario === 'default' ? [] : ['--scenario', scenario];
  return commandFor('run', file, ...which, '--seed', seed, ...whatIfWords(changes), '--at', step);
}

/** What to show for it, in a folder. */
export function shownAt({ scenario, seed, changes, step }: Moment, file: string): Shown {
  return shownRun({ file, seed, cursor: step, ...(scenario === undefined ? {} : { scenario }) }, changes);
}
