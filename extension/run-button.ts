import * as vscode from 'vscode';
import { isScenario } from './scenario-files.ts';

/** Tells VS Code which of the files in view are scenarios, so that only these get a run button. */
export class RunButton implements vscode.Disposable {
  readonly #listeners: vscode.Disposable;
  #told = '';

  constructor() {
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors(() => this.#tell()),
      vscode.workspace.onDidChangeTextDocument(() => this.#tell()),
    );
    this.#tell();
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #tell(): void {
    const documents = vscode.window.visibleTextEditors.map(({ document }) => document).filter(({ uri }) => uri.scheme === 'file');
    const files = documents.filter((document) => isScenario(document.getText())).map(({ uri }) => uri.fsPath);
    // Every keystroke comes by here, and almost none changes the answer.
    const telling = JSON.stringify(files);
    if (telling === this.#told) return;
    this.#told = telling;
    void vscode.commands.executeCommand('setContext', 'backstep.scenarioFiles', files);
  }
}
