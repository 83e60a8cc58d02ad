import * as vscode from 'vscode';
import { parseSeeds, parseStrategicSeed } from '../runner/seeds.ts';
import type { ScenarioIdentity } from '../runner/protocol.ts';
import type { Runner } from '../runner/runner-api.ts';
import { findScenarios, isScenario, mayHaveSeveral, saveFiles, textOf } from './scenario-files.ts';
import { seedComplaint, seedsComplaint } from './seeds-input.ts';
import { t } from './texts.ts';

/**
 * A question stays when the focus goes elsewhere: a seed is often copied from another window, and the
 * diagram takes the focus back late after the command palette has closed, which would end the question.
 */
export const KEEPS_OPEN = true;

interface ScenarioItem extends vscode.QuickPickItem {
  readonly file: string;
}

/** A file and which of its scenarios, as `--scenario` takes it: undefined for the default or only one, or, where several may be meant, for all. */
export interface ScenarioChoice {
  readonly file: string;
  readonly scenario?: string | undefined;
}

interface ChoiceItem extends vscode.QuickPickItem {
  readonly scenario: string | undefined;
}

/** Asks for scenarios and seeds, and remembers the last answers for each workspace. */
export class ScenarioPicker {
  readonly #memory: vscode.Memento;
  readonly #runner: Runner;

  constructor(memory: vscode.Memento, runner: Runner) {
    this.#memory = memory;
    this.#runner = runner;
  }

  /**
   * Which scenario of a file, asked where it has several; `several` offers all of them, and whole families, too.
   * Undefined when the question is left.
   * @throws RunnerProblems when the file cannot be loaded.
   */
  async chooseIn(file: string, { several = false } = {}): Promise<ScenarioChoice | undefined> {
    if (!mayHaveSeveral(await textOf(vscode.Uri.file(file)))) return { file };
    await saveFiles();
    const path = vscode.workspace.asRelativePath(file);
    const loading = { location: vscode.ProgressLocation.Window, title: t('Backstep: loading {0}', path) };
    const offered = await vscode.window.withProgress(loading, () => this.#runner.offered(file));
    const [only] = offered;
    if (only && offered.length === 1) return { file, scenario: only.id };
    const key = `lastScenarioOf:${file}`;
    const items = choiceItems(offered, several);
    const last = items.findIndex(({ label }) => label === this.#memory.get<string>(key));
    const [remembered] = last < 0 ? [] : items.splice(last, 1);
    const picked = await vscode.window.showQuickPick(remembered ? [{ ...remembered, detail: t('the last one') }, ...items] : items, {
      title: t('Backstep: which scenario of {0}', path),
      placeHolder: several ? t('Choose what to sweep') : t('Choose the scenario to run'),
      matchOnDescription: true,
      ignoreFocusOut: KEEPS_OPEN,
    });
    if (!picked) return undefined;
    await this.#memory.update(key, picked.label);
    return { file, scenario: picked.scenario };
  }

  /** The file of the scenario to run: the one in the active editor comes first, then the last one. */
  async pickFile(): Promise<string | undefined> {
    const active = vscode.window.activeTextEditor?.document;
    const activeFile = active && isScenario(active.getText()) ? active.uri.fsPath : undefined;
    const last = this.#memory.get<string>('lastScenario');
    const items = (await findScenarios()).map((file): ScenarioItem => ({
      label: file.split(/[\\/]/).at(-1)!,
      description: vscode.workspace.asRelativePath(file),
      ...(file === activeFile ? { detail: t('in the active editor') } : file === last ? { detail: t('the last one') } : {}),
      file,
    }));
    if (items.length === 0) {
      const create = t('New Scenario');
      const answer = await vscode.window.showErrorMessage(
        t(
          "Backstep: there is no scenario in this workspace, that is, no file that imports from 'backstep' and says `export default scenario({ … })` or `export const NAME = scenario({ … })`.",
        ),
        create,
      );
      if (answer === create) await vscode.commands.executeCommand('backstep.createScenario');
      return undefined;
    }
    const rank = ({ file }: ScenarioItem): number => (file === activeFile ? 0 : file === last ? 1 : 2);
    const picked = await vscode.window.showQuickPick(
      items.sort((a, b) => rank(a) - rank(b)),
      {
        title: t('Backstep: the scenario'),
        placeHolder: t('Choose the scenario to run'),
        matchOnDescription: true,
        ignoreFocusOut: KEEPS_OPEN,
      },
    );
    if (picked) await this.#memory.update('lastScenario', picked.file);
    return picked?.file;
  }

  async askSeed(): Promise<ReturnType<typeof parseStrategicSeed> | undefined> {
    const text = await vscode.window.showInputBox({
      title: t('Backstep: the seed'),
      prompt: t(
        'A whole number from 0, with its strategy where a sweep names one, as in 12 swarm; the same seed always gives the same run.',
      ),
      value: String(this.lastSeed),
      validateInput: seedComplaint,
      ignoreFocusOut: KEEPS_OPEN,
    });
    if (text === undefined) return undefined;
    const seed = parseStrategicSeed(text);
    await this.#memory.update('lastSeed', text.trim());
    return seed;
  }

  async askSeeds(): Promise<{ from: number; to: number } | undefined> {
    const text = await vscode.window.showInputBox({
      title: t('Backstep: the seeds'),
      prompt: t('How many seeds, such as 1000, or from one to another, such as 500-999.'),
      value: this.#memory.get<string>('lastSeeds') ?? '1000',
      validateInput: seedsComplaint,
      ignoreFocusOut: KEEPS_OPEN,
    });
    if (text === undefined) return undefined;
    await this.#memory.update('lastSeeds', text.trim());
    return parseSeeds(text.trim());
  }

  get lastSeed(): number | string {
    return this.#memory.get<number | string>('lastSeed') ?? 0;
  }

  async rememberSeed(seed: number): Promise<void> {
    await this.#memory.update('lastSeed', seed);
  }
}

/** The scenarios of a file as a list to choose from; `several`: with all of them, and each family as a whole, before these. */
function choiceItems(offered: readonly ScenarioIdentity[], several: boolean): ChoiceItem[] {
  const items = offered.map(({ id, name }): ChoiceItem => ({ label: id, description: name, scenario: id }));
  if (!several) return items;
  const families = new Map<string, number>();
  for (const { id, parameters } of offered) {
    const family = id.slice(0, id.indexOf('['));
    if (parameters) families.set(family, (families.get(family) ?? 0) + 1);
  }
  const whole = [...families]
    // Where there is but one family, all of it is all there is.
    .filter(([, count]) => count > 1 && count < offered.length)
    .map(([family, count]): ChoiceItem => ({ label: family, description: t('its {0} scenarios', count), scenario: family }));
  return [{ label: t('All'), description: t('the {0} scenarios of the file', offered.length), scenario: undefined }, ...whole, ...items];
}
