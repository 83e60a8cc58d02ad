import * as vscode from 'vscode';
import type { CheckedFile } from '../runner/protocol.ts';
import type { Runner } from '../runner/runner-api.ts';
import { CheckQueue } from './check-queue.ts';
import type { ProblemsView } from './problems.ts';
import { isScenario } from './scenario-files.ts';

const SETTING = 'backstep.checkInBackground';
/** *Save All* and formatters save several times in a moment; a check follows the last of them. */
const REST_MILLISECONDS = 300;

/**
 * Underlines what is wrong with the scenarios in view, without running one: when a file comes into view, and whenever something is
 * saved that they may be made of. To load a file is to execute it, so that nothing is checked in a folder that is not trusted.
 */
export class BackgroundCheck implements vscode.Disposable {
  readonly #problems: ProblemsView;
  readonly #queue: CheckQueue<CheckedFile>;
  readonly #listeners: vscode.Disposable;
  /** The files that have been checked, or are about to be. */
  readonly #files = new Set<string>();
  #resting: NodeJS.Timeout | undefined;

  constructor(runner: Runner, problems: ProblemsView) {
    this.#problems = problems;
    this.#queue = new CheckQueue(
      (file) => runner.check(file),
      (file, checked) => problems.showChecked(file, checked.problems),
    );
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors(() => this.#checkNew()),
      vscode.workspace.onDidSaveTextDocument(() => this.#saved()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri.fsPath)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#checkNew()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration(SETTING)) return;
        for (const file of this.#files) this.#forget(file);
        this.#checkNew();
      }),
    );
    this.#checkNew();
  }

  dispose(): void {
    clearTimeout(this.#resting);
    this.#listeners.dispose();
  }

  #saved(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      // What was saved may be a part of any of them.
      const inView = this.#inView();
      for (const file of this.#files) if (!inView.includes(file)) this.#forget(file);
      for (const file of inView) this.#check(file);
    }, REST_MILLISECONDS);
  }

  #checkNew(): void {
    for (const file of this.#inView()) if (!this.#files.has(file)) this.#check(file);
  }

  #check(file: string): void {
    this.#files.add(file);
    this.#queue.want(file);
  }

  #forget(file: string): void {
    if (!this.#files.delete(file)) return;
    this.#queue.drop(file);
    this.#problems.showChecked(file, []);
  }

  /** The scenarios in view that may be checked. */
  #inView(): readonly string[] {
    if (!vscode.workspace.isTrusted || !vscode.workspace.getConfiguration().get<boolean>(SETTING, true)) return [];
    const documents = vscode.window.visibleTextEditors.map(({ document }) => document);
    return documents.filter((document) => document.uri.scheme === 'file' && isScenario(document.getText())).map(({ uri }) => uri.fsPath);
  }
}
