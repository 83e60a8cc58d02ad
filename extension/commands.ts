import * as vscode from 'vscode';
import { divergenceCure, divergenceText } from '../runner/divergence.ts';
import type { Runner } from '../runner/runner-api.ts';
import type { SweepTable } from '../runner/protocol.ts';
import type { DiagramSlot } from './diagram-slot.ts';
import { pickFailingSeed } from './failing-picker.ts';
import type { FailingSeeds } from './failing-seeds.ts';
import { failingIn } from './failing-view.ts';
import { tryExample } from './examples.ts';
import { createScenario } from './new-scenario.ts';
import type { StepGesture } from './panel-messages.ts';
import type { ProblemsView } from './problems.ts';
import { saveFiles } from './scenario-files.ts';
import type { ScenarioChoice, ScenarioPicker } from './scenario-picker.ts';
import { shownRun } from './shown.ts';
import { sweepWithNotification } from './sweep.ts';
import { pickFromTable, type SeedOfScenario } from './sweep-table.ts';
import { t } from './texts.ts';

/** What the commands work with. */
export interface Parts {
  readonly runner: Runner;
  readonly problems: ProblemsView;
  readonly diagram: DiagramSlot;
  readonly picker: ScenarioPicker;
  readonly failing: FailingSeeds;
  readonly extension: vscode.Extension<unknown>;
}

/** The commands that the panel's page carries out, each with the key that `package.json` gives it. */
const GESTURES: Readonly<Record<string, StepGesture>> = {
  'backstep.stepBack': 'back',
  'backstep.stepForward': 'forward',
  'backstep.stepBackSameNode': 'backSameNode',
  'backstep.stepForwardSameNode': 'forwardSameNode',
  'backstep.goToViolation': 'violation',
  'backstep.goToStart': 'start',
  'backstep.goToEnd': 'end',
  'backstep.copyAsMermaid': 'copyMermaid',
};

export function registerCommands(parts: Parts): vscode.Disposable {
  const { diagram, extension } = parts;
  const all: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
    'backstep.runSimulation': (file, scenario) => whenTrusted(() => runSimulation(parts, fileOf(file), scenarioOf(scenario))),
    'backstep.sweepSeeds': (file, scenario) => whenTrusted(() => sweepSeeds(parts, fileOf(file), scenarioOf(scenario))),
    'backstep.runAgain': () => whenTrusted(() => diagram.runAgain()),
    'backstep.debugHandler': () => whenTrusted(() => diagram.debugHandler()),
    'backstep.copyMoment': () => diagram.copyMoment(extension.id),
    'backstep.saveAsHtml': () => diagram.savePage(),
    'backstep.openSeed': (row) => whenTrusted(async () => void (await openSeed(parts, row))),
    'backstep.shrinkSeed': (row) => whenTrusted(async () => void ((await openSeed(parts, row)) && (await diagram.whatIfs('shrink')))),
    'backstep.explainSeed': (row) => whenTrusted(async () => void ((await openSeed(parts, row)) && (await diagram.whatIfs('explain')))),
    'backstep.forgetSeed': async (row) => {
      const seed = failingIn(row);
      if (seed) await parts.failing.forget(seed);
    },
    'backstep.compareWithGood': () => diagram.whatIfs('compareWithGood'),
    'backstep.createScenario': () => createScenario(extension.extensionUri),
    'backstep.examples': () => whenTrusted(() => tryExample(extension.extensionUri, (file) => sweepSeeds(parts, file))),
    ...Object.fromEntries(Object.entries(GESTURES).map(([command, gesture]) => [command, () => diagram.gesture(gesture)])),
  };
  return vscode.Disposable.from(...Object.entries(all).map(([command, run]) => vscode.commands.registerCommand(command, run)));
}

/** Shows the seed of a row of the view; the one that is shown already, where a command comes from elsewhere. */
async function openSeed({ diagram, picker }: Parts, row: unknown): Promise<boolean> {
  const failing = failingIn(row);
  if (!failing) return true;
  const { file, scenario, seed } = failing;
  await saveFiles();
  await picker.rememberSeed(seed);
  await diagram.show(shownRun({ file, scenario, seed }));
  return true;
}

