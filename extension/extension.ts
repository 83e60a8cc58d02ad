import * as vscode from 'vscode';
import { createRunner } from '../runner/runner.ts';
import { DiagramPanel, shownOf, type Shown } from './panel.ts';
import type { StepGesture } from './panel-messages.ts';
import { ProblemsView } from './problems.ts';
import { ScenarioPicker } from './scenario-picker.ts';
import { sweepWithNotification } from './sweep.ts';

/** The commands that the panel's page carries out; each has a key while the panel is active. */
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

export function activate(context: vscode.ExtensionContext): void {
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const settings = vscode.workspace.getConfiguration('backstep');
  const runner = createRunner({
    folder: dist.fsPath,
    watchdogMilliseconds: settings.get<number>('watchdogSeconds', 5) * 1_000,
    memoryMegabytes: settings.get<number>('memoryMegabytes', 2_048),
  });
  const problems = new ProblemsView();
  const picker = new ScenarioPicker(context.workspaceState);
  const pages = vscode.Uri.joinPath(dist, 'webview');
  let diagram: DiagramPanel | undefined;

  const adopt = (panel: vscode.WebviewPanel): DiagramPanel => {
    const adopted = new DiagramPanel(panel, pages, runner, problems);
    diagram = adopted;
    void vscode.commands.executeCommand('setContext', 'backstep.hasDiagram', true);
    adopted.onDisposed(() => {
      if (diagram !== adopted) return;
      diagram = undefined;
      void vscode.commands.executeCommand('setContext', 'backstep.hasDiagram', false);
    });
    return adopted;
  };
  const show = async (shown: Shown): Promise<void> => {
    const panel = diagram ?? adopt(vscode.window.createWebviewPanel(DiagramPanel.viewType, 'Backstep', vscode.ViewColumn.Active));
    panel.reveal();
    await panel.show(shown);
  };
  const register = (command: string, run: () => unknown): vscode.Disposable => vscode.commands.registerCommand(command, run);

  context.subscriptions.push(
    problems,
    register('backstep.runSimulation', async () => {
      if (!mayRun()) return;
      const file = await picker.pickScenario();
      const seed = file === undefined ? undefined : await picker.askSeed();
      if (file !== undefined && seed !== undefined) await show({ file, seed, byzantine: {} });
    }),
    register('backstep.sweepSeeds', async () => {
      if (!mayRun()) return;
      const file = await picker.pickScenario();
      const seeds = file === undefined ? undefined : await picker.askSeeds();
      if (file === undefined || seeds === undefined) return;
      try {
        const { message, firstFailure } = await sweepWithNotification(runner, file, seeds);
        problems.clear(file);
        if (!firstFailure) return void vscode.window.showInformationMessage(`Backstep: ${message}`);
        const open = `Open Seed ${firstFailure.seed}`;
        const answer = await vscode.window.showWarningMessage(`Backstep: ${message}`, open);
        if (answer !== open) return;
        await picker.rememberSeed(firstFailure.seed);
        await show({ file, seed: firstFailure.seed, byzantine: {} });
      } catch (error) {
        problems.show(file, error);
      }
    }),
    ...Object.entries(GESTURES).map(([command, gesture]) =>
      register(command, () => {
        if (diagram) diagram.gesture(gesture);
        else void vscode.window.showInformationMessage('Backstep: there is no diagram yet. Run a simulation first.');
      }),
    ),
    vscode.window.registerWebviewPanelSerializer(DiagramPanel.viewType, {
      async deserializeWebviewPanel(panel, state) {
        const shown = shownOf(state);
        // A panel that was closed before it showed anything has nothing to come back to.
        if (!shown || !vscode.workspace.isTrusted) return panel.dispose();
        void adopt(panel).show(shown);
      },
    }),
  );
}

/** A scenario is code of the workspace, so it runs only where the user trusts that. */
function mayRun(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void vscode.window
    .showErrorMessage('Backstep runs code of this workspace, which is not trusted.', 'Manage Workspace Trust')
    .then((answer) => answer && vscode.commands.executeCommand('workbench.trust.manage'));
  return false;
}
