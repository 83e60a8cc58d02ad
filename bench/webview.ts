/**
 * What the diagram costs in a real Chromium: how long a redraw takes while a user scrolls and steps, in a
 * long run and in a very long one. A frame at 60 a second is 16.7 ms, and a redraw must leave the browser
 * its half.
 */
import { findChromium } from '../scripts/install-chromium.ts';
import { startChromium } from '../test/support/chromium.ts';
import { PanelPage } from '../test/support/panel-page.ts';
import { GESTURES, redrawsDuring } from '../test/support/redraws.ts';
import { longTrace, panelRun } from '../test/support/synthetic-trace.ts';
import { median, percentile, printRows, type Row } from './rows.ts';

const LENGTHS = [100_000, 1_000_000];
const TARGET = 8;

/** How long it may take from the trace's arrival in the page until it can be seen, in milliseconds. */
const FIRST_PAINT = 300;
const ROUNDS = 3;

/**
 * In the page: from the moment at which the run is posted until the frame after it has been painted. It is posted when the
 * page is at rest, because what brings it there in a test leaves garbage that no extension leaves.
 */
const TIME_OF_FIRST_PAINT = `window.firstPaint = new Promise((told) => {
  const { postMessage } = window;
  window.postMessage = (message) => {
    window.postMessage = postMessage;
    setTimeout(() => {
      const posted = performance.now();
      window.addEventListener('message', () => requestAnimationFrame(() => setTimeout(() => told(performance.now() - posted))), { once: true });
      postMessage(message);
    }, 2_000);
  };
}); undefined`;

async function costOfFirstPaint(): Promise<Row[]> {
  const events = 1_000_000;
  const durations: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // A browser of its own each time: one that has shown a long run collects the garbage of it during the next.
    const browser = await startChromium();
    try {
      const { page } = await browser.openPage({ width: 1_300, height: 900 });
      const panel = await PanelPage.open(page);
      const trace = longTrace(events).trace();
      await page.evaluate(TIME_OF_FIRST_PAINT);
      await panel.show(trace, panelRun(trace, { cursor: events >> 1 }));
      durations.push(await page.evaluate('firstPaint'));
    } finally {
      await browser.close();
    }
  }
  return [
    {
      what: `the first paint of ${events.toLocaleString('en-US')} events`,
      measured: `median ${median(durations).toFixed(0)} ms`,
      target: `${FIRST_PAINT} ms`,
      met: median(durations) < FIRST_PAINT,
    },
  ];
}

async function costOfRedraws(): Promise<Row[]> {
  const rows: Row[] = [];
  const browser = await startChromium();
  try {
    for (const events of LENGTHS) {
      const { page } = await browser.openPage({ width: 1_300, height: 900 });
      const panel = await PanelPage.open(page);
      const trace = longTrace(events).trace();
      await panel.show(trace, panelRun(trace, { cursor: events >> 1 }));
      for (const gesture of Object.keys(GESTURES) as (keyof typeof GESTURES)[]) {
        const { durations } = await redrawsDuring(panel, gesture);
        rows.push({
          what: `a redraw of ${events.toLocaleString('en-US')} events while ${gesture}`,
          measured: `median ${median(durations).toFixed(1)} ms, p95 ${percentile(durations, 0.95).toFixed(1)} ms`,
          target: `median ${TARGET} ms`,
          met: median(durations) < TARGET,
        });
      }
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return rows;
}

if (findChromium() === undefined) {
  console.log(
    '! The diagram was not measured, because Chromium is missing: `npx tsx scripts/install-chromium.ts` installs it or says how.',
  );
} else {
  printRows([...(await costOfFirstPaint()), ...(await costOfRedraws())]);
}
