import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KIND } from '../../sim-core/trace/event.ts';
import type { Trace } from '../../sim-core/trace/trace.ts';
import type { Inspection } from '../../runner/protocol.ts';
import type { PanelPage } from '../support/panel-page.ts';
import { eventually } from '../support/eventually.ts';
import { everyKind, longTrace, panelRun, safetyViolation } from '../support/synthetic-trace.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();

async function showEveryKind(panel: PanelPage): Promise<number> {
  const { builder, violated } = everyKind();
  const trace = builder.trace({ properties: [safetyViolation('atMostOneWriter', violated, 'It was not.', ['client1'])] });
  await panel.show(trace, panelRun(trace, { cursor: violated }));
  return violated;
}

/** Types a filter, and waits for the number of what it lets through. */
async function filter(panel: PanelPage, text: string, count: number): Promise<string> {
  await panel.press('/');
  await panel.page.keyboard.type(text);
  await eventually(async () => assert.equal(await panel.page.locator('[data-found]').getAttribute('data-found'), String(count)));
  await panel.settle();
  return panel.page.locator('[data-found]').innerText();
}

const classed = (panel: PanelPage, name: string): Promise<number[]> =>
  panel.page.evaluate(`[...document.querySelectorAll('[role=option].${name}')].map((row) => +row.dataset.step).sort((a, b) => a - b)`);

const drawn = async (panel: PanelPage): Promise<number> => Number(await panel.page.locator('.minimap canvas').getAttribute('data-drawn'));

/** Whether some pixel of the strip, in a part of it, has a colour that a variable of the theme has. */
const hasColour = (panel: PanelPage, name: string): Promise<boolean> =>
  panel.page.evaluate(`(() => {
    const canvas = document.querySelector('.minimap canvas');
    const probe = document.createElement('canvas').getContext('2d');
    probe.fillStyle = getComputedStyle(document.querySelector('.minimap')).getPropertyValue('--map-${name}');
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) if (data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255) return true;
    return false;
  })()`);

describe('the curve of what is inevitable', () => {
  const points = [
    { step: 0, violating: 2 },
    { step: 20, violating: 3 },
    { step: 21, violating: 20 },
  ];
  const inevitable = { futures: 20, points, text: 'The share rises most with step 21: from 15 % to 100 %.', step: 21 };

  it('stands in the strip, says what it says, and leads to the event after which it rises', async () => {
    await withPanel({}, async (panel) => {
      await showEveryKind(panel);
      assert.equal(await panel.page.locator('.inevitability').isVisible(), false);
      const before = await drawn(panel);
      await panel.post({ type: 'inevitable', inevitable });
      await eventually(async () => assert.ok((await drawn(panel)) > before));
      assert.ok(await hasColour(panel, 'inevitable'));
      const note = panel.page.locator('.inevitability');
      assert.match(await note.innerText(), /Of 20 other futures from each point.*from 15 % to 100 %/);
      await note.getByRole('button').click();
      await panel.settle();
      assert.equal(await panel.cursor(), 21);
    });
  });

  it('is gone with the run that it is of', async () => {
    await withPanel({}, async (panel) => {
      await showEveryKind(panel);
      await panel.post({ type: 'inevitable', inevitable });
      await eventually(async () => assert.equal(await panel.page.locator('.inevitability').isVisible(), true));
      await showEveryKind(panel);
      assert.equal(await panel.page.locator('.inevitability').isVisible(), false);
      assert.equal(await hasColour(panel, 'inevitable'), false);
    });
  });
});

