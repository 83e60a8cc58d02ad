import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FrameLocator, Page } from 'playwright-core';
import {
  arrivesAt,
  asked,
  chooseScenario,
  cursor,
  diagramOf,
  focusDiagram,
  row,
  runSimulation,
  startSweep,
  stateOf,
  sweep,
} from '../support/diagram.ts';
import { eventually } from '../support/eventually.ts';
import { pictureIt } from '../support/picture-it.ts';
import { startVSCode, type VSCode } from '../support/vscode.ts';
import {
  activeTab,
  answer,
  command,
  cursorPosition,
  fillQuickInput,
  notification,
  openFile,
  pressNotificationButton,
  problems,
  quickInput,
  quickInputText,
  quickPickLabels,
  reloadWindow,
  switchTheme,
  themeKind,
} from '../support/workbench.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const SCENARIO = 'zombie leaseholder';
const PROPERTY = 'noExpiredLeaseOverwritesANewerOne';

/** The main job, as a user does it: each test goes on where the one before it has left the window. */
describe('the main job in VS Code', () => {
  let vscode: VSCode;
  let page: Page;
  let frame: FrameLocator;
  /** What the sweep finds: no seed is written down here. */
  let seed: number;
  let violation: number;

  before(async () => {
    vscode = await startVSCode({ folder: EXAMPLES });
    page = vscode.page;
  });
  after(() => vscode?.close());

  const step = pictureIt('simulation', () => vscode);

  step('lists the scenarios of the workspace, the one in the editor first', async () => {
    await openFile(page, 'zombie.ts');
    await command(page, 'backstep.sweepSeeds', 'Backstep: Sweep Seeds');
    await asked(page, 'the scenario');
    const labels = await quickPickLabels(page);
    assert.equal(labels[0], 'zombie.ts');
    // More than fit are listed, so that each is looked for by its name.
    for (const name of ['forged-token.ts', 'commit-wait.ts', 'fenced.ts']) {
      await fillQuickInput(page, name);
      await eventually(async () => assert.equal((await quickPickLabels(page))[0], name));
    }
    await fillQuickInput(page, 'chain.ts');
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await eventually(async () => assert.equal(await rows.count(), 0, 'chain.ts exports no scenario'));
    await page.keyboard.press('Escape');
  });

  step('says what is wrong with a range of seeds while it is typed', async () => {
    await command(page, 'backstep.sweepSeeds', 'Backstep: Sweep Seeds');
    await chooseScenario(page, 'zombie.ts');
    await asked(page, 'the seeds');
    for (const [text, complaint] of [
      ['-1', /is not a seed/],
      ['1.5', /is not a seed/],
      ['9007199254740992', /is not a seed/],
      ['20-5', /smaller one first/],
      ['0', /at least one/],
    ] as const) {
      await quickInput(page).fill(text);
      await eventually(async () => assert.match(await quickInputText(page), complaint));
      await quickInput(page).press('Enter');
      assert.ok(await quickInput(page).isVisible(), `${text} is not accepted`);
    }
    await page.keyboard.press('Escape');
  });

  step('shows a sweep as it goes on, can cancel it, and offers what it has found', async () => {
    await startSweep(page, 'zombie.ts', '10000000');
    await notification(page, /\d+ of 10000000 seeds, \d+ seeds\/s, [1-9]\d* failing/);
    await pressNotificationButton(page, /sweeping/, 'Cancel');
    const end = await notification(page, /Cancelled after \d+ of 10000000 seeds, \d+ failing/);
    await end.getByRole('button', { name: 'Open First Failing Seed' }).waitFor();
    await end.hover();
    await end.getByRole('button', { name: /^Clear Notification/ }).click();
  });

  step('finds the failing seed and opens it at the violation', async () => {
    const end = await sweep(page, 'zombie.ts', '1000');
    const found = /(\d+) of 1000 seeds fail\. Seed (\d+) violates "no expired lease overwrites a newer one" at step (\d+)/.exec(
      await end.innerText(),
    );
    assert.ok(found, await end.innerText());
    [seed, violation] = [Number(found[2]), Number(found[3])];
    await end.hover();
    await end.getByRole('button', { name: 'Choose Failing Seed' }).click();
    await asked(page, 'failing seeds of');
    assert.equal((await quickPickLabels(page))[0], `seed ${seed}`);
    await quickInput(page).press('Enter');
    frame = await diagramOf(page, SCENARIO, seed);
    assert.equal(await cursor(frame), violation);
    assert.match((await activeTab(page)) ?? '', new RegExp(`Backstep: zombie.ts #${seed}$`));
    assert.equal(await frame.locator('[data-run-verdict]').getAttribute('data-run-verdict'), 'violated');
    const band = frame.locator(`[data-violation="${PROPERTY}"]`);
    assert.match(await band.innerText(), /no expired lease overwrites a newer one[\s\S]*after its own lease/);
    assert.equal(await frame.locator('[data-lane-head]').count(), 4);
  });

  step('steps with the keyboard, and shows what each step changed', async () => {
    await focusDiagram(frame);
    const accepted = await stateOf(frame, 'storage').innerText();
    assert.match(accepted, /1 change/);
    await page.keyboard.press('ArrowUp');
    await arrivesAt(frame, violation - 1);
    assert.notEqual(await stateOf(frame, 'storage').innerText(), accepted, 'one step back the write is not accepted yet');
    await page.keyboard.press('ArrowDown');
    await arrivesAt(frame, violation);
    assert.equal(await stateOf(frame, 'storage').innerText(), accepted);
    await page.keyboard.press('Home');
    await arrivesAt(frame, 0);
    await page.keyboard.press('v');
    await arrivesAt(frame, violation);
  });

  step('steps with the keys that VS Code binds while the diagram is in front, once for each press', async () => {
    const node = await row(frame, violation).getAttribute('data-node');
    await page.keyboard.press('F9');
    await arrivesAt(frame, violation - 1);
    await page.keyboard.press('F10');
    await arrivesAt(frame, violation);
    await page.keyboard.press('Control+F9');
    await eventually(async () => assert.ok((await cursor(frame)) < violation));
    const before = await cursor(frame);
    assert.equal(await row(frame, before).getAttribute('data-node'), node);
    await page.keyboard.press('Control+F10');
    await arrivesAt(frame, violation);
    await page.keyboard.press('Control+Home');
    await arrivesAt(frame, 0);
    await page.keyboard.press('F8');
    await arrivesAt(frame, violation);
  });

  step('steps with the toolbar and with commands', async () => {
    await frame.locator('[data-action="back"]').click();
    await arrivesAt(frame, violation - 1);
    await frame.locator('[data-action="forward"]').click();
    await arrivesAt(frame, violation);
    await command(page, 'backstep.goToEnd', 'Backstep: Go to End');
    await eventually(async () => assert.ok((await cursor(frame)) > violation));
    await arrivesAt(frame, await cursor(frame));
    await command(page, 'backstep.goToViolation', 'Backstep: Go to Violation');
    await arrivesAt(frame, violation);
    await page.locator('.editor-actions .action-label[aria-label^="Step Back"]').first().click();
    await arrivesAt(frame, violation - 1);
    await command(page, 'backstep.stepForward', 'Backstep: Step Forward');
    await arrivesAt(frame, violation);
  });

  step('copies the visible steps as Mermaid', async () => {
    await frame.locator('[data-action="copyMermaid"]').click();
    await page
      .locator('.statusbar')
      .getByText(/on the clipboard as a Mermaid diagram/)
      .waitFor();
    await command(page, 'workbench.action.files.newUntitledFile', 'Create: New Untitled Text File');
    await page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
    await page.keyboard.press('Control+V');
    const text = page.locator('.editor-group-container.active .monaco-editor .view-lines');
    await eventually(async () => assert.match((await text.innerText()).replace(/\u00a0/g, ' '), /rect rgba|write|participant/));
    await page.keyboard.press('Control+Home');
    await eventually(async () =>
      assert.match((await text.innerText()).replace(/\u00a0/g, ' '), /^sequenceDiagram\n\s*participant p0 as lock/),
    );
  });

  step('draws the visible steps with Mermaid, which lead to their place', async () => {
    await page.locator('.tab', { hasText: 'Backstep: zombie.ts' }).click();
    frame = await diagramOf(page, SCENARIO, seed);
    await frame.locator('[data-action="previewMermaid"]').click();
    await frame.locator('[data-mermaid="drawn"]').waitFor();
    const message = frame.locator('.mermaid-picture .messageText').first();
    const [told] = /^\d+/.exec((await message.textContent()) ?? '') ?? [];
    await message.click();
    await arrivesAt(frame, Number(told));
    await frame.locator('[data-action="closePreview"]').click();
    await command(page, 'backstep.goToViolation', 'Backstep: Go to Violation');
    await arrivesAt(frame, violation);
    await page.locator('.tab', { hasText: 'Untitled-1' }).click();
  });

  step('comes back at the same step when it was hidden', async () => {
    await page.locator('.tab', { hasText: 'Backstep: zombie.ts' }).click();
    frame = await diagramOf(page, SCENARIO, seed);
    assert.equal(await cursor(frame), violation);
  });

  step('comes back at the same step when the window is reloaded', async () => {
    await focusDiagram(frame);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await arrivesAt(frame, violation - 2);
    await reloadWindow(page);
    frame = await diagramOf(page, SCENARIO, seed);
    assert.equal(await cursor(frame), violation - 2);
    assert.equal(await frame.locator('[data-run-verdict]').getAttribute('data-run-verdict'), 'violated');
  });

  step('follows the theme', async () => {
    // The tests are compiled without the DOM's types, so the page's own function is named here.
    type Page = { getComputedStyle(element: unknown): { backgroundColor: string } };
    const background = (): Promise<string> =>
      frame.locator('body').evaluate((body) => (globalThis as unknown as Page).getComputedStyle(body).backgroundColor);
    const light = await background();
    await switchTheme(page, 'Dark Modern');
    await eventually(async () => assert.equal(await themeKind(page), 'dark'));
    await frame.locator('body.vscode-dark').waitFor();
    await eventually(async () => assert.notEqual(await background(), light));
    await arrivesAt(frame, violation - 2);
  });

  step('opens the line of the handler beside the diagram', async () => {
    await focusDiagram(frame);
    await page.keyboard.press('v');
    await arrivesAt(frame, violation);
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal(await activeTab(page), 'zombie.ts'));
    const { line } = await eventually(async () => (await cursorPosition(page)) ?? assert.fail('there is no editor'));
    assert.ok(line > 1);
    const handler = page.locator('.editor-group-container.active .view-line').filter({ hasText: /^\s*write\(/ });
    await eventually(async () => assert.equal(await handler.count(), 1, 'the editor shows the handler `write` of the storage'));
    // The panel is narrow now: its parts are stacked, and the names of the lanes stay above the rows.
    await focusDiagram(frame);
    await page.keyboard.press('ArrowUp');
    await arrivesAt(frame, violation - 1);
    const [names, panel] = await Promise.all([
      frame.locator('[data-lane-head]').first().boundingBox(),
      frame.locator('body').boundingBox(),
    ]);
    assert.ok(names && panel && names.y > panel.y, 'the names of the lanes are in view');
    assert.ok(await frame.locator('[data-inspected]').isVisible(), 'the state is still in view');
  });

  step('marks the violated property in the Problems view', async () => {
    const found = await eventually(async () => {
      const ours = (await problems(page)).filter(({ message }) => message.includes(`Seed ${seed} violates safety`));
      assert.equal(ours.length, 1);
      return ours[0]!;
    });
    assert.deepEqual([found.severity, found.file], ['Warning', 'lease.ts']);
  });

  step('says that the source was edited, goes to where the handler stands by now, and opens no file twice', async () => {
    const enter = async (): Promise<number> => {
      await focusDiagram(frame);
      await page.keyboard.press('v');
      await arrivesAt(frame, violation);
      await page.keyboard.press('Enter');
      await eventually(async () => assert.equal(await activeTab(page), 'zombie.ts'));
      return (await eventually(async () => (await cursorPosition(page)) ?? assert.fail('there is no editor'))).line;
    };
    const line = await enter();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('Enter');
    await frame.locator('[data-status-view=edited]').waitFor();
    await eventually(async () => assert.equal(await enter(), line + 1));
    const tabs = page.locator('.tab[data-resource-name="zombie.ts"]');
    const open = await tabs.count();
    await openFile(page, 'lease.ts');
    assert.equal(await enter(), line + 1);
    assert.equal(await tabs.count(), open);
    await page.keyboard.press('ControlOrMeta+z');
    await frame.locator('[data-status-view=edited]').waitFor({ state: 'detached' });
  });

  step('remembers the last seed', async () => {
    await command(page, 'backstep.runSimulation', 'Backstep: Run Simulation');
    await chooseScenario(page, 'zombie.ts');
    await asked(page, 'the seed');
    assert.equal(await quickInput(page).inputValue(), String(seed));
    await answer(page, String(seed));
    await diagramOf(page, SCENARIO, seed);
  });

  step('says over each handler how often it ran in the sweep, also in a file without a scenario', async () => {
    await openFile(page, 'lease.ts');
    const lens = page.locator('.codelens-decoration').filter({ hasText: /ran [\d,]+ times in 1,000 seeds of zombie\.ts/ });
    // The first may stand below what is in sight.
    await lens.first().waitFor({ state: 'attached' });
  });

  step('leaves a workspace without its package as it was', async () => {
    // What a simulation needs is in the extension: nothing is written beside the user's files.
    const files = async (folder: string): Promise<string[]> => (await readdir(folder, { recursive: true })).sort();
    assert.deepEqual(await files(vscode.folder), await files(EXAMPLES));
  });

  step('shows any seed that is asked for', async () => {
    await runSimulation(page, 'zombie.ts', SCENARIO, 123456789);
    assert.match((await activeTab(page)) ?? '', /zombie.ts #123456789$/);
  });
});
