import * as vscode from 'vscode';
import type { DiagramSlot } from './diagram-slot.ts';
import { MOMENT_PATH, momentCommand, momentOf, momentQuery, shownAt, type Moment } from './moment.ts';
import { isScenario, textOf } from './scenario-files.ts';
import { changesIn, type Shown } from './shown.ts';

/** Opens links to moments. What a link names is run only when somebody says so, because that is code. */
export class MomentLinks implements vscode.Disposable {
  readonly #diagram: DiagramSlot;
  readonly #registered: vscode.Disposable;

  constructor(diagram: DiagramSlot) {
    this.#diagram = diagram;
    this.#registered = vscode.window.registerUriHandler({ handleUri: (uri) => this.#open(uri) });
  }

  dispose(): void {
    this.#registered.dispose();
  }

  async #open({ path, query }: vscode.Uri): Promise<void> {
    const moment = path === MOMENT_PATH ? momentOf(query) : undefined;
    const file = moment && (await fileOf(moment));
    if (!moment || file === undefined) {
      const what = moment
        ? `No folder that is open has a scenario ${moment.file}: open its project and follow the link again.`
        : 'The link leads to no moment of a run.';
      void vscode.window.showErrorMessage(`Backstep: ${what}`);
      return;
    }
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showErrorMessage('Backstep runs code of this workspace, which is not trusted.');
      return;
    }
    const run = 'Run';
    const question = `A link asks to run ${moment.file} with seed ${moment.seed} and to go to step ${moment.step}.`;
    if ((await vscode.window.showInformationMessage(question, { modal: true }, run)) !== run) return;
    await this.#diagram.show(shownAt(moment, file));
  }
}

/** Where the file of a moment lies, if it is a scenario of a folder that is open. */
async function fileOf({ file }: Moment): Promise<string | undefined> {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const found = vscode.Uri.joinPath(uri, file);
    if (isScenario(await textOf(found))) return found.fsPath;
  }
  return undefined;
}

/** Puts a link to a step of what is shown on the clipboard, and the command that goes there. */
export async function copyMoment(shown: Shown, step: number, extension: string): Promise<void> {
  const { file, scenario, seed } = shown;
  const moment: Moment = {
    file: vscode.workspace.asRelativePath(file, false).replaceAll('\\', '/'),
    seed,
    changes: changesIn(shown),
    step,
    ...(scenario === undefined ? {} : { scenario }),
  };
  const link = `${vscode.env.uriScheme}://${extension}${MOMENT_PATH}?${momentQuery(moment)}`;
  await vscode.env.clipboard.writeText(`${link}\n${momentCommand(moment)}`);
  vscode.window.setStatusBarMessage(`$(check) Backstep: a link to step ${step} is on the clipboard.`, 8_000);
}
