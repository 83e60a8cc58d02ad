import type { At } from '../runner/debugger/conversation.ts';
import { ORIGINAL } from '../runner/protocol.ts';
import { changedPaths } from '../sim-core/base/changed-paths.ts';
import { plainFromJson } from '../sim-core/base/plain-json.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';
import { Forks, forksOf } from './forks.ts';
import type { PanelState } from './panel-messages.ts';

/** What a panel shows: a run of a scenario, and the forks of it. */
export interface Shown {
  readonly file: string;
  /** Which scenario of the file, as `--scenario` takes it; the default or only one, if absent. */
  readonly scenario?: string;
  readonly seed: number;
  /** What the original changes; nothing for a run as it is written. */
  readonly changes: RunChanges;
  readonly forks: Forks;
  /** Which of the forks is shown. */
  readonly fork: number;
  /** Where the cursor goes; to the first violation, if absent. */
  readonly cursor?: number;
}

/** What to show of a seed, as it is written unless it is changed. */
export function shownRun(
  { file, scenario, seed, cursor }: Pick<Shown, 'file' | 'scenario' | 'seed' | 'cursor'>,
  changes: RunChanges = {},
): Shown {
  return {
    file,
    ...(scenario === undefined ? {} : { scenario }),
    seed,
    changes,
    forks: new Forks(changes),
    fork: ORIGINAL,
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** The same with another of its forks, at a step of it. */
export function shownFork({ cursor: _cursor, ...same }: Shown, forks: Forks, fork: number, cursor?: number): Shown {
  return { ...same, forks, fork, ...(cursor === undefined ? {} : { cursor }) };
}

/** All that is changed in what is shown. */
export function changesIn({ forks, fork }: Shown): RunChanges {
  return forks.changesOf(fork);
}

/** Whether the run that a debugger is in is what is shown. */
export function showsRun(shown: Shown | undefined, { file, scenario, seed, changes }: At): shown is Shown {
  if (shown?.file !== file || shown.seed !== seed || changedPaths(changesIn(shown), changes ?? {}).length > 0) return false;
  return (shown.scenario ?? 'default') === scenario;
}

/** What a reloaded window gives back of a panel; undefined when it is not one of ours. */
export function shownOf(state: unknown): Shown | undefined {
  try {
    const { file, scenario, seed, byzantine, changes, forks, fork, cursor } = (plainFromJson(state) ?? {}) as Partial<PanelState>;
    if (typeof file !== 'string' || typeof seed !== 'number' || !Number.isSafeInteger(seed) || seed < 0) return undefined;
    const original = changes ?? (byzantine ? { byzantine } : {});
    const shown = shownRun({ file, seed, ...(typeof scenario === 'string' ? { scenario } : {}) }, original);
    const known = new Forks(original, forksOf(forks));
    return shownFork(shown, known, known.of(fork ?? ORIGINAL)?.id ?? ORIGINAL, typeof cursor === 'number' ? cursor : undefined);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
