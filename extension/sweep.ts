import * as vscode from 'vscode';
import type { SweepFailure, SweepProgress, SweepReport } from '../runner/protocol.ts';
import type { Runner } from '../runner/runner-api.ts';
import { sentenceOf } from '../sim-core/base/verdict.ts';

/** How a sweep ended: with its report, or cancelled with what had been found by then. */
export interface SweepEnd {
  readonly report?: SweepReport;
  readonly firstFailure?: SweepFailure;
  readonly message: string;
}

/** Sweeps with a notification that shows how far it is and can cancel it. */
export async function sweepWithNotification(runner: Runner, file: string, seeds: { from: number; to: number }): Promise<SweepEnd> {
  const options = { location: vscode.ProgressLocation.Notification, title: `Backstep: sweeping ${vscode.workspace.asRelativePath(file)}`, cancellable: true };
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
          progress.report({ increment, message: `${now.done} of ${now.total} seeds, ${Math.round(now.seedsPerSecond)} seeds/s, ${now.failures} failing` });
        },
      });
      const [firstFailure] = report.failures;
      return { report, ...(firstFailure ? { firstFailure } : {}), message: summary(report) };
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      const firstFailure = last?.firstFailure;
      return { ...(firstFailure ? { firstFailure } : {}), message: `Cancelled after ${last?.done ?? 0} of ${seeds.to - seeds.from + 1} seeds, ${last?.failures ?? 0} failing.` };
    }
  });
}

function summary({ seeds, failures, verdict, properties, faults }: SweepReport): string {
  const idle = Object.entries(faults).filter(([, { struck }]) => struck === 0).map(([kind]) => kind);
  const warning = idle.length > 0 ? ` Warning: ${idle.join(', ')} never struck.` : '';
  const [first] = failures;
  if (first) {
    const failing = new Set(failures.map(({ seed }) => seed)).size;
    return `${failing} of ${seeds.run} seeds fail. Seed ${first.seed} violates "${sentenceOf(first.property)}" at step ${first.step}.${warning}`;
  }
  const open = properties.filter((property) => property.verdict !== 'held').map(({ name, verdict: of }) => `"${sentenceOf(name)}" is ${of}`);
  return verdict === 'held' ? `All ${seeds.run} seeds hold.${warning}` : `No seed of ${seeds.run} fails, but ${open.join(', ') || `the scenario is ${verdict}`}.${warning}`;
}
