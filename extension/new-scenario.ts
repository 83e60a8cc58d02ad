import * as vscode from 'vscode';
import { KEEPS_OPEN } from './scenario-picker.ts';
import { t } from './texts.ts';

/** What a new scenario needs to type-check in a workspace where the package `backstep` is not installed. */
const TYPES = 'backstep.d.ts';
const FILE_NAME = /^[^\\/:*?"<>|]+\.ts$/;

/** Writes a small scenario that some seeds break, with the types that it imports, and opens it. */
export async function createScenario(extension: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) {
    void vscode.window.showErrorMessage(t('Backstep: a scenario is a file of a folder. Open a folder first.'));
    return;
  }
  const name = await vscode.window.showInputBox({
    title: t('Backstep: a new scenario'),
    prompt: t('The name of its file, which is made in {0}.', vscode.workspace.asRelativePath(folder)),
    value: 'counter.ts',
    valueSelection: [0, 'counter'.length],
    validateInput: (text) => complaintAbout(text, folder),
    ignoreFocusOut: KEEPS_OPEN,
  });
  if (name === undefined) return;
  const scenario = vscode.Uri.joinPath(folder, name);
  const starter = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'media', 'starter.ts'));
  if (await isInstalled(folder)) {
    await vscode.workspace.fs.writeFile(scenario, starter);
  } else {
    // Without a tsconfig.json TypeScript sees only the files that are open and what they refer to.
    const reference = new TextEncoder().encode(`/// <reference path="./${TYPES}" />\n`);
    await vscode.workspace.fs.writeFile(scenario, Buffer.concat([reference, starter]));
    await copyTypes(extension, folder);
  }
  await vscode.window.showTextDocument(scenario);
}

/** Whether a folder has the package, and with it the types. */
export function isInstalled(folder: vscode.Uri): Promise<boolean> {
  return exists(vscode.Uri.joinPath(folder, 'node_modules', 'backstep', 'package.json'));
}

/** Puts the types into a folder that does not have the package. */
export async function copyTypes(extension: vscode.Uri, folder: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(extension, 'dist', TYPES), vscode.Uri.joinPath(folder, TYPES), { overwrite: true });
}

async function complaintAbout(name: string, folder: vscode.Uri): Promise<string | undefined> {
  if (!FILE_NAME.test(name)) return t('Give it a plain name that ends in .ts.');
  if (name === TYPES) return t('{0} is the file of the types: give the scenario another name.', TYPES);
  return (await exists(vscode.Uri.joinPath(folder, name))) ? t('There is a file {0} already: give it another name.', name) : undefined;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