async function runSimulation(parts: Parts, given: string | undefined, scenario?: string): Promise<void> {
  const choice = await chooseScenario(parts, { given, scenario }, false);
  const seed = choice && (await parts.picker.askSeed());
  if (choice === undefined || seed === undefined) return;
  await saveFiles();
  const { strategy, ...which } = seed;
  await parts.diagram.show(shownRun({ ...choice, ...which }, strategy === undefined ? {} : { strategy }));
}

/** Asks for a file, unless one is given, and for a scenario of it where it has several. A file that cannot be loaded is told of. */
async function chooseScenario(
  { picker, problems }: Parts,
  { given, scenario }: { readonly given: string | undefined; readonly scenario: string | undefined },
  several: boolean,
): Promise<ScenarioChoice | undefined> {
  const file = given ?? (await picker.pickFile());
  if (file === undefined) return undefined;
  // Whoever asked above a scenario has chosen it.
  if (scenario !== undefined) return { file, scenario };
  try {
    problems.clear(file);
    return await picker.chooseIn(file, { several });
  } catch (error) {
    problems.show(file, error);
    return undefined;
  }
}

async function sweepSeeds(parts: Parts, given: string | undefined, scenario?: string): Promise<void> {
  const { runner, problems, picker, diagram, failing } = parts;
  const choice = await chooseScenario(parts, { given, scenario }, true);
  const seeds = choice && (await picker.askSeeds());
  if (choice === undefined || seeds === undefined) return;
  const { file } = choice;
  await saveFiles();
  const show = async ({ scenario, seed, cursor }: SeedOfScenario): Promise<void> => {
    await picker.rememberSeed(seed);
    await diagram.show(shownRun({ file, scenario, seed, ...(cursor === undefined ? {} : { cursor }) }));
  };
  try {
    problems.clear(file);
    const { table, message, firstFailure } = await sweepWithNotification(runner, choice, seeds);
    if (table) await failing.remember(table);
    // Nobody waits for an answer to it: what the sweep found is told beside it.
    if (table) void tellDivergence(table, show);
    const open = t('Open First Failing Seed');
    const choose = t('Choose Failing Seed');
    const showTable = t('Show Table');
    const several = table !== undefined && table.scenarios.reduce((sum, { counts }) => sum + counts.violated, 0) > 1;
    const buttons = [
      ...(firstFailure ? [open] : []),
      ...(several ? [choose] : []),
      ...(table && table.scenarios.length > 1 ? [showTable] : []),
    ];
    const tell = firstFailure ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const told = tell(t('Backstep: {0}', message), ...buttons);
    if (buttons.length === 0) return;
    const answer = await told;
    if (answer === open && firstFailure) return await show(firstFailure);
    const pick = answer === showTable ? pickFromTable : answer === choose ? pickFailingSeed : undefined;
    const chosen = table && (await pick?.(table));
    if (chosen) await show(chosen);
  } catch (error) {
    problems.show(file, error);
  }
}

/** Executions of one seed differ, so that nothing that the sweep says of it can be relied upon. */
async function tellDivergence({ file, scenarios }: SweepTable, show: (at: SeedOfScenario) => Promise<void>): Promise<void> {
  const report = scenarios.find(({ divergence }) => divergence !== null);
  if (!report?.divergence) return;
  const { id, divergence } = report;
  const open = t('Open Seed {0}', divergence.seed);
  const which = scenarios.length > 1 ? ` (${id})` : '';
  const text = t(
    '{0}{1} is not deterministic. {2} {3}',
    vscode.workspace.asRelativePath(file),
    which,
    divergenceText(divergence),
    divergenceCure(divergence),
  );
  if ((await vscode.window.showErrorMessage(t('Backstep: {0}', text), open)) !== open) return;
  await show({ scenario: id, seed: divergence.seed, cursor: divergence.step });
}

/** Menus hand over the file that they were opened on; the palette nothing. */
function fileOf(argument: unknown): string | undefined {
  return argument instanceof vscode.Uri ? argument.fsPath : undefined;
}

/** A lens names the scenario that it stands over. Menus hand over what is selected there, which is none. */
function scenarioOf(argument: unknown): string | undefined {
  return typeof argument === 'string' ? argument : undefined;
}

/** A scenario is code of the workspace, so it runs only where the user trusts that. */
async function whenTrusted(run: () => Promise<void>): Promise<void> {
  if (vscode.workspace.isTrusted) return run();
  const manage = t('Manage Workspace Trust');
  const answer = await vscode.window.showErrorMessage(t('Backstep runs code of this workspace, which is not trusted.'), manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
