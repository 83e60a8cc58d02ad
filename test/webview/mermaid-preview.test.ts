import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import type { PanelPage, Theme } from '../support/panel-page.ts';
import { everyKind, longTrace, panelRun, SyntheticTrace } from '../support/synthetic-trace.ts';
import { panelTests } from '../support/with-panel.ts';

const withPanel = panelTests();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function preview(panel: PanelPage): Promise<void> {
  await panel.page.locator('[data-action=previewMermaid]').click();
  await drawn(panel);
}

const drawn = (panel: PanelPage): Promise<void> => panel.page.locator('[data-mermaid=drawn]').waitFor();
const texts = (panel: PanelPage): Promise<string[]> => panel.page.locator('.mermaid-picture .messageText').allTextContents();
const about = (panel: PanelPage): Promise<string | null> => panel.page.locator('.mermaid-about').textContent();

async function showTalk(panel: PanelPage, cursor = 0): Promise<void> {
  const builder = new SyntheticTrace(['a', 'b', 'c']);
  const aside = builder.send('a', 'c', 'aside');
  const asked = builder.send('a', 'b', 'ask');
  builder.event('timer', { node: 'c', name: 'tick' });
  builder.deliver(asked);
  builder.deliver(aside);
  const trace = builder.trace();
  await panel.show(trace, panelRun(trace, { cursor }));
}

