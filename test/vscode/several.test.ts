import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { asked, chooseScenario, cursor, diagramOf } from '../support/diagram.ts';
import { eventually } from '../support/eventually.ts';
import { pictureIt } from '../support/picture-it.ts';
import { startVSCode, type VSCode } from '../support/vscode.ts';
import {
  activeTab,
  answer,
  clearNotifications,
  command,
  notification,
  openFile,
  pick,
  pressNotificationButton,
  quickPickLabels,
  reloadWindow,
} from '../support/workbench.ts';

const SCENARIOS = fileURLToPath(new URL('scenarios', import.meta.url));
const CELLS = [
  'family[chance=0, zone=utc]',
  'family[chance=0, zone=local]',
  'family[chance=0.5, zone=utc]',
  'family[chance=0.5, zone=local]',
];

describe('a file with several scenarios, in VS Code', () => {
  let vscode: VSCode;
  let page: Page;

  before(async () => {
    vscode = await startVSCode({ folder: SCENARIOS });
    page = vscode.page;
  });
  after(() => vscode?.close());

  const step = pictureIt('several', () => vscode);

  async function askFor(id: string, title: string): Promise<string[]> {
    await command(page, id, title);
    await chooseScenario(page, 'several.ts');
    await asked(page, 'which scenario of several.ts');
    // The rows of the question before it may stand below the new title for a moment.
    return eventually(async () => {
      const labels = await quickPickLabels(page);
      assert.ok(labels.includes('broken'), labels.join());
      return labels;
    });
  }

  step('asks which one to run, each scenario of a family among them', async () => {
    assert.deepEqual(await askFor('backstep.runSimulation', 'Backstep: Run Simulation'), ['broken', ...CELLS, 'sound']);
    await pick(page, 'broken');
    await asked(page, 'the seed');
    await answer(page, '7');
    const frame = await diagramOf(page, 'a broken clock', 7);
    assert.equal(await cursor(frame), 1);
    assert.match((await activeTab(page)) ?? '', /Backstep: several\.ts broken #7$/);
  });

  step('runs the same one again, and shows it when the window is reloaded', async () => {
    await command(page, 'backstep.runAgain', 'Backstep: Run Again');
    await diagramOf(page, 'a broken clock', 7);
    await reloadWindow(page);
    await diagramOf(page, 'a broken clock', 7);
  });

  step('offers the last one first', async () => {
    assert.deepEqual((await askFor('backstep.runSimulation', 'Backstep: Run Simulation'))[0], 'broken');
    await pick(page, CELLS[3]!);
    await asked(page, 'the seed');
    await answer(page, '3');
    await diagramOf(page, 'clock[chance=0.5, zone=local]', 3);
  });

  step('asks from the button of the editor too, and asks nothing where there is but one', async () => {
    await openFile(page, 'several.ts');
    await page.locator('.editor-actions .action-label[aria-label^="Run Simulation"]').first().click();
    await asked(page, 'which scenario of several.ts');
    assert.equal((await quickPickLabels(page))[0], CELLS[3]);
    await page.keyboard.press('Escape');
    await command(page, 'backstep.runSimulation', 'Backstep: Run Simulation');
    await chooseScenario(page, 'nothing.ts');
    await asked(page, 'the seed');
    await page.keyboard.press('Escape');
  });

  step('sweeps all of them, and opens the first failing seed of the one that is chosen in the table', async () => {
    const labels = await askFor('backstep.sweepSeeds', 'Backstep: Sweep Seeds');
    // What is said below a label is among them, also what was said in the rows of the question before.
    const names = labels.filter((label) => !['the last one', 'in the active editor'].includes(label));
    assert.deepEqual(names.slice(0, 3), [CELLS[3], 'All', 'family']);
    await pick(page, 'All');
    await asked(page, 'the seeds');
    await answer(page, '20');
    const told =
      /6 scenarios, 20 seeds each: 3 held\. 3 violated: broken; family\[chance=0\.5, zone=utc\]; family\[chance=0\.5, zone=local\]\./;
    await notification(page, told);
    await pressNotificationButton(page, told, 'Show Table');
    await asked(page, '6 scenarios of several.ts, 20 seeds each');
    const rows = await eventually(async () => {
      const texts = (await page.locator('.quick-input-list .monaco-list-row').allInnerTexts()).map((text) =>
        text.replace(/\s+/g, ' ').trim(),
      );
      assert.equal(texts.length, 6);
      return texts;
    });
    assert.match(rows[0]!, /^broken ?20 violated, first failing seed 0$/);
    assert.match(rows[5]!, /^sound ?20 held$/);
    const seed = Number(/first failing seed (\d+)/.exec(rows[4]!)![1]);
    await page.locator('.quick-input-list .monaco-list-row').nth(4).click();
    const frame = await diagramOf(page, 'clock[chance=0.5, zone=local]', seed);
    assert.equal(await frame.locator('[data-run-verdict]').getAttribute('data-run-verdict'), 'violated');
    await clearNotifications(page);
  });

  step('sweeps one scenario of a family, with a summary of its own', async () => {
    await askFor('backstep.sweepSeeds', 'Backstep: Sweep Seeds');
    await pick(page, CELLS[0]!);
    await asked(page, 'the seeds');
    await answer(page, '20');
    await notification(page, /All 20 seeds hold\./);
  });
});
