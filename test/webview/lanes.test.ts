import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PanelPage } from '../support/panel-page.ts';
import { panelRun, safetyViolation, SyntheticTrace } from '../support/synthetic-trace.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();

const NAMES = Array.from({ length: 25 }, (_, index) => `node-${index + 1}`);

async function showMany(panel: PanelPage, cursor = 26): Promise<void> {
  const builder = new SyntheticTrace(NAMES).start(...NAMES);
  builder.after(1_000).deliver(builder.send('node-2', 'node-24', 'ping'));
  const trace = builder.trace({ properties: [safetyViolation('p', 26, 'It was not.', ['node-3', 'node-20'])] });
  await panel.show(trace, panelRun(trace, { cursor }));
}

const heads = (panel: PanelPage): Promise<string[]> =>
  panel.page.locator('[data-lane-head]').evaluateAll((all) => all.map((head) => head.getAttribute('data-lane-head')!));

describe('the rows beside lanes that do not fit', () => {
  it('say whose they are, what happened and whither, each so that it can be read', async () => {
    const names = ['replica-eu-central-1a-primary', 'n17', 'x', ...Array.from({ length: 9 }, (_, index) => `clientApplication${index}`)];
    await withPanel({}, async (panel) => {
      const builder = new SyntheticTrace(names).start(...names);
      for (const [from, to, type] of [
        [names[0]!, names[3]!, 'replicateAppendEntriesRequest'],
        ['n17', 'x', 'ok'],
        ['x', names[0]!, 'ok'],
      ] as const)
        builder.deliver(builder.send(from, to, type, { payload: 'payload '.repeat(20) }));
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 12 }));
      const cut: string[] = await panel.page.evaluate(`[...document.querySelectorAll('.row .row-label > *')]
        .filter((part) => /label-(who|lead|aside)/.test(part.className) && part.scrollWidth > part.clientWidth + 1 && part.clientWidth < 40)
        .map((part) => part.className + ' ' + part.textContent + ' ' + part.clientWidth)`);
      assert.deepEqual(cut, []);
      const short = panel.page.locator('[data-step="14"] .label-who');
      assert.equal((await short.innerText()).trim(), 'n17');
    });
  });
});

describe('twenty-five lanes', () => {
  it('are made so narrow that all fit, with rows that say whose they are', async () => {
    await withPanel({}, async (panel) => {
      await showMany(panel);
      const inSight = panel.page.locator('.lanes-in-sight');
      assert.match(await inSight.innerText(), /^([1-9]|1\d)\/25$/, 'it is said that not all are in sight');
      await panel.page.locator('[data-action=lanes]').click();
      await panel.page.locator('[data-input=fitLanes]').check();
      await panel.settle();
      assert.equal(await inSight.innerText(), '');
      const frame = (await panel.page.locator('.headers-frame').boundingBox())!;
      for (const name of ['node-1', 'node-25']) {
        const head = (await panel.page.locator(`[data-lane-head=${name}] .name`).boundingBox())!;
        assert.ok(head.x >= frame.x && head.x + head.width <= frame.x + frame.width, `${name} is in sight`);
      }
      assert.equal(await panel.page.locator('[data-step="26"] .label-who').isVisible(), true);
    });
  });

  it('are hidden but for those that matter, and come back', async () => {
    await withPanel({}, async (panel) => {
      await showMany(panel);
      await panel.page.locator('[data-action=lanes]').click();
      await panel.page.locator('[data-action=involvedLanes]').click();
      assert.deepEqual(await heads(panel), ['node-3', 'node-20']);
      await panel.settle();
      assert.equal(await panel.page.locator('[data-arrow="26"]').count(), 0, 'no arrow leads to a lane that is not there');
      await panel.page.locator('[data-lane-box=node-2]').check();
      await panel.page.locator('[data-lane-box=node-24]').check();
      await panel.settle();
      assert.equal(await panel.page.locator('[data-arrow="26"]').count(), 1);
      await panel.page.locator('[data-action=allLanes]').click();
      assert.deepEqual(await heads(panel), NAMES);
    });
  });

  it('are put elsewhere by dragging and by keyboard, and their arrows with them', async () => {
    await withPanel({}, async (panel) => {
      await showMany(panel, 1);
      const from = (await panel.page.locator('[data-lane-head=node-2] .name').boundingBox())!;
      const to = (await panel.page.locator('[data-lane-head=node-4] .name').boundingBox())!;
      await panel.page.mouse.move(from.x + 5, from.y + 5);
      await panel.page.mouse.down();
      await panel.page.mouse.move(to.x + 5, to.y + 5, { steps: 3 });
      await panel.page.mouse.up();
      assert.deepEqual((await heads(panel)).slice(0, 5), ['node-1', 'node-3', 'node-4', 'node-2', 'node-5']);
      await panel.page.locator('[data-lane-head=node-2] button').focus();
      await panel.press('Alt+ArrowLeft');
      assert.deepEqual((await heads(panel)).slice(0, 4), ['node-1', 'node-3', 'node-2', 'node-4']);
      assert.equal(await panel.page.evaluate(`document.activeElement.closest('[data-lane-head]').dataset.laneHead`), 'node-2');
      const head = (await panel.page.locator('[data-lane-head=node-2] .name').boundingBox())!;
      const glyph = (await panel.page.locator('[data-glyph="1"]').boundingBox())!;
      assert.ok(Math.abs(head.x + head.width / 2 - glyph.x - glyph.width / 2) < 2);
    });
  });
});

describe('twelve lanes with long names', () => {
  it('can be told apart by their heads also where all of them have to fit, none of which is cut', async () => {
    const places = ['payment-service-eu-west-1', 'inventory-database-replica-', 'order-router-of-the-south-', 'audit-log-'];
    const names = places.flatMap((place) => ['a', 'b', 'c'].map((which) => `${place}${which}`));
    await withPanel({}, async (panel) => {
      const trace = new SyntheticTrace(names).start(...names).trace();
      await panel.show(trace, panelRun(trace, { cursor: 3 }));
      await panel.page.locator('[data-action=lanes]').click();
      await panel.page.locator('[data-input=fitLanes]').check();
      await panel.settle();
      const shown = await panel.page
        .locator('[data-lane-head] .name')
        .evaluateAll((all) => all.map((name) => ({ text: name.textContent, isCut: name.scrollHeight > name.clientHeight + 1 })));
      assert.equal(new Set(shown.map(({ text }) => text)).size, 12, JSON.stringify(shown));
      assert.deepEqual(
        shown.filter(({ text, isCut }) => isCut || (text ?? '').length < 9),
        [],
      );
    });
  });
});
