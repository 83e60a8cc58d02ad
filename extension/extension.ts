import * as vscode from 'vscode';
import { createRunner } from '../runner/runner.ts';
import type { Runner } from '../runner/runner-api.ts';
import { BackgroundCheck } from './background-check.ts';
import { registerCommands } from './commands.ts';
import { Debugging } from './debugging.ts';
import { DiagramSlot } from './diagram-slot.ts';
import { FailingSeeds } from './failing-seeds.ts';
import { FailingView } from './failing-view.ts';
import { registerLenses } from './lenses.ts';
import { MomentLinks } from './moment-links.ts';
import { ProblemsView } from './problems.ts';
import { RunButton } from './run-button.ts';
import { ScenarioPicker } from './scenario-picker.ts';
import { speakAs } from './texts.ts';

/** Puts the parts together. What runs of the user's runs in the runner's workers, never here. */
export function activate(context: vscode.ExtensionContext): void {
  speakAs((text, ...parts) => vscode.l10n.t(text, ...parts));
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const runner = runnerWithPresentSettings(dist.fsPath);
  const problems = new ProblemsView();
  const diagram = new DiagramSlot(context.extensionUri, runner, problems);
  const failing = new FailingSeeds(context.workspaceState);
  const picker = new ScenarioPicker(context.workspaceState, runner);
  context.subscriptions.push(
    problems,
    diagram,
    new RunButton(),
    new BackgroundCheck(runner, problems),
    new MomentLinks(diagram),
    failing,
    new FailingView(failing),
    registerLenses(failing),
    new Debugging(runner, diagram, failing),
    registerCommands({ runner, problems, diagram, picker, failing, extension: context.extension }),
  );
}

/** Reads the settings at every call, so that changing them needs no reload. */
function runnerWithPresentSettings(folder: string): Runner {
  const present = (): Runner => {
    const settings = vscode.workspace.getConfiguration('backstep');
    return createRunner({
      folder,
      watchdogMilliseconds: settings.get<number>('watchdogSeconds', 5) * 1_000,
      memoryMegabytes: settings.get<number>('memoryMegabytes', 2_048),
    });
  };
  return {
    offered: (file, wanted) => present().offered(file, wanted),
    check: (file) => present().check(file),
    open: (file, scenario) => present().open(file, scenario),
    sweep: (file, seeds, options) => present().sweep(file, seeds, options),
    sweepAll: (file, seeds, options) => present().sweepAll(file, seeds, options),
  };
}
