import * as vscode from 'vscode';
import { DIVERGENCE_CURE, divergenceText } from '../runner/divergence.ts';
import type { Runner } from '../runner/runner-api.ts';
import type { Divergence } from '../sim-core/base/verdict.ts';
import type { DiagramSlot } from './diagram-slot.ts';
import { createScenario } from './new-scenario.ts';
import type { StepGesture } from './panel-messages.ts';
import type { ProblemsView } from './problems.ts';
import { saveFiles } from './scenario-files.ts';
import type { ScenarioPicker } from './scenario-picker.ts';
import { sweepWithNotification } from './sweep.ts';

/** What the commands work with. */
export interface Parts {
  readonly runner: Runner;
  readonly problems: ProblemsView;
  readonly diagram: DiagramSlot;
  readonly picker: ScenarioPicker;
  /** Where the extension is installed. */
  readonly extension: vscode.Uri;
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
    'backstep.runSimulation': (file) => whenTrusted(() => runSimulation(parts, fileOf(file))),
    'backstep.sweepSeeds': (file) => whenTrusted(() => sweepSeeds(parts, fileOf(file))),
    'backstep.runAgain': () => whenTrusted(() => diagram.runAgain()),
    'backstep.createScenario': () => createScenario(extension),
    ...Object.fromEntries(Object.entries(GESTURES).map(([command, gesture]) => [command, () => diagram.gesture(gesture)])),
  };
  return vscode.Disposable.from(...Object.entries(all).map(([command, run]) => vscode.commands.registerCommand(command, run)));
}

async function runSimulation({ picker, diagram }: Parts, given: string | undefined): Promise<void> {
  const file = given ?? (await picker.pickScenario());
  const seed = file === undefined ? undefined : await picker.askSeed();
  if (file === undefined || seed === undefined) return;
  await saveFiles();
  await diagram.show({ file, seed, byzantine: {} });
}

async function sweepSeeds({ runner, problems, picker, diagram }: Parts, given: string | undefined): Promise<void> {
  const file = given ?? (await picker.pickScenario());
  const seeds = file === undefined ? undefined : await picker.askSeeds();
  if (file === undefined || seeds === undefined) return;
  await saveFiles();
  try {
    problems.clear(file);
    const { report, message, firstFailure } = await sweepWithNotification(runner, file, seeds);
    // Nobody waits for an answer to it: what the sweep found is told beside it.
    if (report?.divergence) void tellDivergence(diagram, file, report.divergence);
    if (!firstFailure) return void vscode.window.showInformationMessage(`Backstep: ${message}`);
    const open = 'Open First Failing Seed';
    if ((await vscode.window.showWarningMessage(`Backstep: ${message}`, open)) !== open) return;
    await picker.rememberSeed(firstFailure.seed);
    await diagram.show({ file, seed: firstFailure.seed, byzantine: {} });
  } catch (error) {
    problems.show(file, error);
  }
}

/** Executions of one seed differ, so that nothing that the sweep says of it can be relied upon. */
async function tellDivergence(diagram: DiagramSlot, file: string, divergence: Divergence): Promise<void> {
  const open = `Open Seed ${divergence.seed}`;
  const text = `${vscode.workspace.asRelativePath(file)} is not deterministic. ${divergenceText(divergence)} ${DIVERGENCE_CURE}`;
  if ((await vscode.window.showErrorMessage(`Backstep: ${text}`, open)) !== open) return;
  await diagram.show({ file, seed: divergence.seed, byzantine: {}, cursor: divergence.step });
}

/** Menus hand over the file that they were opened on; the palette nothing. */
function fileOf(argument: unknown): string | undefined {
  return argument instanceof vscode.Uri ? argument.fsPath : undefined;
}

/** A scenario is code of the workspace, so it runs only where the user trusts that. */
async function whenTrusted(run: () => Promise<void>): Promise<void> {
  if (vscode.workspace.isTrusted) return run();
  const manage = 'Manage Workspace Trust';
  const answer = await vscode.window.showErrorMessage('Backstep runs code of this workspace, which is not trusted.', manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
