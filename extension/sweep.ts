import * as vscode from 'vscode';
import type { SweepFailure, SweepProgress, SweepReport } from '../runner/protocol.ts';
import type { Runner } from '../runner/runner-api.ts';
import { sweepSummary } from './sweep-summary.ts';

/** How a sweep ended: with its report, or cancelled with what had been found by then. */
export interface SweepEnd {
  readonly report?: SweepReport;
  readonly firstFailure?: SweepFailure;
  readonly message: string;
}

/** Sweeps with a notification that shows how far it is and can cancel it. */
export async function sweepWithNotification(runner: Runner, file: string, seeds: { from: number; to: number }): Promise<SweepEnd> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Backstep: sweeping ${vscode.workspace.asRelativePath(file)}`,
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    let last: SweepProgress | undefined;
    try {
      const report = await runner.sweep(file, seeds, {
        signal: abort.signal,
        onProgress: (now) => {
          const increment = ((now.done - (last?.done ?? 0)) / now.total) * 100;
          last = now;
          progress.report({
            increment,
            message: `${now.done} of ${now.total} seeds, ${Math.round(now.seedsPerSecond)} seeds/s, ${now.failures} failing`,
          });
        },
      });
      const [firstFailure] = report.failures;
      return { report, ...(firstFailure ? { firstFailure } : {}), message: sweepSummary(report) };
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      const firstFailure = last?.firstFailure;
      return {
        ...(firstFailure ? { firstFailure } : {}),
        message: `Cancelled after ${last?.done ?? 0} of ${seeds.to - seeds.from + 1} seeds, ${last?.failures ?? 0} failing.`,
      };
    }
  });
}
