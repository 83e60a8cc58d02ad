import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { startChromium, type Chromium, type PageOptions } from '../support/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { backstep } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Names, messages and reasons that would run, or end the page, were any of it read as markup. */
const HOSTILE = `
import { node, safety, scenario, violation } from 'backstep';
const EVIL = '</script><script>window.ran = 1</script><img src=x onerror="window.ran = 2">\\u202e"\\'\\\`\${window.ran = 3}<!--';
const NODE = "<img src=x onerror='window.ran=4' ";
const other = node()({
  init: (self) => { self.setTimer('tick', '10ms'); return { text: EVIL, map: new Map([[EVIL, 1n]]) }; },
  on: { [EVIL](state, message) { state.text = message.text + EVIL; } },
  timers: { tick(state, self) { self.log(EVIL); self.send(NODE, { type: EVIL, text: EVIL }); } },
});
class P { @safety static holds({ nodes }) { return nodes.a.text === EVIL && nodes[NODE].text === EVIL ? true : violation(EVIL, { [EVIL]: EVIL }); } }
export default scenario({
  name: EVIL,
  nodes: { a: other, [NODE]: other },
  network: { latency: '1ms' },
  duration: '1s',
  properties: [P],
});
`;

describe('a page that was saved', () => {
  let browser: Chromium;
  let folder: string;
  before(async () => {
    folder = makeScratchFolder();
    browser = await startChromium();
  });
  after(async () => {
    await browser.close();
    removeScratchFolder(folder);
  });

  const save = async (file: string, name: string, seed = 0): Promise<string> => {
    const target = join(folder, name);
    const { stdout, stderr } = await backstep(['run', file, '--seed', String(seed), '--html', target]);
    assert.match(stdout, /Diagram written to .*\. Open it in a browser/, stderr);
    return target;
  };

  /** Opens it from the disk, with what the page asked of anybody and what went wrong in it. */
  const open = async (file: string, hash = '', options: PageOptions = {}): Promise<{ page: Page; asked: string[] }> => {
    const { page, errors } = await browser.openPage(options);
    await page.context().setOffline(true);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${pathToFileURL(file).href}${hash}`);
    await eventually(async () => assert.ok(await page.evaluate(`document.body.getAttribute('data-ready')`), errors.join('\n')));
    assert.deepEqual(errors, []);
    return { page, asked };
  };

  const inspected = (page: Page, step: number): Promise<void> =>
    eventually(async () => assert.equal(await page.locator('[data-inspected]').getAttribute('data-inspected'), String(step)));

  it('tells what stands beside the lanes, of the whole run', async () => {
    const { page } = await open(await save('examples/raft/raft.ts', 'raft.html', 3), '#step-3000');
    await eventually(async () => assert.ok((await page.locator('[data-band=state]').count()) > 4));
    assert.ok((await page.locator('.band-label').allTextContents()).includes('leader'));
  });

  it('opens from the disk without a network at the violation, and steps back with the states of each step', async () => {
    const { page, asked } = await open(await save('examples/leases/zombie.ts', 'zombie.html'));
    assert.equal(asked.length, 1, asked.join('\n'));
    await inspected(page, 50);
    assert.match(await page.locator('[data-node-state=storage]').innerText(), /client2, text 1/);
    await page.keyboard.press('ArrowUp');
    await inspected(page, 49);
    assert.doesNotMatch(await page.locator('[data-node-state=storage]').innerText(), /client2, text 1/);
    assert.match(await page.locator('[role=option][data-step="48"]').innerText(), /write\s+to storage/);
    assert.equal(asked.length, 1, 'nothing was asked of anybody but the file');
  });

  it('has an address for each step, which can be passed on', async () => {
    const file = await save('examples/leases/zombie.ts', 'address.html');
    const { page } = await open(file, '#step-12');
    await inspected(page, 12);
    await page.keyboard.press('ArrowDown');
    await eventually(async () => assert.equal(await page.evaluate('location.hash'), '#step-13'));
    await page.evaluate(`location.hash = '#step-40'`);
    await inspected(page, 40);
  });

  it('offers nothing that needs an editor', async () => {
    const { page } = await open(await save('examples/leases/zombie.ts', 'offers.html'));
    for (const action of ['openSource', 'copyMermaid', 'savePage'])
      assert.equal(await page.locator(`[data-action=${action}]`).isVisible(), false, action);
    for (const action of await page.locator('[data-action=byzantine]').all()) assert.equal(await action.isDisabled(), true);
  });

  it('does not say where somebody keeps his files', async () => {
    const file = await save('examples/leases/zombie.ts', 'paths.html');
    const { page } = await open(file);
    const held = await page.evaluate(
      `new Response(new Blob([Uint8Array.from(atob(document.getElementById('saved-run').textContent), (sign) => sign.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream('gzip'))).text()`,
    );
    assert.match(String(held), /"examples\/leases\/zombie\.ts"/);
    assert.doesNotMatch(String(held), new RegExp(process.cwd()));
  });

  it('runs nothing of what a scenario calls its nodes, messages and reasons, and shows all of it as text', async () => {
    mkdirSync(join(folder, 'hostile'), { recursive: true });
    const source = join(folder, 'hostile', 'evil.ts');
    writeFileSync(source, HOSTILE);
    const { page, asked } = await open(await save(source, 'evil.html'));
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await eventually(async () => assert.match(await page.locator('[role=listbox]').innerText(), /<\/script><script>/));
    assert.equal(await page.evaluate('window.ran'), undefined);
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(asked.length, 1);
  });

  for (const colorScheme of ['dark', 'light'] as const)
    it(`has no fault that axe finds, in ${colorScheme}`, async () => {
      const { page } = await open(await save('examples/leases/zombie.ts', `axe-${colorScheme}.html`), '', { colorScheme });
      await inspected(page, 50);
      // The page's policy lets it run nothing else; what a debugger evaluates is not of the page.
      await page.evaluate(AXE);
      const faults =
        await page.evaluate(`axe.run(document, { resultTypes: ['violations'], rules: { 'label-content-name-mismatch': { enabled: false } } })
        .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].target.join(' ')))`);
      assert.deepEqual(faults, []);
    });
});
