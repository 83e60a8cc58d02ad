import * as vscode from 'vscode';
import type { FailingSeeds } from './failing-seeds.ts';
import { lensVerdict } from './lens-verdict.ts';
import { lensPlaces, type LensPlace } from './lens-places.ts';
import { lensTimes } from './lens-times.ts';
import { isScenario } from './scenario-files.ts';
import { t } from './texts.ts';

const LANGUAGES = ['typescript', 'javascript'].map((language) => ({ language, scheme: 'file' }));

/**
 * Run, sweep and what the last sweep said, over each scenario of a file, and over its properties and handlers, where it is the file's
 * scenario that is meant. Over handlers in a file that has no scenario, how often they ran in the last sweep of one that imports them.
 */
export function registerLenses(failing: FailingSeeds): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(LANGUAGES, {
    onDidChangeCodeLenses: failing.onChanged,
    provideCodeLenses: (document) => {
      const text = document.getText();
      const file = document.uri.fsPath;
      const places = lensPlaces(text);
      const times = lensTimes({ file, text, places }, failing.sweeps);
      const offersRuns = isScenario(text);
      const sweeps = failing.sweepsOf(file);
      // Where a handler is written so that a line does not show it, the sweep has told that it is there.
      const others = [...times.keys()].filter((line) => !places.some((place) => place.line === line));
      const all = [...places, ...others.map((line) => ({ line, what: 'handler' as const }))];
      return all.flatMap((place: LensPlace) => {
        const { line, id } = place;
        const verdict = times.get(line) ?? lensVerdict(place, sweeps);
        const range = document.lineAt(line).range;
        const args = [document.uri, ...(id === undefined ? [] : [id])];
        return [
          ...(offersRuns
            ? [
                new vscode.CodeLens(range, { title: t('$(play) Run'), command: 'backstep.runSimulation', arguments: args }),
                new vscode.CodeLens(range, { title: t('$(search) Sweep'), command: 'backstep.sweepSeeds', arguments: args }),
              ]
            : []),
          ...(verdict === undefined ? [] : [new vscode.CodeLens(range, { title: verdict, command: 'backstep.failingSeeds.focus' })]),
        ];
      });
    },
  });
}