describe('the filter', () => {
  it('lets steps stand out, says how many, and leads from one to the next by keyboard alone', async () => {
    await withPanel({}, async (panel) => {
      await showEveryKind(panel);
      assert.equal(await filter(panel, 'type:report', 2), '2 of 47 found');
      await panel.press('Enter');
      const first = await panel.cursor();
      assert.match(await panel.page.locator(`[data-step="${first}"]`).innerText(), /report/);
      assert.equal(await panel.page.locator('[data-found]').innerText(), 'match 1 of 2');
      await panel.press('Shift+Enter');
      assert.ok((await panel.cursor()) > first);
      assert.ok((await classed(panel, 'is-dimmed')).length > 10);
      await panel.press('Escape');
      assert.deepEqual(await classed(panel, 'is-dimmed'), []);
      assert.equal(await panel.page.locator('[data-found]').innerText(), '');
      assert.equal(await panel.page.evaluate(`document.activeElement.getAttribute('role')`), 'listbox');
    });
  });

  it('goes to the next and the previous match with n and N, once the field is left', async () => {
    await withPanel({}, async (panel) => {
      const violated = await showEveryKind(panel);
      await filter(panel, 'kind:timer', 3);
      await panel.page.locator('[role=listbox]').focus();
      await panel.press('N');
      const before = await panel.cursor();
      assert.ok(before < violated);
      await panel.press('n');
      assert.ok((await panel.cursor()) < before, 'after the last match comes the first');
    });
  });

  it('says that nothing is found, and which word may have been meant', async () => {
    await withPanel({}, async (panel) => {
      await showEveryKind(panel);
      assert.equal(await filter(panel, '"no such text"', 0), '0 of 47 found');
      await panel.press('Escape');
      assert.match(await filter(panel, 'node:storge', 0), /There is no node 'storge'\. Did you mean `storage`\?/);
      assert.equal(await panel.page.locator('[data-action=nextMatch]').isDisabled(), true);
    });
  });

  it('asks the extension what events carry, and takes no answer that it did not ask for', async () => {
    await withPanel({}, async (panel) => {
      await showEveryKind(panel);
      await panel.post({ type: 'found', text: 'surprise', bits: Uint8Array.of(255, 255, 255, 255, 255, 255) });
      await filter(panel, '"token: 34"', 4);
      // On a busy machine somebody types so slowly that what he has typed so far is asked for too.
      const asked = panel.of('search').map(({ text }) => text);
      assert.equal(asked.at(-1), 'token: 34');
      for (const text of asked) assert.ok('token: 34'.startsWith(text), text);
    });
  });
});

describe('why', () => {
  it('shows what led to a step and what it could have influenced, and marks what is concurrent', async () => {
    await withPanel({}, async (panel) => {
      const violated = await showEveryKind(panel);
      await panel.press('w');
      assert.match(
        await panel.page.locator('[data-found]').innerText(),
        /match \d+ of \d+: step 39 has \d+ in its past, \d+ in its future, \d+ concurrent$/,
      );
      const causality = (step: number): Promise<string | null> =>
        panel.page.locator(`[data-step="${step}"]`).getAttribute('data-causality');
      assert.equal(await causality(violated), 'self');
      // The send of the write, and the handler that it is of; the answer; what the observer does meanwhile.
      assert.equal(await causality(violated - 2), 'past');
      assert.equal(await causality(violated + 1), 'future');
      assert.equal(await causality(violated + 4), 'concurrent');
      assert.ok((await classed(panel, 'is-dimmed')).includes(violated + 4));
      await panel.press('n');
      await eventually(async () => assert.match(await panel.page.locator('[data-announcer]').innerText(), /, in the future of step 39$/));
      await panel.press('w');
      assert.equal(await causality(violated), 'past', 'asked about the next one');
      await panel.press('w');
      assert.deepEqual(await classed(panel, 'is-dimmed'), []);
    });
  });
});

