import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { arrivesAt, cursor, diagramOf, focusDiagram, row, runSimulation, stateOf, sweep } from '../support/diagram.ts';
import { eventually } from '../support/eventually.ts';
import { pictureIt } from '../support/picture-it.ts';
import { startVSCode, type VSCode } from '../support/vscode.ts';
import { activeTab, clearNotifications, cursorPosition, problems, webviewFrame } from '../support/workbench.ts';

const SCENARIOS = fileURLToPath(new URL('scenarios', import.meta.url));

describe('what a run finds, in VS Code', () => {
  let vscode: VSCode;
  let page: Page;

  before(async () => {
    vscode = await startVSCode({ folder: SCENARIOS });
    page = vscode.page;
  });
  after(() => vscode?.close());

  const step = pictureIt('findings', () => vscode);
  const frame = () => webviewFrame(page);

  step('sweeps past handlers that throw, and counts the seeds in which one did', async () => {
    const told = await (await sweep(page, 'throws.ts', '40')).innerText();
    assert.match(told, /40 of 40 seeds fail\. Seed 0 violates "no handler throws" at step \d+\./);
    await clearNotifications(page);
  });

  step('shows a handler that throws as a violation of the run, with what it threw and the way there', async () => {
    await runSimulation(page, 'throws.ts', 'throws', 0);
    assert.equal(await frame().locator('[data-run-verdict]').getAttribute('data-run-verdict'), 'violated');
    assert.equal(await frame().locator('[data-property=noHandlerThrows]').getAttribute('data-answer'), 'violated');
    assert.match(
      await frame().locator('[data-violation=noHandlerThrows]').innerText(),
      /threw RangeError: there are 4 ticks.*at check\.ts:2:/s,
    );
    assert.equal(await row(frame(), await cursor(frame())).getAttribute('data-kind'), 'timer', 'the cursor is at the handler that threw');
    const places = await frame().locator('[data-thrown="timers.tick"] .thrown-place').allInnerTexts();
    assert.deepEqual(
      places.map((place) => place.replace(/:\d+:\d+$/, '')),
      ['at check.ts', 'at throws.ts'],
    );
    // Its node is down from then on.
    await focusDiagram(frame());
    await page.keyboard.press('ArrowDown');
    await frame().locator('[aria-current=step]', { hasText: 'crash a handler threw' }).waitFor();
    await eventually(async () => assert.equal(await stateOf(frame(), 'clock').getAttribute('data-status'), 'down'));
  });

  step('marks the place where it was thrown in the Problems view', async () => {
    const found = await eventually(async () => {
      const ours = (await problems(page)).filter(({ message }) =>
        /^Seed 0 violates safety at step \d+: no handler throws\. .*there are 4 ticks/.test(message),
      );
      assert.equal(ours.length, 1);
      return ours[0]!;
    });
    assert.deepEqual([found.severity, found.file, found.line], ['Warning', 'check.ts', 2]);
  });

  step('opens the handler that threw', async () => {
    await focusDiagram(frame());
    await page.keyboard.press('v');
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal(await activeTab(page), 'throws.ts'));
    const { line } = await eventually(async () => (await cursorPosition(page)) ?? assert.fail('there is no editor'));
    assert.equal(line, 12);
  });

  step('shows values of every kind as what they are, and which of them a step changed', async () => {
    await runSimulation(page, 'everything.ts', 'everything', 0);
    await focusDiagram(frame());
    await page.keyboard.press('End');
    await eventually(async () => assert.equal(await row(frame(), await cursor(frame())).getAttribute('data-kind'), 'deliver'));
    await arrivesAt(frame(), await cursor(frame()));
    const text = (await stateOf(frame(), 'store').innerText()).replace(/\s+/g, ' ');
    assert.match(text, /2 changes/);
    assert.match(
      text,
      /big 42n .*book Map\(3\) 1 → "one" "1" → "text" put → Uint8Array\(2\) ab 00 seen Set\(1\) \{x\} hash Uint8Array\(2\) ab 00 odd NaN zero -0 gone undefined/,
    );
    const message = (await frame().locator('.inspector-event').innerText()).replace(/\s+/g, ' ');
    assert.match(message, /big 41n .*odd NaN/);
  });

  step('draws operations that overlap side by side, and faults of links that overlap', async () => {
    await runSimulation(page, 'crowded.ts', 'crowded', 1);
    const tracks = await frame()
      .locator('[data-span=operation]')
      .evaluateAll((spans: { getAttribute(name: string): string | null }[]) =>
        spans.map((span) => Number(span.getAttribute('data-track'))),
      );
    // Only those in view are drawn.
    assert.ok(tracks.length > 1 && new Set(tracks).size === tracks.length, `the operations are on the tracks ${tracks.join()}`);
    const faults = await frame().locator('g:has(> [data-span=fault]) title').allTextContents();
    assert.deepEqual(faults.map((label) => label.split('\n')[0]).sort(), ['clog from client', 'clog to server']);
    await focusDiagram(frame());
    await page.keyboard.press('End');
    await frame().locator('[data-step]', { hasText: 'overtaken' }).first().waitFor();
  });

  step('says quietly that a file starts anew for each run, and why', async () => {
    assert.equal(await frame().locator('[data-fresh]').count(), 0);
    await runSimulation(page, 'anew.ts', 'anew', 0);
    assert.match(
      (await frame().locator('[data-fresh]').getAttribute('title')) ?? '',
      /^This file starts anew for each run, because .*\(at anew\.ts:4:\d+\)\./,
    );
  });

  step('shows a run in which nothing happens, and one in which everything has a long name', async () => {
    await runSimulation(page, 'nothing.ts', 'nothing', 0);
    assert.equal(await frame().locator('[data-run-verdict]').getAttribute('data-run-verdict'), 'vacuous');
    await runSimulation(page, 'wordy.ts', 'a cluster whose members have names that are longer than the room that there is for them', 1);
    const [lanes, panel] = await Promise.all([frame().locator('.lanes-side').boundingBox(), frame().locator('body').boundingBox()]);
    assert.ok(lanes && panel && lanes.width > panel.width / 2, 'the diagram has the better half');
    await diagramOf(page, 'a cluster whose members have names that are longer than the room that there is for them', 1);
  });
});
