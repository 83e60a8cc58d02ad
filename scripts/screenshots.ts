/**
 * Takes the pictures of README.md from the real VS Code: `npm run screenshots`, which packages the
 * extension first. They are cut to the editor, in the dark theme.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { diagramOf, focusDiagram, runSimulation } from '../test/support/diagram.ts';
import { withVSCode } from '../test/support/vscode.ts';
import { clearNotifications, command, switchTheme } from '../test/support/workbench.ts';
import { installChromium } from './install-chromium.ts';
import { installVSCode } from './install-vscode.ts';

const PROJECT = fileURLToPath(new URL('../', import.meta.url));
const FOLDER = join(PROJECT, 'media', 'screenshots');
/** A seed in which a zombie writes late, short enough to be read in one picture. */
const SEED = 10;

await installChromium(console.log);
await installVSCode(console.log);
mkdirSync(FOLDER, { recursive: true });

async function take(page: Page, name: string): Promise<void> {
  await clearNotifications(page);
  // What is still being drawn, such as the states of the last step, has arrived when nothing moves.
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  console.log(`media/screenshots/${name}.png`);
}

await withVSCode({ folder: join(PROJECT, 'examples'), width: 1360, height: 860 }, async ({ page }) => {
  await switchTheme(page, 'Dark Modern');
  await runSimulation(page, 'zombie.ts', 'zombie leaseholder', SEED);
  await diagramOf(page, 'zombie leaseholder', SEED);
  await command(page, 'workbench.action.toggleSidebarVisibility', 'View: Toggle Primary Side Bar Visibility');
  await take(page, 'violation');

  await runSimulation(page, 'fenced.ts', 'fenced leaseholder', SEED);
  const frame = await diagramOf(page, 'fenced leaseholder', SEED);
  await frame.locator('[data-lane-head="client1"] [data-action="byzantine"]').click();
  const menu = frame.locator('[data-menu="byzantine"]');
  await menu.locator('[data-choice="forge"] input[type=radio]').check();
  await menu.locator('[data-input="field"]').first().fill('token');
  await menu.locator('[data-input="value"]').first().fill('999999');
  await menu.locator('[data-action="apply-byzantine"]').click();
  await frame.locator('[data-action="backToHonest"]').waitFor();
  await focusDiagram(frame);
  await take(page, 'byzantine');
});
process.exit(0);
