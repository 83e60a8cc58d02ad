import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FrameLocator, Page } from 'playwright-core';
import { cursor, diagramOf, focusDiagram, arrivesAt, runSimulation, startSimulation, sweep } from '../support/diagram.ts';
import { eventually } from '../support/eventually.ts';
import { pictureIt } from '../support/picture-it.ts';
import { startVSCode, type VSCode } from '../support/vscode.ts';
import {
  clearNotifications,
  command,
  notification,
  openFile,
  problems,
  quickInput,
  readClipboard,
  reloadWindow,
} from '../support/workbench.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const FENCED = 'fenced leaseholder';
/** Its run would never end by itself, as far as this test waits. */
const ENDLESS = `import { node, scenario } from 'backstep';
const loop = node()({ init: () => { for (;;); }, on: {} });
export default scenario({ name: 'endless', nodes: { loop }, duration: '1s', properties: [] });
`;
const FORGED = { node: '', field: 'token', value: '999999' };

describe('what if a node were Byzantine', () => {
  let vscode: VSCode;
  let page: Page;
  let frame: FrameLocator;
  /** A seed in which a zombie writes late, and which node that is: both as the diagram of zombie.ts shows them. */
  let seed: number;

  before(async () => {
    vscode = await startVSCode({ folder: EXAMPLES, files: { 'endless.ts': ENDLESS }, settings: { 'backstep.watchdogSeconds': 600 } });
    page = vscode.page;
    const found = /Seed (\d+) violates/.exec(await (await sweep(page, 'zombie.ts', '200')).innerText());
    seed = Number(found?.[1]);
    await clearNotifications(page);
    await runSimulation(page, 'zombie.ts', 'zombie leaseholder', seed);
    frame = await diagramOf(page, 'zombie leaseholder', seed);
    FORGED.node = /(client\d) overwrote/.exec(await frame.locator('[data-violation]').first().innerText())?.[1] ?? '';
    assert.notEqual(FORGED.node, '');
  });
  after(() => vscode?.close());

  const verdict = (): Promise<string | null> => frame.locator('[data-run-verdict]').getAttribute('data-run-verdict');
  const lane = (node: string) => frame.locator(`[data-lane-head="${node}"] [data-action="byzantine"]`);

  /** Chooses a behaviour in the header of a lane, as a user does. */
  async function switchTo(node: string, choice: string, forge?: { field: string; value: string }): Promise<void> {
    await lane(node).click();
    const menu = frame.locator('[data-menu="byzantine"]');
    await menu.locator(`[data-choice="${choice}"] input[type=radio]`).check();
    if (forge) {
      await menu.locator('[data-input="field"]').first().fill(forge.field);
      await menu.locator('[data-input="value"]').first().fill(forge.value);
    }
    await menu.locator('[data-input="from-start"]').check();
    await menu.locator('[data-action="apply-byzantine"]').click();
  }

  const step = pictureIt('what-if', () => vscode);

  step('holds as it is written', async () => {
    await runSimulation(page, 'fenced.ts', FENCED, seed);
    frame = await diagramOf(page, FENCED, seed);
    assert.notEqual(await verdict(), 'violated');
    assert.equal(await lane(FORGED.node).getAttribute('data-byzantine'), 'honest');
  });

  step('is violated when a client forges its token, beside the way back to the run as it is written', async () => {
    await focusDiagram(frame);
    await page.keyboard.press('End');
    const end = await eventually(async () => {
      const step = await cursor(frame);
      assert.ok(step > 0);
      return step;
    });
    await arrivesAt(frame, end);
    await switchTo(FORGED.node, 'forge', FORGED);
    await frame.locator('[data-action="backToHonest"]').waitFor();
    await diagramOf(page, FENCED, seed);
    assert.equal(await verdict(), 'violated');
    assert.equal(await lane(FORGED.node).getAttribute('data-byzantine'), 'forge');
    assert.notEqual(await frame.locator('[data-honest-verdict]').getAttribute('data-honest-verdict'), 'violated');
    assert.match(await frame.locator('[data-violation]').first().innerText(), new RegExp(`${FORGED.node} overwrote`));

    const violation = await cursor(frame);
    await frame.locator('[data-action="divergence"]').click();
    await eventually(async () => assert.ok((await cursor(frame)) < violation, 'the runs differ before the violation'));
  });

  step('comes back Byzantine when the window is reloaded', async () => {
    const before = await cursor(frame);
    await arrivesAt(frame, before);
    await reloadWindow(page);
    frame = await diagramOf(page, FENCED, seed);
    assert.equal(await verdict(), 'violated');
    assert.equal(await lane(FORGED.node).getAttribute('data-byzantine'), 'forge');
    assert.equal(await cursor(frame), before);
  });

  step('goes back to the run as it is written', async () => {
    await frame.locator('[data-action="backToHonest"]').click();
    await frame.locator('[data-action="backToHonest"]').waitFor({ state: 'detached' });
    await diagramOf(page, FENCED, seed);
    assert.notEqual(await verdict(), 'violated');
    assert.equal(await lane(FORGED.node).getAttribute('data-byzantine'), 'honest');
  });

  step('can be silent or equivocate, and two nodes at a time', async () => {
    await switchTo('storage', 'silent');
    await frame.locator('[data-lane-head="storage"] [data-byzantine="silent"]').waitFor();
    await diagramOf(page, FENCED, seed);
    await switchTo('lock', 'equivocate');
    await frame.locator('[data-lane-head="lock"] [data-byzantine="equivocate"]').waitFor();
    await diagramOf(page, FENCED, seed);
    assert.equal(await lane('storage').getAttribute('data-byzantine'), 'silent');
    await switchTo('storage', 'honest');
    await frame.locator('[data-lane-head="storage"] [data-byzantine="honest"]').waitFor();
    await diagramOf(page, FENCED, seed);
    assert.equal(await lane('lock').getAttribute('data-byzantine'), 'equivocate');
  });

  step('forks where a message is lost, beside the run that it parts from, which is saved and passed on', async () => {
    await runSimulation(page, 'zombie.ts', 'zombie leaseholder', seed);
    frame = await diagramOf(page, 'zombie leaseholder', seed);
    assert.equal(await verdict(), 'violated');
    await frame.locator('[data-step][data-kind=deliver]').last().click();
    const delivered = await cursor(frame);
    await arrivesAt(frame, delivered);
    await page.keyboard.press('f');
    await frame.locator('[data-choice=drop] input[type=radio]').check();
    await frame.locator('[data-action=apply-what-if]').click();
    const rows = frame.locator('[role=treeitem]');
    await eventually(async () => assert.equal(await rows.nth(1).getAttribute('aria-selected'), 'true'));
    await diagramOf(page, 'zombie leaseholder', seed);
    const name = await rows.nth(1).locator('bdi').innerText();
    assert.match(name, / is lost$/);
    await frame.locator('[data-action="divergence"]').click();
    await eventually(async () => assert.equal(await frame.locator('[data-step][data-kind=drop]').count(), 1));

    await rows.nth(0).locator('[data-action=compareFork]').click();
    const comparison = frame.locator('[data-view=comparison]');
    await comparison.locator('.is-at').waitFor();
    assert.match(await comparison.locator('.is-at').innerText(), /drop .*dropped/);
    await comparison.locator('[data-action=closeComparison]').click();

    await command(page, 'backstep.copyMoment', 'Backstep: Copy Moment');
    await page
      .locator('.statusbar')
      .getByText(/a link to step \d+ is on the clipboard/)
      .waitFor();
    const copied = await readClipboard(page);
    assert.match(copied, /:\/\/backstep\.backstep\/moment\?file=.*zombie\.ts.*whatIf=/);
    assert.match(copied, new RegExp(`run .*zombie\\.ts --seed ${seed} --what-if '\\{"drops":\\[".*"\\]\\}' --at \\d+`));

    await command(page, 'backstep.saveAsHtml', 'Backstep: Save as HTML');
    await eventually(async () => assert.match(await quickInput(page).inputValue(), /zombie-seed-\d+\.html$/));
    await page.keyboard.press('Enter');
    await notification(page, /the diagram is in/);
    assert.match(await readFile(join(vscode.folder, `leases/zombie-seed-${seed}.html`), 'utf8'), /<!doctype html>/i);
    await clearNotifications(page);

    await rows.nth(0).locator('.fork-name').click();
    await eventually(async () => assert.equal(await rows.nth(0).getAttribute('aria-selected'), 'true'));
    await diagramOf(page, 'zombie leaseholder', seed);
    assert.equal(await verdict(), 'violated');
    assert.equal(await cursor(frame), delivered, 'the run is where it was when the fork parted from it');
  });

  step('shrinks what is violated to a fork, which stands at its violation', async () => {
    await command(page, 'backstep.shrinkSeed', 'Backstep: Shrink');
    const shrunk = frame.locator('.fork-name', { hasText: /shrunk (?:from \d+ )?to \d+/ });
    await shrunk.waitFor();
    await diagramOf(page, 'zombie leaseholder', seed);
    assert.equal(await verdict(), 'violated');
    const at = Number(await frame.locator('[data-violation]').first().getAttribute('data-after-step'));
    // Where it parts is told after it is shown, which must not move the cursor.
    await frame.locator('[role=treeitem]', { hasText: /shrunk.*violated.*from step \d+/s }).waitFor();
    await arrivesAt(frame, at);
  });

  step('says above a scenario and in its list what the last sweep found, and opens a seed of it', async () => {
    await openFile(page, 'zombie.ts');
    const lens = page.locator('.codelens-decoration a', { hasText: /of 200 seeds violated/ });
    await lens.first().click();
    const row = page.locator('.pane-body .monaco-list-row', { hasText: `seed ${seed}` }).first();
    await row.waitFor();
    assert.match(await row.innerText(), /violates .* at step \d+/);
    await row.click();
    frame = await diagramOf(page, 'zombie leaseholder', seed);
    assert.equal(await verdict(), 'violated');
  });

  step('lets a run take the place of one that is still going', async () => {
    await startSimulation(page, 'endless.ts', 7);
    await frame.locator('[data-status-view="loading"]', { hasText: 'endless.ts with seed 7' }).waitFor();
    await runSimulation(page, 'zombie.ts', 'zombie leaseholder', seed);
    frame = await diagramOf(page, 'zombie leaseholder', seed);
    assert.equal(await verdict(), 'violated');
    assert.deepEqual(
      (await problems(page)).filter(({ severity, message }) => severity === 'Error' && /worker|closed|did not return/.test(message)),
      [],
    );
  });
});
