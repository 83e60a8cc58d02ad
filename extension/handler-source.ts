import * as vscode from 'vscode';
import type { OnScreen } from './screen.ts';
import { sourceOfStep } from '../runner/source-of-step.ts';

/** Opens the handler that a step belongs to beside the diagram, or where its file is open already. */
export async function openHandler({ run, scenario }: OnScreen, step: number): Promise<void> {
  const location = sourceOfStep(run, step, scenario.description.handlers);
  if (!location) {
    vscode.window.setStatusBarMessage(`Backstep: no handler of yours ran at step ${step}.`, 5_000);
    return;
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(location.file));
  const at = new vscode.Position(location.line - 1, location.column - 1);
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = open?.viewColumn ?? vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(document, { viewColumn, selection: new vscode.Range(at, at) });
}
