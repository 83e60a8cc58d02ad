import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startChromium, type Chromium } from '../support/chromium.ts';
import { PanelPage } from '../support/panel-page.ts';
import { redrawsDuring, ROUNDS, type GESTURES } from '../support/redraws.ts';
import { longTrace, panelRun } from '../support/synthetic-trace.ts';

let browser: Chromium;
before(async () => {
  browser = await startChromium();
});
after(() => browser.close());

const HEIGHT = 900;
const ROW_HEIGHT = 24;
/** What may be in the page at once: what is in sight and a few rows around it. How long it takes is for `npm run bench`. */
const MOST_ROWS = Math.ceil(HEIGHT / ROW_HEIGHT) + 10;
/** A row, its arrow and its shapes come to fewer elements than this. */
const ELEMENTS_A_ROW = 30;

/** At most how many rows each gesture may make anew, in all its rounds: what is still in sight is kept. */
const ROWS_MADE: Readonly<Record<keyof typeof GESTURES, number>> = {
  'scrolling by lines': ROUNDS * 3 + MOST_ROWS,
  'dragging the scroll bar': ROUNDS * MOST_ROWS,
  stepping: ROUNDS + MOST_ROWS,
  'stepping by pages': ROUNDS * MOST_ROWS,
};

for (const events of [100_000, 1_000_000]) {
  describe(`a run of ${events.toLocaleString('en-US')} events`, () => {
    let panel: PanelPage;
    let errors: readonly string[];
    before(async () => {
      const watched = await browser.openPage({ width: 1_300, height: HEIGHT });
      errors = watched.errors;
      panel = await PanelPage.open(watched.page);
      const trace = longTrace(events).trace();
      await panel.show(trace, panelRun(trace, { cursor: events >> 1 }));
    });
    after(() => panel.page.close());

    for (const [gesture, most] of Object.entries(ROWS_MADE) as [keyof typeof GESTURES, number][]) {
      it(`redraws once a frame and only what has changed: ${gesture}`, async () => {
        const { durations, rowsMade, mostRows, mostElements } = await redrawsDuring(panel, gesture);
        const found = JSON.stringify({ redraws: durations.length, rowsMade, mostRows, mostElements });
        console.log(`${events} events, ${gesture}: ${found}`);
        assert.ok(durations.length >= ROUNDS - 10 && durations.length <= ROUNDS + 3, `not a redraw for each of ${ROUNDS} frames: ${found}`);
        assert.ok(mostRows <= MOST_ROWS, `more rows than ${MOST_ROWS}: ${found}`);
        assert.ok(rowsMade > 0 && rowsMade <= most, `more rows made anew than ${most}, or none: ${found}`);
        assert.ok(mostElements <= MOST_ROWS * ELEMENTS_A_ROW, `more elements than ${MOST_ROWS * ELEMENTS_A_ROW}: ${found}`);
      });
    }

    it('can be read to the very end, and from its start line by line', async () => {
      const { page } = panel;
      await panel.press('End');
      assert.equal(await panel.cursor(), events - 1);
      assert.equal(await page.locator(`[data-step="${events - 1}"]`).isVisible(), true);
      const box = (await page.locator('[role=listbox]').boundingBox())!;
      const last = (await page.locator(`[data-step="${events - 1}"]`).boundingBox())!;
      assert.ok(last.y + last.height <= box.y + box.height + 1, 'the last row is wholly visible');
      await panel.press('Home');
      assert.equal(await panel.cursor(), 0);
      // By the wheel it goes on line by line, also where the scroll bar is scaled.
      await panel.wheel(240);
      const first = Number(
        await page.evaluate(
          `document.elementFromPoint(60, document.querySelector('[role=listbox]').getBoundingClientRect().top + 12).closest('[data-step]').dataset.step`,
        ),
      );
      assert.equal(first, 10);
      assert.deepEqual(errors, []);
    });
  });
}
