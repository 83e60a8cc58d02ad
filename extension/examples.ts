import { join } from 'node:path';
import * as vscode from 'vscode';
import { Examples, type ExamplePair } from '../runner/examples.ts';
import { TYPES, isInstalled } from './new-scenario.ts';
import { KEEPS_OPEN } from './scenario-picker.ts';

/** Where pairs are copied to in the workspace. */
const FOLDER = 'backstep-examples';

/** Without it TypeScript would not find the types beside the files. */
const PROJECT = `{
  "compilerOptions": { "strict": true, "target": "es2022", "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true, "types": [] }
}
`;

type Item = vscode.QuickPickItem & { readonly pair?: ExamplePair };

/** Lists the examples by topic, copies the chosen pair into the workspace, opens what breaks, and sweeps it. */
export async function tryExample(extension: vscode.Uri, sweep: (file: string) => Promise<unknown>): Promise<void> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!workspace) {
    void vscode.window.showErrorMessage('Backstep: an example is copied into a folder. Open a folder first.');
    return;
  }
  const examples = new Examples(join(extension.fsPath, 'dist', 'examples'));
  const chosen = await vscode.window.showQuickPick(itemsOf(examples.pairs), {
    title: 'Backstep: examples, each with what breaks and what cures it',
    placeHolder: `The pair is copied into ${FOLDER}, and what breaks is swept.`,
    matchOnDetail: true,
    ignoreFocusOut: KEEPS_OPEN,
  });
  if (!chosen?.pair) return;
  const [breaks] = examples.copy(chosen.pair, join(workspace.fsPath, FOLDER)) as [string];
  if (!(await isInstalled(workspace))) {
    const folder = vscode.Uri.joinPath(workspace, FOLDER);
    const types = vscode.Uri.joinPath(folder, TYPES);
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(extension, 'dist', TYPES), types, { overwrite: true });
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, 'tsconfig.json'), new TextEncoder().encode(PROJECT));
  }
  await vscode.window.showTextDocument(vscode.Uri.file(breaks));
  await sweep(breaks);
}

function itemsOf(pairs: readonly ExamplePair[]): Item[] {
  return [...new Set(pairs.map(({ topic }) => topic))].flatMap((topic) => [
    { label: topic, kind: vscode.QuickPickItemKind.Separator },
    ...pairs
      .filter((pair) => pair.topic === topic)
      .map((pair) => ({ label: pair.name, detail: pair.about, description: `${pair.breaks}, ${pair.holds}`, pair })),
  ]);
}
