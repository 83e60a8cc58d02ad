import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PanelPage } from '../support/panel-page.ts';
import { longTrace, panelRun } from '../support/synthetic-trace.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();

/** Whether the whole row of a step is within the window of the diagram. */
function isInSight(panel: PanelPage, step: number): Promise<boolean> {
  return panel.page.evaluate(`{
    const row = document.querySelector('[data-step="${step}"]')?.getBoundingClientRect();
    const box = document.querySelector('[role=listbox]').getBoundingClientRect();
    row !== undefined && row.top >= box.top && row.bottom <= box.bottom;
  }`);
}

describe('a panel of another size', () => {
  it('still shows the row of the cursor, however it was made smaller and larger', async () => {
    await withPanel({}, async (panel) => {
      const trace = longTrace(2_000).trace();
      await panel.show(trace, panelRun(trace, { cursor: 1_000 }));
      await panel.press(...Array.from({ length: 14 }, () => 'ArrowDown'));
      for (const [width, height] of [
        [1_300, 420],
        [700, 820],
        [500, 500],
        [1_300, 820],
      ] as const) {
        await panel.page.setViewportSize({ width, height });
        await panel.settle();
        assert.equal(await isInSight(panel, 1_014), true, `at ${width} × ${height}`);
      }
    });
  });

  it('stays where somebody has scrolled to, away from the cursor', async () => {
    await withPanel({}, async (panel) => {
      const trace = longTrace(2_000).trace();
      await panel.show(trace, panelRun(trace));
      await panel.wheel(12_000);
      const firstRow = (): Promise<number> =>
        panel.page.evaluate(
          `+document.elementFromPoint(60, document.querySelector('[role=listbox]').getBoundingClientRect().top + 12).closest('[data-step]').dataset.step`,
        );
      const before = await firstRow();
      await panel.page.setViewportSize({ width: 1_300, height: 500 });
      await panel.settle();
      assert.equal(await firstRow(), before);
    });
  });
});

describe('a row that a browser brings into view', () => {
  it('moves nothing of the diagram, whose lanes stay beside their rows', async () => {
    await withPanel({}, async (panel) => {
      const trace = longTrace(200).trace();
      await panel.show(trace, panelRun(trace, { cursor: 100 }));
      const offset = (): Promise<number> =>
        panel.page.evaluate(`{
          const middle = (selector) => { const { top, height } = document.querySelector(selector).getBoundingClientRect(); return top + height / 2; };
          Math.abs(middle('[data-step="100"]') - middle('[data-glyph="100"]'));
        }`);
      const before = await offset();
      await panel.page.evaluate(
        `for (const row of document.querySelectorAll('[role=option]')) row.scrollIntoView({ block: 'end', inline: 'end' })`,
      );
      await panel.settle();
      const moved = await panel.page.evaluate<string[]>(
        `[...document.querySelectorAll('body *')].filter((each) => each.scrollTop !== 0 && each.getAttribute('role') !== 'listbox' || each.scrollLeft !== 0).map(({ className }) => String(className))`,
      );
      assert.deepEqual(moved, []);
      await panel.press('ArrowUp', 'ArrowDown');
      assert.equal(await offset(), before);
    });
  });
});
