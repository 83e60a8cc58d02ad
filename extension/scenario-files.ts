import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { settled, type OpenFile } from './settled-files.ts';

/** The word itself, and not its types alone. */
const IMPORTS_SCENARIO = /import\s*\{[^}]*(?<!type\s+)\bscenario\b[^}]*\}\s*from\s*['"]backstep['"]/;
const DECLARES_SCENARIO = /\bscenario(?:\.matrix)?\s*\(/g;
const EXPORTS_ONE = /\bexport\s+default\s+scenario\s*\(/;
const EXPORTS_VALUE = /\bexport\s+(?:default|const|let|var)\b|\bexport\s*\{/;
/** More files than this are not read just to fill a list. */
const MOST_FILES = 2_000;
/** What a scenario is made of, as VS Code names it. */
const SOURCES = new Set(['typescript', 'javascript', 'json', 'jsonc']);

/** Whether a file's text looks like one with scenarios. It is not compiled for that: a list must come at once. */
export function isScenario(text: string): boolean {
  return IMPORTS_SCENARIO.test(text) && EXPORTS_VALUE.test(text) && declarations(text) > 0;
}

/** Whether a file with scenarios may have several, as far as its text shows it; if not, nobody need ask which. */
export function mayHaveSeveral(text: string): boolean {
  return declarations(text) !== 1 || !EXPORTS_ONE.test(text);
}

function declarations(text: string): number {
  return text.match(DECLARES_SCENARIO)?.length ?? 0;
}

/** The text of a file as it is in an editor, or else on disk; empty when it cannot be read. */
export async function textOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  return vscode.workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => '',
  );
}

/** The files of the workspace with scenarios, as they are in the editors or else on disk. */
export async function findScenarios(): Promise<string[]> {
  const found = await vscode.workspace.findFiles('**/*.{ts,mts,js,mjs}', '**/{node_modules,dist,out,.git}/**', MOST_FILES);
  // A file may go between being found and being read; then it is not to be listed either.
  const scenarios = await Promise.all(found.map(async (uri) => (isScenario(await textOf(uri)) ? [uri.fsPath] : [])));
  return scenarios.flat().sort();
}

/** The compiler reads files from disk, and who asks for a run means what is in the editors. */
export async function saveFiles(): Promise<void> {
  await vscode.workspace.saveAll(false);
  const open = vscode.workspace.textDocuments.filter(({ uri, languageId }) => uri.scheme === 'file' && SOURCES.has(languageId));
  const files = open.map((document): OpenFile => ({
    shown: () => document.getText(),
    onDisk: () => readText(document.uri),
  }));
  await settled(files, (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
}

function readText(uri: vscode.Uri): Promise<string | undefined> {
  return readFile(uri.fsPath, 'utf8').catch(() => undefined);
}
