import * as vscode from 'vscode';
import type { SweepReport, SweepTable } from '../runner/protocol.ts';
import { countOf, VERDICTS, type Verdict } from '../sim-core/base/verdict.ts';
import { KEEPS_OPEN } from './scenario-picker.ts';
import { t } from './texts.ts';

/** A seed of one of the scenarios of a file. */
export interface SeedOfScenario {
  readonly scenario: string;
  readonly seed: number;
  /** Where the cursor goes; to the first violation, if absent. */
  readonly cursor?: number;
}

const ICONS: Readonly<Record<Verdict, string>> = {
  held: 'pass',
  violated: 'error',
  unknown: 'question',
  unavailable: 'circle-slash',
  vacuous: 'circle-large-outline',
};

/** Shows what came of each scenario of a sweep, and lets choose one to open: its first failing seed, or its first. */
export async function pickFromTable({ file, seeds, scenarios }: SweepTable): Promise<SeedOfScenario | undefined> {
  const items = scenarios.map((report) => ({
    label: `$(${ICONS[report.verdict]}) ${report.id}`,
    description: rowText(report),
    at: { scenario: report.id, seed: report.failures[0]?.seed ?? seeds.from },
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Backstep: {0} scenarios of {1}, {2} seeds each', scenarios.length, vscode.workspace.asRelativePath(file), seeds.run),
    placeHolder: t('Choose the scenario to open: its first failing seed, if it has one'),
    matchOnDescription: true,
    ignoreFocusOut: KEEPS_OPEN,
  });
  return picked?.at;
}

/** What a row of the table says beside the name. */
function rowText({ verdict, counts, failures: [first] }: SweepReport): string {
  const told = VERDICTS.filter((each) => countOf(counts, each) > 0).map((each) => `${countOf(counts, each)} ${each}`);
  // Of what no seed reached the seeds know nothing.
  const whole = countOf(counts, verdict) > 0 ? [] : [verdict];
  return [...whole, ...told, ...(first ? [t('first failing seed {0}', first.seed)] : [])].join(', ');
}
