import type { At } from '../runner/debugger/conversation.ts';
import { plainFromJson } from '../sim-core/base/plain-json.ts';
import type { ByzantineOverrides } from '../sim-core/trace/trace.ts';
import type { PanelState } from './panel-messages.ts';

/** What a panel shows: a scenario, a seed, and which nodes are switched to Byzantine. */
export interface Shown {
  readonly file: string;
  /** Which scenario of the file, as `--scenario` takes it; the default or only one, if absent. */
  readonly scenario?: string;
  readonly seed: number;
  /** How choices follow from it, as `--strategy` takes it; `random`, if absent. */
  readonly strategy?: string | undefined;
  readonly byzantine: ByzantineOverrides;
  /** Where the cursor goes; to the first violation, if absent. */
  readonly cursor?: number;
}

/** Whether a run as written is what is shown. */
export function showsRun(shown: Shown | undefined, { file, scenario, seed, strategy }: At): shown is Shown {
  if (shown?.file !== file || shown.seed !== seed || shown.strategy !== strategy || Object.keys(shown.byzantine).length > 0) return false;
  return (shown.scenario ?? 'default') === scenario;
}

/** What a reloaded window gives back of a panel; undefined when it is not one of ours. */
export function shownOf(state: unknown): Shown | undefined {
  try {
    const { file, scenario, seed, strategy, byzantine, cursor } = (plainFromJson(state) ?? {}) as Partial<PanelState>;
    if (typeof file !== 'string' || typeof seed !== 'number' || !Number.isSafeInteger(seed) || seed < 0) return undefined;
    return {
      file,
      ...(typeof scenario === 'string' ? { scenario } : {}),
      seed,
      ...(typeof strategy === 'string' ? { strategy } : {}),
      byzantine: byzantine ?? {},
      ...(typeof cursor === 'number' ? { cursor } : {}),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
