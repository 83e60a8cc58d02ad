import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Page } from 'playwright-core';
import { startSimulation } from '../support/diagram.ts';
import { eventually } from '../support/eventually.ts';
import { pictureIt } from '../support/picture-it.ts';
import { startVSCode, type VSCode } from '../support/vscode.ts';
import {
  clearNotifications,
  command,
  notification,
  openFile,
  problems,
  fillQuickInput,
  quickInput,
  type Problem,
} from '../support/workbench.ts';

/** A JavaScript file, of whose mistake TypeScript says nothing. */
const MISSPELT = `import { node, scenario } from 'backstep';
const clock = node()({ init: () => ({ ticks: 0 }), on: {} });
export default scenario({
  name: 'clock',
  nodes: { clock },
  duration: '10s',
  properties: [],
  nemesiss: {},
});
`;
const LINE = 8;
const REFUSED = /nemesiss/;

describe('what is wrong with a scenario in the editor', () => {
  let vscode: VSCode;
  let page: Page;

  before(async () => {
    vscode = await startVSCode({
      files: { 'clock.js': MISSPELT, 'other.js': MISSPELT.replace('nemesiss', 'nemesis').replace("'10s'", "'10 parsecs'") },
      settings: { 'files.autoSave': 'off' },
    });
    page = vscode.page;
  });
  after(() => vscode?.close());

  const step = pictureIt('background-check', () => vscode);
  const refused = async (): Promise<Problem[]> => (await problems(page)).filter(({ message }) => REFUSED.test(message));

  async function isUnderlined(): Promise<void> {
    await eventually(async () =>
      assert.deepEqual(
        (await refused()).map(({ file, line, severity }) => [file, line, severity]),
        [['clock.js', LINE, 'Error']],
      ),
    );
  }

  async function isUnderlinedNoMore(): Promise<void> {
    await eventually(async () => assert.deepEqual(await refused(), []));
  }

  /** Types at the beginning of the line, and saves. */
  async function typeThere(...keys: readonly string[]): Promise<void> {
    await page.keyboard.press('Control+G');
    await fillQuickInput(page, `:${LINE}`);
    await quickInput(page).press('Enter');
    await quickInput(page).waitFor({ state: 'hidden' });
    await page.keyboard.press('Home');
    for (const key of keys) await page.keyboard.press(key);
    await page.keyboard.press('Control+S');
    await page.locator('.tab.dirty').waitFor({ state: 'detached' });
  }

  step('is underlined at its place when the file is opened, and nothing is run', async () => {
    await openFile(page, 'clock.js');
    await isUnderlined();
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    assert.equal(await page.locator('.tab', { hasText: 'Backstep:' }).count(), 0);
  });

  step('is said once, also when it is run', async () => {
    await startSimulation(page, 'clock.js', 0);
    await notification(page, REFUSED);
    await isUnderlined();
    await clearNotifications(page);
  });

  step('is underlined no more once it has been mended and saved, and again when it is wrong again', async () => {
    await openFile(page, 'clock.js');
    await typeThere('/', '/');
    await isUnderlinedNoMore();
    await typeThere('Delete', 'Delete');
    await isUnderlined();
  });

  step('goes with the file when that is closed', async () => {
    await openFile(page, 'other.js');
    await eventually(async () =>
      assert.ok((await problems(page)).some(({ file, message }) => file === 'other.js' && /parsecs/.test(message))),
    );
    await command(page, 'workbench.action.closeActiveEditor', 'View: Close Editor');
    await eventually(async () => assert.ok(!(await problems(page)).some(({ file }) => file === 'other.js')));
  });

  step('is looked for no more where the setting says so', async () => {
    await openFile(page, 'clock.js');
    await isUnderlined();
    mkdirSync(join(vscode.folder, '.vscode'));
    writeFileSync(join(vscode.folder, '.vscode/settings.json'), JSON.stringify({ 'backstep.checkInBackground': false }));
    await isUnderlinedNoMore();
  });
});
