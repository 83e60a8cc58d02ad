import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyKind, longTrace, panelRun, safetyViolation } from '../support/synthetic-trace.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();

describe('stepping', () => {
  it('goes back and forward by every key, without a click before', async () => {
    await withPanel({}, async (panel) => {
      const { builder, violated } = everyKind();
      const trace = builder.trace({ properties: [safetyViolation('oneWriter', violated, '')] });
      await panel.show(trace, panelRun(trace, { cursor: 10 }));
      const expected: readonly (readonly [string, number])[] = [
        ['ArrowUp', 9],
        ['ArrowLeft', 8],
        ['k', 7],
        ['ArrowDown', 8],
        ['ArrowRight', 9],
        ['j', 10],
        ['Alt+ArrowDown', 14],
        ['Alt+ArrowUp', 10],
        ['v', violated],
        ['Home', 0],
        ['ArrowUp', 0],
        ['End', builder.steps - 1],
        ['ArrowDown', builder.steps - 1],
      ];
      for (const [key, step] of expected) {
        await panel.press(key);
        assert.equal(await panel.cursor(), step, `after ${key}`);
      }
      await panel.press('PageUp');
      assert.ok((await panel.cursor()) < builder.steps - 5);
    });
  });

  it('goes back and forward by its buttons, whose names tell the keys', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 10 }));
      const [first] = await panel.page.locator('[role=toolbar] button').all();
      assert.match((await first!.getAttribute('aria-label'))!, /^Step back .*Up/);
      for (const [action, step] of [
        ['back', 9],
        ['forward', 10],
        ['forwardSameNode', 14],
        ['backSameNode', 10],
        ['start', 0],
        ['end', builder.steps - 1],
      ] as const) {
        await panel.page.locator(`[data-action=${action}]`).click();
        await panel.settle();
        assert.equal(await panel.cursor(), step, action);
      }
      assert.equal(await panel.page.locator('[data-action=violation]').isDisabled(), true);
      // After a click on a button the keys still step.
      await panel.press('ArrowUp');
      assert.equal(await panel.cursor(), builder.steps - 2);
    });
  });

  it('goes to a step that is typed, and to one that is clicked', async () => {
    await withPanel({}, async (panel) => {
      const trace = longTrace(5_000).trace();
      await panel.show(trace, panelRun(trace));
      await panel.page.locator('[data-input=step]').fill('4,321');
      await panel.press('Enter');
      assert.equal(await panel.cursor(), 4_321);
      assert.equal(panel.of('openSource').length, 0);
      await panel.page.locator('[data-step="4323"]').click({ position: { x: 60, y: 12 } });
      await panel.settle();
      assert.equal(await panel.cursor(), 4_323);
      assert.equal(panel.of('openSource').length, 0);
    });
  });

  it('opens the handler on Enter and on a click on the label', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 7 }));
      await panel.press('Enter');
      await panel.page.locator('[data-open="11"]').click();
      await panel.settle();
      assert.deepEqual(
        panel.of('openSource').map(({ step }) => step),
        [7, 11],
      );
      assert.equal(await panel.cursor(), 11);
    });
  });

  it('tells where it is to the extension, to the next window and to those who listen', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 6 }));
      await panel.press('ArrowDown');
      assert.deepEqual(panel.state, { file: '/home/user/scenario.ts', scenario: 'default', seed: 7, changes: {}, cursor: 7 });
      assert.equal(panel.of('inspect').at(0)?.step, 6);
      assert.equal(await panel.page.locator('[role=listbox]').getAttribute('aria-activedescendant'), 'step-7');
      await panel.page.locator('[data-announcer]', { hasText: 'Step 7' }).waitFor();
      assert.equal(await panel.page.locator('[data-announcer]').innerText(), 'Step 7, 0.821465 s, lock, deliver acquire from client1');
    });
  });

  it('keeps the cursor in sight with some rows around it', async () => {
    await withPanel({}, async (panel) => {
      const trace = longTrace(3_000).trace();
      await panel.show(trace, panelRun(trace));
      for (const press of [40, 3]) {
        await panel.press(...Array.from({ length: press }, () => 'j'));
        const box = (await panel.page.locator('[role=listbox]').boundingBox())!;
        const row = (await panel.page.locator('[aria-current=step]').boundingBox())!;
        assert.ok(row.y >= box.y && row.y + row.height * 4 <= box.y + box.height, 'there are rows below it');
      }
    });
  });

  it('highlights what caused the step', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 7 }));
      const chain = await panel.page.evaluate(
        `[...document.querySelectorAll('[role=option].in-chain')].map((row) => +row.dataset.step).sort((a, b) => a - b)`,
      );
      assert.deepEqual(chain, [6, 7]);
      assert.equal(await panel.page.locator('[data-arrow="7"].in-chain').count(), 1);
    });
  });
});