describe('what is in flight', () => {
  const inspect = (step: number): Inspection => ({
    step,
    time: 14_000_000,
    nodes: [
      {
        name: 'lock',
        status: 'up',
        clock: 14_000_000,
        state: {},
        changed: [],
        timers: [{ name: 'expire', due: 14_500_000 }],
        disk: {},
        unsynced: [],
      },
    ],
  });

  it('is told with its age and its fate, leads to its send, and has the timers with it', async () => {
    await withPanel({ inspect }, async (panel) => {
      const violated = await showEveryKind(panel);
      await panel.press('ArrowUp');
      const pane = panel.page.locator('.in-flight');
      await eventually(async () => assert.match(await pane.locator('summary').innerText(), /^in flight: 1 message, 1 timer$/));
      await pane.locator('summary').click();
      assert.match(await pane.innerText(), /write client1 → storage\s+just sent, arrives in 12\.345 ms, at step 39/);
      assert.match(await pane.innerText(), /lock: timer expire\s+in 500 ms/);
      await pane.locator('[data-flight]').click();
      await panel.settle();
      assert.equal(await panel.cursor(), violated - 2);
      await panel.press('End');
      await eventually(async () =>
        assert.match(await pane.innerText(), /release client1 → lock\s+just sent, is still under way at the end/),
      );
    });
  });

  it('has a fate that is not known yet where the run goes on', async () => {
    await withPanel({ inspect }, async (panel) => {
      const trace = everyKind().builder.trace();
      const content = panelRun(trace, { cursor: trace.columns.length - 1 });
      await panel.show(trace, { ...content, run: { ...content.run, underWay: { duration: 20_000_000, undecided: 0 } } });
      const pane = panel.page.locator('.in-flight');
      await eventually(async () => assert.match(await pane.locator('summary').innerText(), /1 message/));
      await pane.locator('summary').click();
      assert.match(await pane.innerText(), /release client1 → lock\s+just sent, what becomes of it is not known yet/);
    });
  });
});

describe('the properties', () => {
  it('say where the cursor stands to what decided them', async () => {
    await withPanel({}, async (panel) => {
      await showEveryKind(panel);
      const at = (): Promise<string | null> => panel.page.locator('[data-property=atMostOneWriter] [data-at]').getAttribute('data-at');
      assert.equal(await at(), 'here');
      await panel.press('ArrowUp');
      assert.equal(await at(), 'below');
      await panel.press('End');
      assert.equal(await at(), 'above');
    });
  });
});

describe('the strip of the whole run', () => {
  it('shows faults, violations and where the cursor is, and is told to those who listen', async () => {
    await withPanel({}, async (panel) => {
      const violated = await showEveryKind(panel);
      for (const what of ['events', 'faults', 'violations']) assert.ok(await hasColour(panel, what), what);
      const strip = panel.page.locator('[role=slider]');
      assert.equal(await strip.getAttribute('aria-valuenow'), String(violated));
      assert.match((await strip.getAttribute('aria-valuetext')) ?? '', new RegExp(`^step ${violated} of 46, \\d+\\.\\d+ s$`));
      assert.equal(await hasColour(panel, 'matches'), false);
      await filter(panel, 'kind:timer', 3);
      assert.equal(await hasColour(panel, 'matches'), true);
    });
  });

  it('goes where it is dragged to', async () => {
    await withPanel({}, async (panel) => {
      await showEveryKind(panel);
      const { x, y, width, height } = (await panel.page.locator('[role=slider]').boundingBox())!;
      await panel.page.mouse.move(x + width / 2, y + height / 2);
      await panel.page.mouse.down();
      await panel.page.mouse.move(x - 5, y + height / 2, { steps: 4 });
      await panel.settle();
      assert.equal(await panel.cursor(), 0);
      await panel.page.mouse.move(x + width - 1, y + 300, { steps: 4 });
      await panel.page.mouse.up();
      await panel.settle();
      assert.ok((await panel.cursor()) > 44);
    });
  });

  it('is drawn once for a run of a million events, and not for a step', async () => {
    await withPanel({}, async (panel) => {
      const trace = longTrace(1_000_000).trace();
      await panel.show(trace, panelRun(trace, { cursor: 500_000 }));
      const before = await drawn(panel);
      await panel.press('ArrowDown', 'ArrowDown', 'PageDown', 'End');
      assert.equal(await drawn(panel), before);
      await filter(panel, 'kind:drop', countOf(trace, 'drop'));
      assert.equal(await drawn(panel), before + 1);
    });
  });
});

function countOf({ columns }: Trace, kind: 'drop'): number {
  let count = 0;
  for (let step = 0; step < columns.length; step++) if (columns.kind[step] === KIND[kind]) count += 1;
  return count;
}
