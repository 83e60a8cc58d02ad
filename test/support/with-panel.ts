/** Tests that share one Chromium, each with a page of its own that must be without errors at the end. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { startChromium, type Chromium } from './chromium.ts';
import { PanelPage, type PanelPageOptions } from './panel-page.ts';

export type WithPanel = (options: PanelPageOptions, use: (panel: PanelPage) => Promise<void>) => Promise<void>;

export function panelTests(): WithPanel {
  let browser: Chromium;
  before(async () => {
    browser = await startChromium();
  });
  after(() => browser.close());
  return async (options, use) => {
    const { page, errors } = await browser.openPage({ width: 1_300, height: 820 });
    const panel = await PanelPage.open(page, options);
    await use(panel);
    await page.close();
    assert.deepEqual(errors, [], 'the page had errors');
  };
}
