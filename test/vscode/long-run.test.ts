import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FrameLocator, Page } from 'playwright-core';
import { arrivesAt, cursor, diagramOf, focusDiagram, startSimulation } from '../support/diagram.ts';
import { eventually } from '../support/eventually.ts';
import { pictureIt } from '../support/picture-it.ts';
import { startVSCode, type VSCode } from '../support/vscode.ts';
import { webviewFrame } from '../support/workbench.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
/** It takes seconds even on a machine that does nothing else. */
const LONG = `import { node, safety, scenario, type World } from 'backstep';
type Word = { type: 'word'; n: number };
const talker = node<Word, Word>()({
  init(self) { self.setTimer('talk', 1); return { n: 0, heard: 0 }; },
  on: { word(state, { n }) { state.heard = n; } },
  timers: { talk(state, self) {
    state.n += 1;
    for (const peer of self.peers) self.send(peer, { type: 'word', n: state.n });
    self.setTimer('talk', 1);
  } },
});
const nodes = { a: talker, b: talker };
class P { @safety static numbersGrow({ nodes }: World<typeof nodes>) { return nodes.a.n >= 0; } }
export default scenario({ name: 'long', nodes, network: { latency: { min: 1, max: 3 } }, duration: '240s', properties: [P] });
`;

describe('a long run', () => {
  let vscode: VSCode;
  let page: Page;
  let frame: FrameLocator;
  before(async () => {
    vscode = await startVSCode({ folder: EXAMPLES, files: { 'long.ts': LONG }, settings: { 'backstep.watchdogSeconds': 600 } });
    page = vscode.page;
  });
  after(() => vscode?.close());

  const step = pictureIt('long-run', () => vscode);
  const underWay = () => frame.locator('[data-status-view="underWay"]');
  const events = async (): Promise<number> => Number((await frame.locator('body').getAttribute('data-ready'))?.split('/').at(-1));

  step('can be stepped through while it is still being executed, and says so', async () => {
    await startSimulation(page, 'long.ts', 1);
    frame = webviewFrame(page);
    await underWay().waitFor({ timeout: 120_000 });
    assert.equal(await frame.locator('[data-run-verdict]').innerText(), 'not known yet');
    const shown = await events();
    await focusDiagram(frame);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    await arrivesAt(frame, 3);
    await diagramOf(page, 'long', 1);
    assert.ok((await events()) > shown, 'there is more of it now');
    assert.equal(await frame.locator('[data-run-verdict]').innerText(), 'held');
    assert.equal(await cursor(frame), 3, 'whoever has moved on stays there');
  });

  step('has a fork that is shown from where it parts before it is over', async () => {
    const whole = await events();
    await frame.locator('[data-input="step"]').fill(String(whole >> 1));
    await page.keyboard.press('Enter');
    await arrivesAt(frame, whole >> 1);
    await frame.locator('[data-lane-head="a"] [data-action="byzantine"]').click();
    const menu = frame.locator('[data-menu="byzantine"]');
    await menu.locator('[data-choice="silent"] input[type=radio]').check();
    await menu.locator('[data-action="apply-byzantine"]').click();
    await underWay().waitFor({ timeout: 120_000 });
    const differs = Number((await frame.locator('[data-action="divergence"]').innerText()).replaceAll(/\D/g, ''));
    assert.ok(differs > whole >> 1, `it differs from step ${differs}`);
    await arrivesAt(frame, differs);
    await diagramOf(page, 'long', 1);
    assert.ok((await events()) > differs);
    assert.equal(await cursor(frame), differs);
  });

  step('is there at once when somebody goes back to it', async () => {
    await frame.locator('[data-action="backToHonest"]').click();
    await frame.locator('[data-action="backToHonest"]').waitFor({ state: 'detached' });
    await diagramOf(page, 'long', 1);
    await eventually(async () => assert.equal(await frame.locator('[data-run-verdict]').innerText(), 'held'));
  });
});
