import * as vscode from 'vscode';
import { lensPlaces } from './lens-places.ts';
import { isScenario } from './scenario-files.ts';

const LANGUAGES = ['typescript', 'javascript'].map((language) => ({ language, scheme: 'file' }));

/** Run and sweep, over each scenario of a file, and over its properties and handlers, where it is the file's scenario that is meant. */
export function registerLenses(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(LANGUAGES, {
    provideCodeLenses: (document) => {
      const text = document.getText();
      if (!isScenario(text)) return [];
      return lensPlaces(text).flatMap(({ line, id }) => {
        const range = document.lineAt(line).range;
        const args = [document.uri, ...(id === undefined ? [] : [id])];
        return [
          new vscode.CodeLens(range, { title: '$(play) Run', command: 'backstep.runSimulation', arguments: args }),
          new vscode.CodeLens(range, { title: '$(search) Sweep', command: 'backstep.sweepSeeds', arguments: args }),
        ];
      });
    },
  });
}
