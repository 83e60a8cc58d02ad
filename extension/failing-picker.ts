import * as vscode from 'vscode';
import type { SweepReport, SweepTable } from '../runner/protocol.ts';
import { failingSeeds } from './failing-list.ts';
import { KEEPS_OPEN } from './scenario-picker.ts';
import type { SeedOfScenario } from './sweep-table.ts';
import { t } from './texts.ts';

interface SeedItem extends vscode.QuickPickItem {
  readonly at?: SeedOfScenario;
}

/** Lets choose any seed that a sweep has found failing; undefined when the question is left. */
export async function pickFailingSeed({ file, scenarios }: SweepTable): Promise<SeedOfScenario | undefined> {
  const failing = scenarios.filter(({ failures }) => failures.length > 0);
  const items = failing.flatMap((report): SeedItem[] => [
    ...(failing.length > 1 ? [{ label: report.id, kind: vscode.QuickPickItemKind.Separator }] : []),
    ...seedItems(report),
  ]);
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Backstep: failing seeds of {0}', vscode.workspace.asRelativePath(file)),
    placeHolder: t('Choose the seed to open, by its number or by what it violates'),
    matchOnDescription: true,
    ignoreFocusOut: KEEPS_OPEN,
  });
  return picked?.at;
}

function seedItems(report: SweepReport): SeedItem[] {
  return failingSeeds(report.failures).map(({ seed, violates }) => ({
    label: t('seed {0}', seed),
    description: violates,
    at: { scenario: report.id, seed },
  }));
}
