import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import type { PanelRun } from '../runner/protocol.ts';
import type { OpenScenario } from '../runner/runner-api.ts';
import { t } from './texts.ts';

/** Asks where, and writes what is shown as one page that opens without VS Code. */
export async function savePage(scenario: OpenScenario, content: PanelRun): Promise<void> {
  const { file, run } = content;
  const name = `${basename(file, extname(file))}-seed-${run.outcome.seed}.html`;
  const target = await vscode.window.showSaveDialog({
    title: t('Save as HTML'),
    defaultUri: vscode.Uri.file(join(dirname(file), name)),
    filters: { HTML: ['html'] },
  });
  if (!target) return;
  const base = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath ?? dirname(file);
  const saving = { location: vscode.ProgressLocation.Notification, title: t('Backstep: saving the diagram') };
  const page = await vscode.window.withProgress(saving, () => scenario.savedPage(content, base));
  try {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(page));
  } catch (error) {
    // What cannot be written is no reason to take the run away.
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(t('Backstep: {0} cannot be written: {1}. Save it elsewhere.', target.fsPath, reason));
    return;
  }
  const open = t('Open in Browser');
  // Nobody waits for an answer to it.
  void vscode.window
    .showInformationMessage(t('Backstep: the diagram is in {0}.', vscode.workspace.asRelativePath(target)), open)
    .then((answer) => (answer === open ? vscode.env.openExternal(target) : false));
}