describe('the selection', () => {
  it('is made with Shift and a click or the arrows, and is what is copied', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 5 }));
      await panel.page.locator('[data-step="9"]').click({ modifiers: ['Shift'], position: { x: 60, y: 12 } });
      await panel.press('Shift+ArrowDown');
      assert.equal(await panel.page.locator('[role=option][aria-selected=true]').count(), 6);
      const button = panel.page.locator('[data-action=copyMermaid]');
      assert.match(await button.innerText(), /Copy 6 as Mermaid/);
      await button.click();
      await panel.press('Escape');
      assert.equal(await panel.page.locator('[role=option][aria-selected=true]').count(), 0);
      assert.deepEqual(panel.of('copyMermaid'), [{ type: 'copyMermaid', steps: { from: 5, to: 11 } }]);
    });
  });

  it('is the visible window where nothing is selected', async () => {
    await withPanel({}, async (panel) => {
      const trace = longTrace(2_000).trace();
      await panel.show(trace, panelRun(trace, { cursor: 1_000 }));
      await panel.post({ type: 'gesture', gesture: 'copyMermaid' });
      await panel.settle();
      const visible = await panel.page.evaluate<number[]>(`{
        const box = document.querySelector('[role=listbox]').getBoundingClientRect();
        [...document.querySelectorAll('[role=option]')].filter((row) => { const { top, bottom } = row.getBoundingClientRect(); return top >= box.top - 1 && bottom <= box.top + document.querySelector('[role=listbox]').clientHeight + 1; }).map((row) => +row.dataset.step).sort((a, b) => a - b);
      }`);
      assert.deepEqual(panel.of('copyMermaid'), [{ type: 'copyMermaid', steps: { from: visible[0], to: visible.at(-1)! + 1 } }]);
    });
  });
});

describe('labels', () => {
  it('are asked for by the page when rows come into sight, and fill the rows when they arrive', async () => {
    await withPanel({ answers: false }, async (panel) => {
      const trace = longTrace(5_000).trace();
      await panel.show(trace, panelRun(trace, { cursor: 700 }));
      assert.deepEqual(panel.of('needLabels'), [{ type: 'needLabels', from: 512, to: 1_024 }]);
      const label = panel.page.locator('[data-kind=send] [data-open]').first();
      const before = await label.innerText();
      await panel.post({ type: 'labels', from: 512, labels: Array.from({ length: 512 }, (_, index) => `whatever ${512 + index}`) });
      await panel.settle();
      assert.notEqual(await label.innerText(), before);
      await panel.press('ArrowDown', 'ArrowUp');
      assert.equal(panel.of('needLabels').length, 1, 'what has arrived is not asked for again');
    });
  });
});

