import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { ToPanel } from '../../extension/panel-messages.ts';
import type { Fork } from '../../runner/protocol.ts';
import { KIND } from '../../sim-core/trace/event-kinds.ts';
import { everyKind, panelRun } from '../support/synthetic-trace.ts';
import { panelTests } from '../support/with-panel.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const FORKS: readonly Fork[] = [
  { id: 1, parent: 0, name: 'write client1>storage#0 is lost', at: 14, changes: {}, verdict: 'held' },
  { id: 2, parent: 1, name: '<img src=x> is paused', at: 20, changes: {}, verdict: 'violated' },
];

const COMPARISON: Extract<ToPanel, { type: 'comparison' }> = {
  type: 'comparison',
  names: ['seed 1', '<b>lost</b>'],
  comparison: {
    sides: [
      { verdict: 'violated', events: 40 },
      { verdict: 'held', events: 39 },
    ],
    counts: { same: 9, shifted: 0, changed: 1, left: 1, right: 0 },
    first: { left: 9, right: 9 },
    stretches: [
      { folded: 9, from: [0, 0] },
      {
        rows: [
          {
            is: 'changed',
            left: { step: 9, time: '1.000000 s', node: 'storage', what: 'deliver ← client1 <i>write</i>' },
            right: { step: 9, time: '0.500000 s', node: 'storage', what: 'drop ← client1 write dropped' },
          },
          { is: 'left', left: { step: 10, time: '1.000000 s', node: 'storage', what: 'send → client1 written' } },
        ],
      },
    ],
    leftOut: 0,
  },
};

describe('what if, in the panel', () => {
  const withPanel = panelTests();

  it('makes something otherwise at the cursor, by the keyboard and by the button', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      const trace = builder.trace();
      const send = trace.columns.kind.findIndex((kind) => kind === KIND.send);
      await panel.show(trace, panelRun(trace, { cursor: send, forks: { list: [], shown: 0 } }));
      const menu = panel.page.locator('[data-menu=what-if]');
      const apply = async (choice: string, texts: Readonly<Record<string, string>> = {}): Promise<void> => {
        await panel.page.locator('[data-action=whatIf]').click();
        await menu.locator(`[data-choice=${choice}] input[type=radio]`).check();
        for (const [key, text] of Object.entries(texts)) await menu.locator(`[data-choice=${choice}] [data-input=${key}]`).fill(text);
        await menu.locator('[data-action=apply-what-if]').click();
        await panel.settle();
      };
      await apply('pause', { for: '3s' });
      await apply('memory', { path: 'log.3', value: '{"term": 4}' });
      await apply('clock', { by: '5s' });
      const node = panel.of('whatIf')[0]!.whatIf;
      assert.ok('node' in node);
      assert.deepEqual(
        panel.of('whatIf').map(({ step, whatIf }) => [step, whatIf]),
        [
          [send, { do: 'pause', node: node.node, for: '3s' }],
          [send, { do: 'memory', node: node.node, path: 'log.3', value: { term: 4 } }],
          [send, { do: 'clock', node: node.node, by: '5s' }],
        ],
      );
      await panel.page.locator('[role=listbox]').focus();
      await panel.press('f');
      assert.ok(await menu.isVisible());
      await menu.locator('[data-choice=memory] input[type=radio]').check();
      await menu.locator('[data-choice=memory] [data-input=path]').fill('');
      await menu.locator('[data-action=apply-what-if]').click();
      assert.match(await menu.locator('[data-reading]').innerText(), /Write a path of its state/);
      await panel.press('Escape');
      assert.equal(panel.of('whatIf').length, 3);
    });
  });

  it('shows the forks as a tree, each with what was changed and its verdict', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { forks: { list: FORKS, shown: 2 } }));
      const rows = panel.page.locator('[role=tree] [role=treeitem]');
      assert.deepEqual(
        await rows.evaluateAll((all) => all.map((row) => [row.getAttribute('aria-level'), row.getAttribute('aria-selected')])),
        [
          ['1', 'false'],
          ['2', 'false'],
          ['3', 'true'],
        ],
      );
      assert.match(await rows.nth(2).innerText(), /<img src=x> is paused\s+violated\s+from step 20/);
      assert.equal(await panel.page.locator('[role=tree] img').count(), 0);
      await rows.nth(2).locator('.fork-name').focus();
      await panel.press('ArrowUp', 'Enter');
      await rows.nth(1).locator('[data-action=compareFork]').click();
      await rows.nth(2).locator('[data-action=removeFork]').click();
      await panel.settle();
      assert.deepEqual(
        [...panel.of('openFork'), ...panel.of('compareFork'), ...panel.of('removeFork')].map(({ id }) => id),
        [1, 1, 2],
      );
      assert.deepEqual(panel.state?.forks, FORKS);
    });
  });

  it('shows two runs side by side, folded and at the first difference, and leads to a step', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { forks: { list: FORKS, shown: 0 } }));
      await panel.post(COMPARISON);
      const view = panel.page.locator('[data-view=comparison]');
      assert.match(await view.locator('[data-folded]').innerText(), /9 equal events/);
      assert.equal(await view.locator('.is-at').getAttribute('data-compared'), 'changed');
      assert.equal(await view.locator('tbody i, thead b').count(), 0, 'what users write is text');
      assert.match(await view.innerText(), /9 the same, 0 at another time, 1 otherwise, 1 in this run alone/);
      await panel.page.evaluate(AXE);
      const faults: string[] = await panel.page.evaluate(
        `axe.run('[data-view=comparison]').then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
      );
      assert.deepEqual(faults, []);
      await view.locator('[data-compared=left] button').click();
      await panel.settle();
      assert.equal(await panel.cursor(), 10);
      assert.equal(await view.isVisible(), false);
    });
  });
});
