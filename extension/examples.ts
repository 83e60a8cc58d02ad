import { join } from 'node:path';
import * as vscode from 'vscode';
import { EXAMPLES_FOLDER, Examples, type ExamplePair } from '../runner/examples.ts';
import { exploreCommand } from '../runner/report/reproduction.ts';
import { copyTypes, isInstalled } from './new-scenario.ts';
import { KEEPS_OPEN } from './scenario-picker.ts';
import { t } from './texts.ts';

/** Without it TypeScript would not find the types beside the files. */
const PROJECT = `{
  "compilerOptions": { "strict": true, "target": "es2022", "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true, "types": [] }
}
`;

type Item = vscode.QuickPickItem & { readonly pair?: ExamplePair };

/** Lists the examples by topic, copies the chosen pair into the workspace, opens what breaks, and sweeps it, if that finds anything. */
export async function tryExample(extension: vscode.Uri, sweep: (file: string) => Promise<unknown>): Promise<void> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!workspace) {
    void vscode.window.showErrorMessage(t('Backstep: an example is copied into a folder. Open a folder first.'));
    return;
  }
  const examples = new Examples(join(extension.fsPath, 'dist', 'examples'));
  const chosen = await vscode.window.showQuickPick(itemsOf(examples), {
    title: t('Backstep: examples, each with what breaks and what cures it'),
    placeHolder: t('The pair is copied into {0}, and what breaks is swept.', EXAMPLES_FOLDER),
    matchOnDetail: true,
    ignoreFocusOut: KEEPS_OPEN,
  });
  if (!chosen?.pair) return;
  const [breaks] = examples.copy(chosen.pair, join(workspace.fsPath, EXAMPLES_FOLDER)) as [string];
  if (!(await isInstalled(workspace))) {
    const folder = vscode.Uri.joinPath(workspace, EXAMPLES_FOLDER);
    await copyTypes(extension, folder);
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, 'tsconfig.json'), new TextEncoder().encode(PROJECT));
  }
  await vscode.window.showTextDocument(vscode.Uri.file(breaks));
  if (chosen.pair.found === undefined) await sweep(breaks);
  else
    void vscode.window.showInformationMessage(
      t('Backstep: no sweep finds what is wrong here. In a terminal: {0}', exploreCommand(breaks, { id: 'default' })),
    );
}

function itemsOf({ topics }: Examples): Item[] {
  return topics.flatMap(({ topic, pairs }) => [
    { label: topic, kind: vscode.QuickPickItemKind.Separator },
    ...pairs.map((pair) => ({ label: pair.name, detail: pair.about, description: `${pair.breaks}, ${pair.holds}`, pair })),
  ]);
}
