import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FrameLocator, Page } from 'playwright-core';
import { Examples } from '../../runner/examples.ts';
import { arrivesAt, cursor, diagramOf, stateOf } from '../support/diagram.ts';
import { eventually } from '../support/eventually.ts';
import { pictureIt } from '../support/picture-it.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { startVSCode, type VSCode } from '../support/vscode.ts';
import { answer, command, currentLine, openFile, readClipboard } from '../support/workbench.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

/** The event of the violation of seed 0, and where the handler stands that it happens in. */
const VIOLATION = { step: 50, line: 25 };
/** The lines of that handler. */
const [PUSH, SEND, BRACE] = [26, 27, 28];

describe("VS Code's own debugger on a run", () => {
  let vscode: VSCode;
  let page: Page;
  let folder: string;
  let frame: FrameLocator;

  before(async () => {
    folder = makeScratchFolder();
    const workspace = join(folder, 'debugged');
    const examples = new Examples(EXAMPLES);
    examples.copy(examples.pair('zombie'), workspace);
    mkdirSync(join(workspace, '.vscode'));
    const configuration = {
      type: 'backstep',
      request: 'launch',
      name: 'the zombie',
      program: '${workspaceFolder}/leases/zombie.ts',
      seed: 0,
    };
    writeFileSync(join(workspace, '.vscode/launch.json'), JSON.stringify({ version: '0.2.0', configurations: [configuration] }));
    vscode = await startVSCode({ folder: workspace });
    page = vscode.page;
  });
  after(async () => {
    await vscode?.close();
    removeScratchFolder(folder);
  });

  const step = pictureIt('debugger', () => vscode);

  const button = (name: string) => page.locator(`.debug-toolbar .action-label[aria-label^="${name}"]`);
  const frames = async (): Promise<string[]> => page.locator('.debug-call-stack .stack-frame .label').allInnerTexts();

  /** The diagram and the editor's highlighted line agree on where the debugger is. */
  async function standsAt(at: number, line: number): Promise<void> {
    await arrivesAt(frame, at);
    await eventually(async () => assert.equal(await currentLine(page), line));
  }

  step('starts at the violation, with the diagram beside the handler', async () => {
    await openFile(page, 'zombie.ts');
    await command(page, 'workbench.action.debug.start', 'Debug: Start Debugging');
    await page.locator('.debug-toolbar').waitFor({ timeout: 120_000 });
    frame = await diagramOf(page, 'zombie leaseholder', 0);
    await standsAt(VIOLATION.step, VIOLATION.line);
  });

  step('shows the causes of a step as the frames below it', async () => {
    await command(page, 'workbench.view.debug', 'View: Show Run and Debug');
    // Threads are closed in a view that was opened after the stop.
    const thread = page.locator('.debug-call-stack .monaco-list-row', { hasText: 'storage' }).first();
    await thread.waitFor();
    if ((await thread.getAttribute('aria-expanded')) !== 'true') await thread.locator('.monaco-tl-twistie').click();
    await eventually(async () => {
      const [top, sent] = await frames();
      assert.match(top ?? '', /^on\.write/);
      assert.match(sent ?? '', /^sent by client2/);
    });
  });

  /** What the Variables view shows of the line, by name. */
  const variables = async (line: number): Promise<string[]> => {
    const rows = page.locator('.debug-variables .monaco-list-row');
    await rows.filter({ hasText: `Variables at line ${line}` }).waitFor();
    return rows.allInnerTexts();
  };

  step('steps back line by line with the variables of each, the diagram staying at the event', async () => {
    for (const line of [BRACE, SEND, PUSH]) {
      await button('Step Back').click();
      await standsAt(VIOLATION.step, line);
    }
    await eventually(async () => assert.match((await variables(PUSH)).join('\n'), /from\s*[:=]?\s*"client2"/));
    await button('Step Back').click();
    await eventually(async () => assert.equal(await cursor(frame), VIOLATION.step - 1));
  });

  step('steps over the lines, to the violation at the end of the event', async () => {
    for (const line of [PUSH, SEND, BRACE, VIOLATION.line]) {
      await button('Step Over').click();
      await standsAt(VIOLATION.step, line);
    }
  });

  step('stops at a breakpoint on a line, backward', async () => {
    // At its beginning: a click into its middle would scroll the editor aside.
    await page
      .locator('.view-line', { hasText: "self.send(from, { type: 'written' })" })
      .first()
      .click({ position: { x: 20, y: 8 } });
    await page.keyboard.press('F9');
    for (const at of [VIOLATION.step, 34]) {
      await button('Reverse').click();
      await arrivesAt(frame, at);
      await variables(SEND);
    }
    // The focus is on the toolbar, where a key would not reach the line.
    await command(page, 'workbench.debug.viewlet.action.removeAllBreakpoints', 'Debug: Remove All Breakpoints');
    await button('Continue').click();
    await standsAt(VIOLATION.step, VIOLATION.line);
  });

  step('runs backward to the start when nothing stops it, and forward to the violation', async () => {
    await button('Reverse').click();
    await eventually(async () => assert.equal(await cursor(frame), 0));
    await button('Continue').click();
    await standsAt(VIOLATION.step, VIOLATION.line);
  });

  step('goes where a message of the Mermaid preview is pointed at', async () => {
    await frame.locator('[data-action="previewMermaid"]').click();
    await frame.locator('[data-mermaid="drawn"]').waitFor();
    await frame.locator('[data-input="mermaidExtent"]').selectOption('run');
    await frame.locator('[data-mermaid="drawn"]').waitFor();
    const message = frame.locator('.mermaid-picture .messageText').first();
    const told = await eventually(async () => {
      const [number] = /^\d+/.exec((await message.textContent()) ?? '') ?? [];
      assert.ok(Number(number) < VIOLATION.step);
      return number;
    });
    await message.click();
    await arrivesAt(frame, Number(told));
    await eventually(async () => assert.notEqual(await currentLine(page), VIOLATION.line));
    await frame.locator('[data-action="closePreview"]').click();
    // From where it stood before, nothing would stop it.
    await button('Continue').click();
    await standsAt(VIOLATION.step, VIOLATION.line);
  });

  step('forks where a value is set, and says so', async () => {
    const rows = page.locator('.debug-variables .monaco-list-row');
    const rowOf = (name: string) => rows.filter({ has: page.locator('.name', { hasText: new RegExp(`^${name}\\s*[:=]?`) }) }).first();
    await rowOf('message').waitFor();
    await rowOf('message').locator('.monaco-tl-twistie').click();
    await rowOf('text').locator('.value').dblclick();
    const input = page.locator('.debug-variables input');
    await input.fill('"set by hand"');
    await input.press('Enter');
    await command(page, 'workbench.debug.action.toggleRepl', 'Debug Console: Focus on Debug Console View');
    await page.locator('.repl .monaco-list-row', { hasText: /Forked: .*held|Forked: .*violated/ }).waitFor();
    frame = await diagramOf(page, 'zombie leaseholder', 0);
    await arrivesAt(frame, VIOLATION.step);
    await eventually(async () => assert.match(await stateOf(frame, 'storage').innerText(), /set by hand/));
  });

  let link = '';

  step('copies a link to the moment of a fork', async () => {
    await command(page, 'backstep.copyMoment', 'Backstep: Copy Moment');
    await page
      .locator('.statusbar')
      .getByText(/a link to step 50 is on the clipboard/)
      .waitFor();
    const [first = ''] = (await readClipboard(page)).split('\n');
    link = first;
    assert.match(link, /^[\w-]+:\/\/backstep\.backstep\/moment\?file=leases%2Fzombie\.ts&seed=0&step=50&whatIf=/);
  });

  step('ends, and leaves the diagram', async () => {
    await button('Stop').click();
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    assert.equal(await cursor(frame), VIOLATION.step);
  });

  step('comes back to the scenario, the run, the fork and the step by the link, when somebody agrees', async () => {
    await command(page, 'workbench.action.closeAllEditors', 'View: Close All Editors');
    await command(page, 'workbench.action.url.openUrl', 'Developer: Open URL');
    await answer(page, link);
    const agree = (name: string): Promise<void> => page.locator('.monaco-dialog-box').getByRole('button', { name, exact: true }).click();
    await agree('Open');
    await page.locator('.monaco-dialog-box').getByText('A link asks to run leases/zombie.ts with seed 0 and to go to step 50.').waitFor();
    await agree('Run');
    frame = await diagramOf(page, 'zombie leaseholder', 0);
    await arrivesAt(frame, VIOLATION.step);
    await eventually(async () => assert.match(await stateOf(frame, 'storage').innerText(), /set by hand/));
  });
});
