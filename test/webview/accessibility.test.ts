import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { Inspection } from '../../runner/protocol.ts';
import type { PropertyOutcome } from '../../sim-core/base/verdict.ts';
import type { PanelPage, Theme } from '../support/panel-page.ts';
import { everyKind, panelRun, safetyViolation } from '../support/synthetic-trace.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES: readonly Theme[] = ['dark', 'light', 'high-contrast'];

/** A row is known by its number, and says more to those who listen than stands in it: the node, and what is violated. */
const NOT_ASKED = ['label-content-name-mismatch'];
/** A page that only says what it waits for has no more parts than that sentence. */
const NOT_ASKED_WITHOUT_RUN = [...NOT_ASKED, 'landmark-one-main', 'page-has-heading-one', 'region'];

/** What axe finds wrong with the page as it is, one line for each element. */
async function faultsOf(panel: PanelPage, notAsked = NOT_ASKED): Promise<string[]> {
  // What a page may not load it can still be given: the content security policy is not for the debugger.
  await panel.page.evaluate(AXE);
  const rules = JSON.stringify(Object.fromEntries(notAsked.map((rule) => [rule, { enabled: false }])));
  return panel.page.evaluate(`axe.run(document, { resultTypes: ['violations'], rules: ${rules} }).then(({ violations }) =>
    violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, any }) => [impact, id, target.join(' '), any[0]?.message ?? ''].join(' | '))))`);
}

const outcomes = (violated: number): PropertyOutcome[] => [
  safetyViolation('atMostOneWriter', violated, 'The storage accepted token 33 after 34.', ['client1', 'storage']),
  { name: 'progress', kind: 'liveness', verdict: 'unknown' },
  { name: 'everyLeaseEnds', kind: 'liveness', verdict: 'vacuous' },
  { name: 'aLeaseExpires', kind: 'sometimes', verdict: 'held', step: 21 },
  { name: 'tokensGrow', kind: 'safety', verdict: 'held' },
];

const inspect = (step: number): Inspection => ({
  step,
  time: 5_000_000,
  value: { type: 'write', token: 33 },
  nodes: [
    {
      name: 'storage',
      status: 'up',
      clock: 5_000_100,
      state: { holder: 'client1', seen: new Map([[1, { two: 3 }]]), log: Array.from({ length: 80 }, (_, index) => ({ index })) },
      changed: ['holder', 'waiting'],
      timers: [{ name: 'expire', due: 9_000_000 }],
      disk: { book: 33 },
      unsynced: ['book'],
      byzantine: { behaviour: 'silent' },
    },
    { name: 'lock', status: 'down', clock: 5_000_000, state: undefined, changed: [], timers: [], disk: {}, unsynced: [] },
  ],
});

describe('the panel, as axe sees it', () => {
  for (const theme of THEMES) {
    it(`has no fault in ${theme}, with a violation, a world, a menu and a legend`, async () => {
      await withPanel({ theme, inspect }, async (panel) => {
        const { builder, violated } = everyKind();
        const faults = { crash: { requested: 2, struck: 1, observed: 4 }, clock: { requested: 1, struck: 0, observed: 0 } };
        builder.fault({ kind: 'clock', label: 'clock' });
        const trace = builder.trace({ properties: outcomes(violated), faults }, { client1: { behaviour: 'silent' } });
        await panel.show(trace, panelRun(trace, { cursor: violated, honest: { verdict: 'held', events: 40, hash: '00' }, divergence: 14 }));
        await panel.page.locator(`[data-inspected="${violated}"]`).waitFor();
        assert.deepEqual(await faultsOf(panel), []);
        await panel.press('w');
        await panel.page.locator('[data-causality=concurrent]').first().waitFor();
        assert.deepEqual(await faultsOf(panel), [], 'with what is concurrent in the background');
        await panel.press('w');
        await panel.press('Shift+ArrowUp', 'Shift+ArrowUp');
        assert.deepEqual(await faultsOf(panel), [], 'with a selection');
        await panel.page.locator('.legend summary').click();
        assert.deepEqual(await faultsOf(panel), [], 'with the legend');
        await panel.page.locator('[data-lane-head=storage] [data-action=byzantine]').click();
        assert.deepEqual(await faultsOf(panel), [], 'with the menu');
      });
    });

    it(`has no fault in ${theme} while there is no run, and where one fails`, async () => {
      await withPanel({ theme }, async (panel) => {
        await panel.post({ type: 'loading', title: 'Running zombie with seed 7' });
        await panel.settle();
        assert.deepEqual(await faultsOf(panel, NOT_ASKED_WITHOUT_RUN), []);
        await panel.post({ type: 'problem', message: 'The worker died.' });
        await panel.settle();
        assert.deepEqual(await faultsOf(panel, NOT_ASKED_WITHOUT_RUN), []);
      });
    });
  }
});

describe('those who listen and those who use the keyboard', () => {
  it('hear what is violated at a step, from the row and from the announcement', async () => {
    await withPanel({}, async (panel) => {
      const { builder, violated } = everyKind();
      const trace = builder.trace({ properties: outcomes(violated) });
      await panel.show(trace, panelRun(trace, { cursor: violated }));
      const told = /Safety violated: at most one writer\. The storage accepted token 33 after 34\./;
      assert.match((await panel.page.locator(`[data-step="${violated}"]`).getAttribute('aria-label'))!, told);
      await panel.page.locator('[data-announcer]', { hasText: told }).waitFor({ state: 'attached' });
    });
  });

  it('see at which row the keys act', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 6 }));
      const ring = (): Promise<string> =>
        panel.page.evaluate(`getComputedStyle(document.querySelector('[aria-current=step]')).outlineStyle`);
      await panel.press('ArrowDown');
      assert.equal(await ring(), 'solid');
      await panel.page.locator('[data-input=step]').focus();
      assert.equal(await ring(), 'none');
    });
  });
});
