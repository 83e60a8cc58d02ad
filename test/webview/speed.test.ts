import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startChromium, type Chromium } from '../support/chromium.ts';
import { PanelPage } from '../support/panel-page.ts';
import { longTrace, panelRun } from '../support/synthetic-trace.ts';

let browser: Chromium;
before(async () => {
  browser = await startChromium();
});
after(() => browser.close());

/** A frame at 60 a second is 16.7 ms; a redraw must leave the browser its half. This machine may be busy, so the median counts. */
const TARGET = 8;

interface Times {
  readonly redraws: number;
  readonly median: number;
  readonly percentile95: number;
}

/** Lets `act` run in the page and measures what the diagram reports about its redraws meanwhile. */
async function redraws(panel: PanelPage, act: string): Promise<Times> {
  return panel.page.evaluate(`(async () => {
    const times = [];
    const observer = new PerformanceObserver((list) => { for (const entry of list.getEntriesByName('backstep-redraw')) times.push(entry.duration); });
    observer.observe({ entryTypes: ['measure'] });
    const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
    const box = document.querySelector('[role=listbox]');
    const key = (name) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    for (let round = 0; round < 60; round++) { ${act}; await frame(); }
    await new Promise((done) => setTimeout(done, 100));
    observer.disconnect();
    times.sort((a, b) => a - b);
    return { redraws: times.length, median: times[times.length >> 1], percentile95: times[Math.floor(times.length * 0.95)] };
  })()`);
}

for (const events of [100_000, 1_000_000]) {
  describe(`a run of ${events.toLocaleString('en-US')} events`, () => {
    it('scrolls and steps smoothly, to the very end', async () => {
      const { page, errors } = await browser.openPage({ width: 1_300, height: 900 });
      const panel = await PanelPage.open(page);
      const trace = longTrace(events).trace();
      await panel.show(trace, panelRun(trace, { cursor: events >> 1 }));
      for (const [what, act] of [
        ['scrolling by lines', 'box.dispatchEvent(new WheelEvent("wheel", { deltaY: 72, cancelable: true })); if (box.scrollHeight < 7e6) box.scrollTop += 72'],
        ['dragging the scroll bar', 'box.scrollTop = box.scrollHeight * ((round * 37) % 60) / 60'],
        ['stepping', 'key("ArrowDown")'],
        ['stepping by pages', 'key("PageUp")'],
      ] as const) {
        const times = await redraws(panel, act);
        console.log(`${events} events, ${what}: ${JSON.stringify(times)}`);
        assert.ok(times.redraws >= 50, `${what}: ${times.redraws} redraws`);
        assert.ok(times.median < TARGET, `${what}: a redraw took ${times.median} ms`);
      }
      await panel.press('End');
      assert.equal(await panel.cursor(), events - 1);
      assert.equal(await page.locator(`[data-step="${events - 1}"]`).isVisible(), true);
      const box = (await page.locator('[role=listbox]').boundingBox())!;
      const last = (await page.locator(`[data-step="${events - 1}"]`).boundingBox())!;
      assert.ok(last.y + last.height <= box.y + box.height + 1, 'the last row is wholly visible');
      await panel.press('Home');
      assert.equal(await panel.cursor(), 0);
      // By the wheel it goes on line by line, also where the scroll bar is scaled.
      await page.mouse.move(400, 500);
      await page.mouse.wheel(0, 240);
      await panel.settle();
      const first = Number(await page.evaluate(`document.elementFromPoint(60, document.querySelector('[role=listbox]').getBoundingClientRect().top + 12).closest('[data-step]').dataset.step`));
      assert.equal(first, 10);
      await page.close();
      assert.deepEqual(errors, []);
    });
  });
}
