import * as vscode from 'vscode';
import { parseSeed, parseSeeds } from '../runner/seeds.ts';
import { findScenarios, isScenario } from './scenario-files.ts';
import { seedComplaint, seedsComplaint } from './seeds-input.ts';

/**
 * A question stays when the focus goes elsewhere: a seed is often copied from another window, and the
 * diagram takes the focus back late after the command palette has closed, which would end the question.
 */
export const KEEPS_OPEN = true;

interface ScenarioItem extends vscode.QuickPickItem {
  readonly file: string;
}

/** Asks for scenarios and seeds, and remembers the last answers for each workspace. */
export class ScenarioPicker {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** The scenario to run: the one in the active editor comes first, then the last one. */
  async pickScenario(): Promise<string | undefined> {
    const active = vscode.window.activeTextEditor?.document;
    const activeFile = active && isScenario(active.getText()) ? active.uri.fsPath : undefined;
    const last = this.#memory.get<string>('lastScenario');
    const items = (await findScenarios()).map((file): ScenarioItem => ({
      label: file.split(/[\\/]/).at(-1)!,
      description: vscode.workspace.asRelativePath(file),
      ...(file === activeFile ? { detail: 'in the active editor' } : file === last ? { detail: 'the last one' } : {}),
      file,
    }));
    if (items.length === 0) {
      const create = 'New Scenario';
      const answer = await vscode.window.showErrorMessage(
        "Backstep: there is no scenario in this workspace, that is, no file that imports from 'backstep' and says `export default scenario({ … })`.",
        create,
      );
      if (answer === create) await vscode.commands.executeCommand('backstep.createScenario');
      return undefined;
    }
    const rank = ({ file }: ScenarioItem): number => (file === activeFile ? 0 : file === last ? 1 : 2);
    const picked = await vscode.window.showQuickPick(
      items.sort((a, b) => rank(a) - rank(b)),
      {
        title: 'Backstep: the scenario',
        placeHolder: 'Choose the scenario to run',
        matchOnDescription: true,
        ignoreFocusOut: KEEPS_OPEN,
      },
    );
    if (picked) await this.#memory.update('lastScenario', picked.file);
    return picked?.file;
  }

  async askSeed(): Promise<number | undefined> {
    const text = await vscode.window.showInputBox({
      title: 'Backstep: the seed',
      prompt: 'A whole number from 0; the same seed always gives the same run.',
      value: String(this.lastSeed),
      validateInput: seedComplaint,
      ignoreFocusOut: KEEPS_OPEN,
    });
    if (text === undefined) return undefined;
    const seed = parseSeed(text.trim());
    await this.rememberSeed(seed);
    return seed;
  }

  async askSeeds(): Promise<{ from: number; to: number } | undefined> {
    const text = await vscode.window.showInputBox({
      title: 'Backstep: the seeds',
      prompt: 'How many seeds, such as 1000, or from one to another, such as 500-999.',
      value: this.#memory.get<string>('lastSeeds') ?? '1000',
      validateInput: seedsComplaint,
      ignoreFocusOut: KEEPS_OPEN,
    });
    if (text === undefined) return undefined;
    await this.#memory.update('lastSeeds', text.trim());
    return parseSeeds(text.trim());
  }

  get lastSeed(): number {
    return this.#memory.get<number>('lastSeed') ?? 0;
  }

  async rememberSeed(seed: number): Promise<void> {
    await this.#memory.update('lastSeed', seed);
  }
}
