import * as vscode from 'vscode';
import type { OnScreen } from './screen.ts';
import { sourceOfStep } from '../runner/source-of-step.ts';
import { t } from './texts.ts';

/** Opens the handler that a step belongs to where its file is open already, or else beside the diagram, which stands in `column`. */
export async function openHandler(
  { run, scenario, sources }: OnScreen,
  step: number,
  column: vscode.ViewColumn | undefined,
): Promise<void> {
  const location = sourceOfStep(run, step, scenario.description.handlers);
  if (!location) {
    vscode.window.setStatusBarMessage(t('Backstep: no handler of yours ran at step {0}.', step), 5_000);
    return;
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(location.file));
  const place = sources.placeNow(location, document.getText());
  const at = new vscode.Position(place.line - 1, place.column - 1);
  const viewColumn = columnOf(document, column) ?? vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(document, { viewColumn, selection: new vscode.Range(at, at) });
}

/** Where a file is in sight, or else where it has a tab, except behind the diagram, which it would hide. */
function columnOf(document: vscode.TextDocument, diagram: vscode.ViewColumn | undefined): vscode.ViewColumn | undefined {
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  if (visible?.viewColumn !== undefined) return visible.viewColumn;
  const isIts = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputText && input.uri.toString() === document.uri.toString();
  return vscode.window.tabGroups.all.find(({ viewColumn, tabs }) => viewColumn !== diagram && tabs.some(isIts))?.viewColumn;
}
