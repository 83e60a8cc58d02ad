import * as vscode from 'vscode';
import type { SweepProgress, SweepTable } from '../runner/protocol.ts';
import type { Runner } from '../runner/runner-api.ts';
import type { ScenarioChoice } from './scenario-picker.ts';
import { tableSummary } from './sweep-summary.ts';
import type { SeedOfScenario } from './sweep-table.ts';
import { t } from './texts.ts';

/** How a sweep ended: with its report, or cancelled with what had been found by then. */
export interface SweepEnd {
  readonly table?: SweepTable;
  readonly firstFailure?: SeedOfScenario;
  readonly message: string;
}

/** Sweeps with a notification that shows how far it is and can cancel it. */
export async function sweepWithNotification(
  runner: Runner,
  { file, scenario }: ScenarioChoice,
  seeds: { from: number; to: number },
): Promise<SweepEnd> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Backstep: sweeping {0}{1}', vscode.workspace.asRelativePath(file), scenario === undefined ? '' : ` ${scenario}`),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    let last: SweepProgress | undefined;
    let firstFailure: SeedOfScenario | undefined;
    try {
      const table = await runner.sweepAll(file, seeds, {
        ...(scenario === undefined ? {} : { scenario }),
        signal: abort.signal,
        onProgress: (now) => {
          const increment = ((now.done - (last?.done ?? 0)) / now.total) * 100;
          last = now;
          if (now.firstFailure) firstFailure ??= { scenario: now.scenario, seed: now.firstFailure.seed };
          progress.report({
            increment,
            message: t('{0} of {1} seeds, {2} seeds/s, {3} failing', now.done, now.total, Math.round(now.seedsPerSecond), now.failures),
          });
        },
      });
      return { table, ...firstFailureOf(table), message: tableSummary(table) };
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      return {
        ...(firstFailure ? { firstFailure } : {}),
        message: t(
          'Cancelled after {0} of {1} seeds, {2} failing.',
          last?.done ?? 0,
          last?.total ?? seeds.to - seeds.from + 1,
          last?.failures ?? 0,
        ),
      };
    }
  });
}

function firstFailureOf({ scenarios }: SweepTable): { readonly firstFailure?: SeedOfScenario } {
  const failing = scenarios.find(({ failures }) => failures.length > 0);
  const [first] = failing?.failures ?? [];
  return failing && first ? { firstFailure: { scenario: failing.id, seed: first.seed } } : {};
}
