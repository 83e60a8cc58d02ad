import * as vscode from 'vscode';
import type { DiagramSlot } from './diagram-slot.ts';
import { MOMENT_PATH, momentCommand, momentOf, momentQuery, shownAt, type Moment } from './moment.ts';
import { isScenario, textOf } from './scenario-files.ts';
import { changesIn, type Shown } from './shown.ts';
import { t } from './texts.ts';

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
        ? t('No folder that is open has a scenario {0}: open its project and follow the link again.', moment.file)
        : t('The link leads to no moment of a run.');
      void vscode.window.showErrorMessage(t('Backstep: {0}', what));
      return;
    }
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showErrorMessage(t('Backstep runs code of this workspace, which is not trusted.'));
      return;
    }
    const run = t('Run');
    const question = t('A link asks to run {0} with seed {1} and to go to step {2}.', moment.file, moment.seed, moment.step);
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

/** A step of what is shown, as seen from the folder of the workspace. */
export function momentAt(shown: Shown, step: number): Moment {
  const { file, scenario, seed } = shown;
  return {
    file: vscode.workspace.asRelativePath(file, false).replaceAll('\\', '/'),
    seed,
    changes: changesIn(shown),
    step,
    ...(scenario === undefined ? {} : { scenario }),
  };
}

/** Puts a link to a step of what is shown on the clipboard, and the command that goes there. */
export async function copyMoment(shown: Shown, step: number, extension: string): Promise<void> {
  const moment = momentAt(shown, step);
  const link = `${vscode.env.uriScheme}://${extension}${MOMENT_PATH}?${momentQuery(moment)}`;
  await vscode.env.clipboard.writeText(`${link}\n${momentCommand(moment)}`);
  vscode.window.setStatusBarMessage(t('$(check) Backstep: a link to step {0} is on the clipboard.', step), 8_000);
}
