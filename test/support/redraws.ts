/** What the diagram does while a user scrolls and steps: how often it draws, and what it touches for that. */
import type { PanelPage } from './panel-page.ts';

/** Gestures of a user, as code in the page that is run once a frame, with the frame's number in `round`. */
export const GESTURES = {
  'scrolling by lines':
    'box.dispatchEvent(new WheelEvent("wheel", { deltaY: 72, cancelable: true })); if (box.scrollHeight < 7e6) box.scrollTop += 72',
  'dragging the scroll bar': 'box.scrollTop = box.scrollHeight * ((round * 37) % 60) / 60',
  stepping: 'key("ArrowDown")',
  'stepping by pages': 'key("PageUp")',
} as const;

/** How many frames a gesture goes on for. */
export const ROUNDS = 60;

export interface Redraws {
  /** How long each redraw took, in milliseconds, in the order in which they happened. */
  readonly durations: readonly number[];
  /** How many rows of the diagram were made anew in all. */
  readonly rowsMade: number;
  /** The most rows, and the most elements of the whole page, that there were at the end of a frame. */
  readonly mostRows: number;
  readonly mostElements: number;
}

/** Lets a gesture go on in the page for some frames, and counts. */
export async function redrawsDuring(panel: PanelPage, gesture: keyof typeof GESTURES): Promise<Redraws> {
  return panel.page.evaluate(`(async () => {
    const durations = [];
    const take = (entries) => { for (const { name, duration } of entries) if (name === 'backstep-redraw') durations.push(duration); };
    const measures = new PerformanceObserver((list) => take(list.getEntries()));
    measures.observe({ entryTypes: ['measure'] });
    let rowsMade = 0;
    const isRow = (node) => node instanceof Element && node.getAttribute('role') === 'option';
    const count = (records) => { for (const { addedNodes } of records) rowsMade += [...addedNodes].filter(isRow).length; };
    const made = new MutationObserver(count);
    made.observe(document.body, { childList: true, subtree: true });
    const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
    const box = document.querySelector('[role=listbox]');
    const key = (name) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    let mostRows = 0;
    let mostElements = 0;
    for (let round = 0; round < ${ROUNDS}; round++) {
      ${GESTURES[gesture]};
      await frame();
      mostRows = Math.max(mostRows, document.querySelectorAll('[role=option]').length);
      mostElements = Math.max(mostElements, document.getElementsByTagName('*').length);
    }
    // What the last round brought about is drawn with the next frame.
    await frame();
    await frame();
    take(measures.takeRecords());
    count(made.takeRecords());
    measures.disconnect();
    made.disconnect();
    return { durations, rowsMade, mostRows, mostElements };
  })()`);
}
