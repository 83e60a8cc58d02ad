import * as vscode from 'vscode';

const EXPORTS_SCENARIO = /export\s+default\s+scenario\s*\(/;
const IMPORTS_BACKSTEP = /from\s+['"]backstep['"]/;
/** More files than this are not read just to fill a list. */
const MOST_FILES = 2_000;

/** Whether a file's text looks like a scenario. It is not compiled for that: a list must come at once. */
export function isScenario(text: string): boolean {
  return IMPORTS_BACKSTEP.test(text) && EXPORTS_SCENARIO.test(text);
}

/** The scenarios of the workspace, as they are in the editors or else on disk. */
export async function findScenarios(): Promise<string[]> {
  const found = await vscode.workspace.findFiles('**/*.{ts,mts,js,mjs}', '**/{node_modules,dist,out,.git}/**', MOST_FILES);
  const scenarios = await Promise.all(
    found.map(async (uri) => {
      const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
      // A file may go between being found and being read; then it is not to be listed either.
      const text = open
        ? open.getText()
        : await vscode.workspace.fs.readFile(uri).then(
            (bytes) => new TextDecoder().decode(bytes),
            () => '',
          );
      return isScenario(text) ? [uri.fsPath] : [];
    }),
  );
  return scenarios.flat().sort();
}

/** The compiler reads files from disk, and who asks for a run means what is in the editors. */
export async function saveFiles(): Promise<void> {
  await vscode.workspace.saveAll(false);
}