describe('the preview as Mermaid', () => {
  it('loads Mermaid when it is first asked for and not before, under a policy that takes only scripts with its nonce', async () => {
    await withPanel({}, async (panel) => {
      const asked: string[] = [];
      panel.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await showTalk(panel);
      assert.deepEqual(asked, []);
      await preview(panel);
      await panel.page.locator('[data-action=closePreview]').click();
      await preview(panel);
      assert.deepEqual(asked, ['/mermaid.js']);
      const policy = (await panel.page.locator('meta[http-equiv]').getAttribute('content'))!;
      assert.match(policy, /script-src 'nonce-test';/);
      assert.doesNotMatch(policy, /unsafe-eval/);
    });
  });

  it('draws the steps that are in sight, whose messages and notes lead there, and marks the one at the cursor', async () => {
    await withPanel({ inspect: (step) => ({ step, time: 0, nodes: [] }) }, async (panel) => {
      await showTalk(panel);
      await preview(panel);
      assert.deepEqual(await texts(panel), ['3 ask', '4 aside']);
      await panel.page.locator('.mermaid-picture .messageText').nth(1).click();
      await panel.settle();
      assert.equal(await panel.cursor(), 4);
      assert.equal(panel.of('inspect').at(-1)!.step, 4);
      assert.deepEqual(panel.of('stepDebugger'), [{ type: 'stepDebugger', step: 4 }], 'a debugger goes there too');
      assert.equal(await panel.page.locator('.mermaid-picture .messageText.is-current').textContent(), '4 aside');
      await panel.page.locator('.mermaid-picture .noteText').click();
      await panel.settle();
      assert.equal(await panel.cursor(), 2);
      // The line of a message is it, too; and with the keyboard one goes from one to the next.
      await panel.page.locator('.mermaid-picture [data-mermaid-step="3"]:is(.messageLine0)').dispatchEvent('click');
      await panel.settle();
      assert.equal(await panel.cursor(), 3);
      await panel.page.locator('.mermaid-picture').focus();
      await panel.press('ArrowDown');
      assert.equal(await panel.cursor(), 4);
      await panel.press('ArrowUp', 'ArrowUp');
      assert.equal(await panel.cursor(), 2);
      await panel.press('Escape');
      assert.equal(await panel.page.locator('.mermaid-preview').isVisible(), false);
    });
  });

  it('is of the selection, of the causal past of the step at the cursor, or of the run, and copied and saved as such', async () => {
    await withPanel({}, async (panel) => {
      await showTalk(panel, 3);
      await preview(panel);
      const extent = panel.page.locator('[data-input=mermaidExtent]');
      assert.equal(await extent.locator('option[value=selection]').isDisabled(), true);
      await extent.selectOption('past');
      await eventually(async () => assert.deepEqual(await texts(panel), ['0 aside (arrives at step 4)', '3 ask']));
      await panel.page.locator('[data-action=copyPreview]').click();
      await panel.page.locator('[data-action=savePreview]').click();
      await extent.selectOption('run');
      await eventually(async () => assert.deepEqual(await texts(panel), ['3 ask', '4 aside']));
      await panel.settle();
      const past = { from: 0, to: 4, pastOf: 3 };
      assert.deepEqual(panel.of('copyMermaid'), [{ type: 'copyMermaid', steps: past }]);
      assert.deepEqual(panel.of('saveMermaid'), [{ type: 'saveMermaid', steps: past }]);
      assert.deepEqual(panel.of('previewMermaid').at(-1)!.steps, { from: 0, to: 5 });
      await panel.page.locator('[data-action=closePreview]').click();
      await panel.page.locator('[data-step="2"]').click();
      await panel.press('Shift+ArrowDown');
      await preview(panel);
      assert.equal(await extent.inputValue(), 'selection');
      assert.deepEqual(panel.of('previewMermaid').at(-1)!.steps, { from: 2, to: 4 });
    });
  });

  it('comes in parts where it is long, first the one with the cursor, and what cannot be drawn is said in words', async () => {
    await withPanel({}, async (panel) => {
      const trace = longTrace(1_500).trace();
      await panel.show(trace, panelRun(trace, { cursor: 700 }));
      await preview(panel);
      await panel.page.locator('[data-input=mermaidExtent]').selectOption('run');
      await eventually(async () => assert.match((await about(panel))!, /^Part \d+ of \d+$/));
      await drawn(panel);
      const [, part, of] = /Part (\d+) of (\d+)/.exec((await about(panel))!)!.map(Number);
      const steps = (await texts(panel)).map((text) => Number.parseInt(text));
      assert.ok(
        part! > 1 && part! < of! && steps[0]! <= 700 && steps.at(-1)! >= 690,
        `${part} of ${of}, steps ${steps[0]} to ${steps.at(-1)}`,
      );
      await panel.page.locator('[data-action=nextPart]').click();
      await eventually(async () => assert.equal(await about(panel), `Part ${part! + 1} of ${of}`));
      await drawn(panel);
      assert.ok(Number.parseInt((await texts(panel))[0]!) > 700);
      const { steps: asked } = panel.of('previewMermaid').at(-1)!;
      await panel.post({ type: 'mermaid', steps: asked, parts: [], problem: 'More than <b>100</b> diagrams.' });
      assert.equal(await panel.page.locator('.mermaid-picture [role=alert]').textContent(), 'More than <b>100</b> diagrams.');
      assert.equal(await panel.page.locator('.mermaid-picture svg[aria-roledescription]').count(), 0);
      // Nor is there a picture of an error for a text that is none of Mermaid's, or an answer to an earlier question.
      await panel.post({ type: 'mermaid', steps: asked, parts: ['sequenceDiagram\n  p0 says nothing'] });
      await panel.page.locator('[data-mermaid=refused]').waitFor();
      await panel.post({ type: 'mermaid', steps: { from: 5, to: 6 }, parts: ['sequenceDiagram\n  p0->>p1: 5 late'] });
      await panel.settle();
      assert.equal(await panel.page.locator('[data-mermaid]').getAttribute('data-mermaid'), 'refused');
    });
  });

  it('shows what users have written as text, and runs none of it', async () => {
    const hostile = '</text><script>window.ran = 1</script><img src=x onerror="window.ran = 2">; #35; %%{init: {}}%% $$x$$ end';
    await withPanel({}, async (panel) => {
      const builder = new SyntheticTrace(['a', hostile]);
      builder.deliver(builder.send('a', hostile, hostile));
      builder.event('note', { node: hostile, name: hostile });
      const trace = builder.trace();
      await panel.show(trace, panelRun(trace));
      await preview(panel);
      assert.deepEqual(await texts(panel), [`1 ${hostile}`]);
      assert.equal(await panel.page.evaluate('window.ran'), undefined);
      assert.equal(await panel.page.locator('.mermaid-picture :is(script, img)').count(), 0);
    });
  });

  for (const theme of ['dark', 'light', 'high-contrast'] satisfies Theme[]) {
    it(`is drawn in the colours of the theme, and axe finds no fault with it in ${theme}`, async () => {
      await withPanel({ theme }, async (panel) => {
        const trace = everyKind().builder.trace();
        await panel.show(trace, panelRun(trace, { cursor: 12 }));
        await preview(panel);
        const colours = await panel.page.evaluate<[string, string]>(
          `[document.querySelector('.messageText'), document.body].map((element) => getComputedStyle(element)).map(({ fill, color }, index) => index === 0 ? fill : color)`,
        );
        assert.equal(colours[0], colours[1]);
        await panel.page.evaluate(AXE);
        const faults = await panel.page.evaluate<string[]>(
          `axe.run(document.querySelector('.mermaid-preview'), { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' ' + target.join(' '))))`,
        );
        assert.deepEqual(faults, []);
      });
    });
  }
});
