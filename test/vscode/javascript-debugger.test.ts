import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FrameLocator, Page } from 'playwright-core';
import { arrivesAt, diagramOf, runSimulation } from '../support/diagram.ts';
import { eventually } from '../support/eventually.ts';
import { pictureIt } from '../support/picture-it.ts';
import { startVSCode, type VSCode } from '../support/vscode.ts';
import { command, currentLine } from '../support/workbench.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

/** The event of the violation of seed 0, and the first line of the handler that it happens in. */
const VIOLATION = { step: 50, line: 26 };

describe("VS Code's JavaScript debugger on one handler", () => {
  let vscode: VSCode;
  let page: Page;
  let frame: FrameLocator;

  before(async () => {
    vscode = await startVSCode({ folder: EXAMPLES });
    page = vscode.page;
    await runSimulation(page, 'zombie.ts', 'zombie leaseholder', 0);
    frame = await diagramOf(page, 'zombie leaseholder', 0);
  });
  after(() => vscode?.close());

  const step = pictureIt('javascript-debugger', () => vscode);

  step('stops in the source where the handler of the step at the cursor begins', async () => {
    await arrivesAt(frame, VIOLATION.step);
    await command(page, 'backstep.debugHandler', 'Backstep: Debug This Handler with the JavaScript Debugger');
    await page.locator('.debug-toolbar').waitFor({ timeout: 120_000 });
    await eventually(async () => assert.equal(await currentLine(page), VIOLATION.line));
    await page.locator('.tab.active[data-resource-name="zombie.ts"]').waitFor();
  });

  const button = (name: string) => page.locator(`.debug-toolbar .action-label[aria-label^="${name}"]`);

  step('shows the variables of the handler, and steps in it', async () => {
    await command(page, 'workbench.view.debug', 'View: Show Run and Debug');
    await button('Step Over').click();
    await eventually(async () => assert.equal(await currentLine(page), VIOLATION.line + 1));
    // A view that was opened after the stop is filled by the next one.
    const rows = page.locator('.debug-variables .monaco-list-row');
    await eventually(async () => assert.match((await rows.allInnerTexts()).join('\n'), /from\s*[:=]?\s*'client2'/));
  });

  step('goes on to the end, where the run was the recorded one', async () => {
    await button('Continue').click();
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    await page.locator('.statusbar-item', { hasText: 'was the recorded run' }).waitFor();
  });
});
