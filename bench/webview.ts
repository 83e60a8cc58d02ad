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
  printRows(await costOfRedraws());
}
