import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Inspection } from '../../runner/protocol.ts';
import { panelRun, SyntheticTrace } from '../support/synthetic-trace.ts';
import type { PanelPage } from '../support/panel-page.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();

const long = 'a text that is so long that no other would have room beside it';

/** A node that counts, with a log that grows. */
const world = (step: number): Inspection => ({
  step,
  time: step,
  nodes: [
    {
      name: 'a',
      status: 'up',
      clock: 0,
      state: {
        count: step,
        log: [
          { term: 1, command: long },
          { term: 2, command: long },
        ],
        leader: 'b',
      },
      changed: ['count'],
      was: new Map([['count', step - 1]]),
      timers: [],
      disk: {},
      unsynced: [],
    },
  ],
});

async function counting(panel: PanelPage): Promise<void> {
  const builder = new SyntheticTrace(['a']).start('a');
  for (let tick = 0; tick < 20; tick++) builder.after(1_000).event('timer', { node: 'a', name: 'tick' });
  const trace = builder.trace();
  await panel.show(trace, panelRun(trace, { cursor: 12 }));
}

const line = (panel: PanelPage, path: string) => panel.page.locator(`[data-node-state=a] [data-path="${path}"]`);

describe('the states', () => {
  it('say in the head of a node where in a long list it changed', async () => {
    const list = Array.from({ length: 300 }, (_, index) => index);
    const inspect = (step: number): Inspection => {
      const { nodes, ...rest } = world(step);
      return { ...rest, nodes: [{ ...nodes[0]!, state: { seen: list }, changed: ['seen.299'], was: new Map() }] };
    };
    await withPanel({ inspect }, async (panel) => {
      await counting(panel);
      assert.match(await panel.page.locator('[data-node-state=a] summary').first().innerText(), /1 change\s+seen\.299/);
    });
    await withPanel({ inspect: world }, async (panel) => {
      await counting(panel);
      assert.equal(await panel.page.locator('.node-paths').count(), 0, 'what stands at the top is in sight');
    });
  });

  it('open and close by keyboard alone, and stay so while stepping', async () => {
    await withPanel({ inspect: world }, async (panel) => {
      await counting(panel);
      assert.match(await line(panel, 'count').innerText(), /count\s+12\s+was 11/);
      await line(panel, 'count').focus();
      await panel.press('ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight');
      assert.equal(await panel.page.evaluate(`document.activeElement.dataset.path`), 'log.0.term');
      await panel.press('ArrowLeft');
      assert.equal(await panel.page.evaluate(`document.activeElement.dataset.path`), 'log.0');
      assert.equal(await line(panel, 'log.1').getAttribute('aria-expanded'), 'false');
      await panel.page.locator('[role=listbox]').focus();
      await panel.press('ArrowUp');
      assert.equal(await line(panel, 'log.0').getAttribute('aria-expanded'), 'true');
      await line(panel, 'log.0').focus();
      await panel.press('ArrowLeft');
      assert.equal(await line(panel, 'log.0.term').count(), 0);
    });
  });

  it('say when a value last changed, and lead there', async () => {
    await withPanel({ inspect: world }, async (panel) => {
      await counting(panel);
      await line(panel, 'leader').focus();
      await panel.press('Enter');
      const of = { step: 12, node: 'a', path: ['leader'] };
      assert.deepEqual(panel.of('lastChange'), [{ type: 'lastChange', of }]);
      await panel.post({ type: 'lastChange', of: { ...of, step: 3 }, change: { step: 1 } });
      await panel.post({ type: 'lastChange', of, change: { step: 4, was: null } });
      await panel.settle();
      assert.match(await line(panel, 'leader').innerText(), /last changed at step 4, 8 ms before, was null/);
      await panel.page.locator('[data-action=lastChange]').click();
      await panel.settle();
      assert.equal(await panel.cursor(), 4);
    });
  });

  it('are compared with those of a step that is pinned, until it is no longer', async () => {
    await withPanel({ inspect: world }, async (panel) => {
      await counting(panel);
      await panel.press('p', 'ArrowDown', 'ArrowDown', 'ArrowDown');
      assert.match(await line(panel, 'count').innerText(), /count\s+15\s+was 12/);
      assert.match(await panel.page.locator('.inspector-compared').innerText(), /Differences are those to step 12\./);
      assert.equal(await panel.page.locator('[data-step="12"].is-pinned').count(), 1);
      await panel.page.locator('[data-action=pinned]').click();
      await panel.page.locator('[role=listbox]').focus();
      await panel.press('p', 'ArrowDown');
      assert.match(await line(panel, 'count').innerText(), /count\s+13\s+was 12/);
      assert.equal(await panel.page.locator('.is-pinned').count(), 0);
    });
  });

  it('show only what has a text in its path', async () => {
    await withPanel({ inspect: world }, async (panel) => {
      await counting(panel);
      await panel.page.locator('[data-input=path]').fill('TERM');
      await line(panel, 'log.1.term').waitFor();
      assert.deepEqual(
        await panel.page
          .locator('[data-node-state=a] [data-path]')
          .evaluateAll((lines) => lines.map((each) => each.getAttribute('data-path'))),
        ['log', 'log.0', 'log.0.term', 'log.1', 'log.1.term'],
      );
      await panel.page.locator('[data-input=path]').press('Escape');
      await line(panel, 'leader').waitFor();
    });
  });
});
