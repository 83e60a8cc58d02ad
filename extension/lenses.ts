import * as vscode from 'vscode';
import type { FailingSeeds } from './failing-seeds.ts';
import { lensVerdict } from './lens-verdict.ts';
import { lensPlaces } from './lens-places.ts';
import { isScenario } from './scenario-files.ts';

const LANGUAGES = ['typescript', 'javascript'].map((language) => ({ language, scheme: 'file' }));

/** Run, sweep and what the last sweep said, over each scenario of a file, and over its properties and handlers, where it is the file's scenario that is meant. */
export function registerLenses(failing: FailingSeeds): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(LANGUAGES, {
    onDidChangeCodeLenses: failing.onChanged,
    provideCodeLenses: (document) => {
      const text = document.getText();
      if (!isScenario(text)) return [];
      const sweeps = failing.sweepsOf(document.uri.fsPath);
      return lensPlaces(text).flatMap((place) => {
        const { line, id } = place;
        const verdict = lensVerdict(place, sweeps);
        const range = document.lineAt(line).range;
        const args = [document.uri, ...(id === undefined ? [] : [id])];
        return [
          new vscode.CodeLens(range, { title: '$(play) Run', command: 'backstep.runSimulation', arguments: args }),
          new vscode.CodeLens(range, { title: '$(search) Sweep', command: 'backstep.sweepSeeds', arguments: args }),
          ...(verdict === undefined ? [] : [new vscode.CodeLens(range, { title: verdict, command: 'backstep.failingSeeds.focus' })]),
        ];
      });
    },
  });
}
