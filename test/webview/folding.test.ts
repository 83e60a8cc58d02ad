import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { longTrace, panelRun, SyntheticTrace } from '../support/synthetic-trace.ts';
import type { PanelPage } from '../support/panel-page.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();

/** A node that beats, and does something else once. */
function beating(): SyntheticTrace {
  const trace = new SyntheticTrace(['a', 'b']).start('a', 'b');
  for (let beat = 0; beat < 40; beat++) {
    const timer = trace.after(10_000).event('timer', { node: 'a', name: 'beat', cause: 0 });
    const send = trace.event('send', { node: 'a', peer: 'b', name: 'heartbeat', cause: timer });
    trace.after(500).event('deliver', { node: 'b', peer: 'a', name: 'heartbeat', cause: send });
    if (beat === 20) trace.event('note', { node: 'b', name: 'still there' });
  }
  return trace;
}

const gaps = (panel: PanelPage): Promise<string[]> => panel.page.locator('.gap').allInnerTexts();

const shownSteps = (panel: PanelPage): Promise<number[]> =>
  panel.page.evaluate(`[...document.querySelectorAll('[role=option]')].map((row) => +row.dataset.step).sort((a, b) => a - b)`);

describe('folding', () => {
  it('puts one row in the place of what repeats itself, with a count, by keyboard', async () => {
    await withPanel({}, async (panel) => {
      const trace = beating().trace();
      await panel.show(trace, panelRun(trace));
      await panel.press('r');
      assert.deepEqual(await shownSteps(panel), [0, 1, 2, 3, 4, 65]);
      assert.deepEqual(
        (await gaps(panel)).map((text) => text.replace(/\s+/g, ' ').trim()),
        ['60 hidden: beat ×20', '57 hidden: beat ×19'],
      );
      await panel.press('End', 'e');
      assert.equal(await panel.cursor(), 65);
      assert.ok((await shownSteps(panel)).includes(66), 'what is hidden beside the cursor comes to light');
      await panel.press('r');
      assert.deepEqual(await gaps(panel), []);
      assert.equal(await panel.cursor(), 65);
    });
  });

  it('leaves only what the filter lets through, and opens what is clicked', async () => {
    await withPanel({}, async (panel) => {
      const trace = longTrace(5_000).trace();
      await panel.show(trace, panelRun(trace, { cursor: 2_500 }));
      await panel.press('/');
      await panel.page.keyboard.type('type:heartbeat node:s3 -kind:drop');
      await panel.press('Enter');
      await panel.page.locator('[data-action=foldOthers]').click();
      await panel.settle();
      const steps = await shownSteps(panel);
      assert.ok(steps.length > 10 && steps.at(-1)! - steps[0]! > 100, 'many more steps are in sight than before');
      const gap = panel.page.locator('.gap').nth(5);
      const [from, to] = [Number(await gap.getAttribute('data-gap')), Number(await gap.getAttribute('data-gap-end'))];
      await gap.click();
      await panel.settle();
      const after = await shownSteps(panel);
      for (let step = from; step <= to; step++) assert.ok(after.includes(step));
    });
  });
});
