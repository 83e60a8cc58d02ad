import type { PanelRun, RecordedRun, ScenarioDescription } from './protocol.ts';
import { firstDifferentStep, firstViolation } from './source-of-step.ts';

export interface RunToShow {
  readonly description: Pick<ScenarioDescription, 'file' | 'id' | 'fresh'>;
  readonly run: RecordedRun;
  /** The same seed with the scenario as written, which is `run` itself unless that is a what-if. */
  readonly honest: RecordedRun;
  /** Where the cursor goes; to the first violation, or where a what-if begins to differ, if absent. */
  readonly cursor?: number;
  readonly changes?: PanelRun['changes'];
  readonly forks?: PanelRun['forks'];
}

/** What a diagram gets to show. */
export function panelRunOf({ description: { file, id, fresh }, run, honest, cursor, changes, forks }: RunToShow): PanelRun {
  const differs = run === honest ? undefined : firstDifferentStep(run, honest);
  // What has not happened yet is no difference.
  const divergence = run.underWay && differs === run.length ? undefined : differs;
  const { verdict, events, hash } = honest.outcome;
  return {
    file,
    scenario: id,
    run,
    cursor: Math.max(0, Math.min(cursor ?? firstViolation(run) ?? divergence ?? 0, run.length - 1)),
    ...(run === honest ? {} : { honest: { verdict, events, hash } }),
    ...(divergence === undefined ? {} : { divergence }),
    ...(fresh ? { fresh } : {}),
    ...(changes ? { changes } : {}),
    ...(forks ? { forks } : {}),
  };
}
