import type { PanelState } from '../../extension/panel-messages.ts';
import type { PanelRun } from '../../runner/protocol.ts';

/** What is kept of a run, so that a window that is loaded again shows it at the same step. */
export function panelState({ file, scenario, changes = {}, forks, run: { outcome } }: PanelRun, cursor: number): PanelState {
  return {
    file,
    scenario,
    seed: outcome.seed,
    changes,
    ...(forks ? { forks: forks.list, fork: forks.shown } : {}),
    cursor,
  };
}