describe('the switch of a lane', () => {
  it('offers to forge the field that orders things, and posts what was chosen', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace()));
      const open = () => panel.page.locator('[data-lane-head=client1] [data-action=byzantine]').click();
      await open();
      await panel.settle();
      assert.equal(await panel.page.locator('[data-input=field]').inputValue(), 'token');
      assert.equal(await panel.page.locator('[data-input=value]').inputValue(), '999999');
      await panel.page.locator('[data-choice=forge] input[type=radio]').check();
      await panel.page.locator('[data-action=apply-byzantine]').click();
      await open();
      await panel.page.locator('[data-action=add-field]').click();
      await panel.page.locator('[data-input=field]').last().fill('text');
      await panel.page.locator('[data-input=value]').last().fill('"mine"');
      await panel.page.locator('[data-action=apply-byzantine]').click();
      await open();
      await panel.page.locator('[data-choice=equivocate] input[type=radio]').check();
      await panel.page.locator('[data-action=apply-byzantine]').click();
      await panel.settle();
      assert.deepEqual(panel.of('switchByzantine'), [
        { type: 'switchByzantine', node: 'client1', behaviour: { behaviour: 'forge', fields: { token: 999_999 } } },
        { type: 'switchByzantine', node: 'client1', behaviour: { behaviour: 'forge', fields: { token: 999_999, text: 'mine' } } },
        { type: 'switchByzantine', node: 'client1', behaviour: { behaviour: 'equivocate' } },
      ]);
    });
  });

  it('offers every behaviour with its options, and posts what was typed', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace()));
      const wanted: readonly (readonly [choice: string, texts: Readonly<Record<string, string>>, behaviour: object])[] = [
        ['selective', { whom: 'halves' }, { behaviour: 'selective', victims: 'halves' }],
        ['selective', { whom: 'storage, lock' }, { behaviour: 'selective', victims: ['storage', 'lock'] }],
        ['delay', { by: '250ms' }, { behaviour: 'delay', by: '250ms' }],
        ['equivocate', { only: 'token', whom: 'one' }, { behaviour: 'equivocate', fields: ['token'], groups: 'one' }],
        ['collude', { with: 'client2' }, { behaviour: 'collude', with: ['client2'] }],
        ['replay', {}, { behaviour: 'replay' }],
        ['amnesia', { only: 'fence' }, { behaviour: 'amnesia', fields: ['fence'] }],
        ['misreport', {}, { behaviour: 'misreport' }],
      ];
      for (const [choice, texts] of wanted) {
        await panel.page.locator('[data-lane-head=client1] [data-action=byzantine]').click();
        await panel.page.locator(`[data-choice=${choice}] input[type=radio]`).check();
        for (const [key, text] of Object.entries(texts)) await panel.page.locator(`[data-choice=${choice}] [data-input=${key}]`).fill(text);
        await panel.page.locator('[data-action=apply-byzantine]').click();
      }
      await panel.settle();
      assert.deepEqual(
        panel.of('switchByzantine').map(({ behaviour }) => behaviour),
        wanted.map(([, , behaviour]) => behaviour),
      );
    });
  });

  it('says so when what was typed is no JSON and is sent as a text', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace()));
      await panel.page.locator('[data-lane-head=client1] [data-action=byzantine]').click();
      const reading = panel.page.locator('[data-reading]');
      await panel.page.locator('[data-input=value]').fill('{"a": 1');
      assert.equal(await reading.innerText(), 'This is no JSON: it is sent as the text "{\\"a\\": 1".');
      await panel.page.locator('[data-input=value]').fill('{"a": 1}');
      assert.equal(await reading.innerText(), '');
    });
  });

  it('can be worked by the keyboard alone, and Escape changes nothing', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 4 }));
      await panel.page.locator('[data-lane-head=storage] [data-action=byzantine]').focus();
      await panel.press('Enter', 'ArrowDown', 'Escape');
      assert.deepEqual(panel.of('switchByzantine'), []);
      assert.equal(
        await panel.page.evaluate(`document.activeElement.closest('[data-lane-head]').dataset.laneHead`),
        'storage',
        'the focus returns to the button',
      );
      await panel.press('Enter', 'ArrowDown', 'Enter');
      assert.deepEqual(panel.of('switchByzantine'), [{ type: 'switchByzantine', node: 'storage', behaviour: { behaviour: 'silent' } }]);
      assert.equal(panel.of('openSource').length, 0);
      assert.equal(await panel.cursor(), 4, 'the keys of the menu do not step');
    });
  });

  it('shows how the node behaves and leads back to honest', async () => {
    await withPanel({}, async (panel) => {
      const { builder } = everyKind();
      const trace = builder.trace({}, { lock: { behaviour: 'silent' } });
      await panel.show(trace, panelRun(trace));
      const button = panel.page.locator('[data-lane-head=lock] [data-action=byzantine]');
      assert.equal(await button.innerText(), 'silent');
      await button.click();
      assert.equal(await panel.page.locator('[data-choice=silent] input').isChecked(), true);
      await panel.page.locator('[data-choice=honest] input').check();
      await panel.page.locator('[data-action=apply-byzantine]').click();
      await panel.settle();
      assert.deepEqual(panel.of('switchByzantine'), [{ type: 'switchByzantine', node: 'lock', behaviour: null }]);
    });
  });
});

describe('themes', () => {
  for (const [theme, background, red] of [
    ['dark', 'rgb(31, 31, 31)', 'rgb(241, 76, 76)'],
    ['light', 'rgb(255, 255, 255)', 'rgb(229, 20, 0)'],
    ['high-contrast', 'rgb(0, 0, 0)', 'rgb(244, 135, 113)'],
  ] as const) {
    it(`follow VS Code: ${theme}`, async () => {
      await withPanel({ theme }, async (panel) => {
        const { builder, violated } = everyKind();
        const trace = builder.trace({ properties: [safetyViolation('oneWriter', violated, 'two wrote')] });
        await panel.show(trace, panelRun(trace, { cursor: violated }));
        assert.equal(await panel.page.evaluate('getComputedStyle(document.body).backgroundColor'), background);
        assert.equal(await panel.page.evaluate(`getComputedStyle(document.querySelector('[data-ring]')).stroke`), red);
        if (theme === 'high-contrast') {
          const outline = await panel.page.evaluate(`getComputedStyle(document.querySelector('[aria-current]')).outlineStyle`);
          assert.equal(outline, 'solid', 'the cursor has an outline where colours are not to be relied on');
        }
      });
    });
  }

  it('switch while the panel is open', async () => {
    await withPanel({ theme: 'dark' }, async (panel) => {
      const { builder } = everyKind();
      await panel.show(builder.trace(), panelRun(builder.trace(), { cursor: 9 }));
      await panel.page.evaluate(`document.documentElement.style.setProperty('--vscode-editor-background', '#123456')`);
      assert.equal(await panel.page.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(18, 52, 86)');
      assert.equal(await panel.cursor(), 9);
    });
  });
});
