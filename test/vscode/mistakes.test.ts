import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import type { Page } from 'playwright-core';
import { asked, diagramOf, runSimulation, startSimulation, startSweep } from '../support/diagram.ts';
import { eventually } from '../support/eventually.ts';
import { pictureIt } from '../support/picture-it.ts';
import { startVSCode, type VSCode } from '../support/vscode.ts';
import {
  answer,
  clearNotifications,
  command,
  notification,
  openFile,
  pick,
  problems,
  quickInput,
  fillQuickInput,
  webviewFrame,
  type Problem,
} from '../support/workbench.ts';

/** A scenario of one node whose timer runs `statement`, which stands on line 7; `module` stands on line 2. */
function fileWith(name: string, statement: string, module = ''): string {
  return `import { node, sometimes, scenario } from 'backstep';
${module}
const clock = node()({
  init: (self) => (self.setTimer('tick', '1s'), { ticks: 0 }),
  on: {},
  timers: { tick(state, self) {
    ${statement}
    state.ticks += 1;
    self.setTimer('tick', '1s');
  } },
});
class Properties {
  @sometimes static itTicks({ nodes }: { nodes: { clock: { ticks: number } } }) { return nodes.clock.ticks > 2; }
}
export default scenario({ name: '${name}', nodes: { clock }, duration: '10s', properties: [Properties] });
`;
}
const MISTAKE_LINE = 7;
const SHARED = /A function changes 'seen', which belongs to the module\. .*keep it in the node's state/;

const FILES = {
  'sound.ts': fileWith('sound', ''),
  'syntax.ts': fileWith('syntax', 'const = 1;'),
  'shared.ts': fileWith('shared', 'seen.ticks += 1;', 'const seen = { ticks: 0 };'),
  'endless.ts': fileWith('endless', 'while (state.ticks >= 0);'),
  'greedy.ts': fileWith('greedy', 'for (const all: number[][] = []; ; ) all.push(new Array(100_000).fill(state.ticks));'),
  'imports.ts': `import { readFileSync } from 'node:fs';\n${fileWith('imports', 'readFileSync;')}`,
};

describe("mistakes in the user's files, in VS Code", () => {
  let vscode: VSCode;
  let page: Page;

  before(async () => {
    vscode = await startVSCode({
      files: FILES,
      settings: { 'backstep.watchdogSeconds': 2, 'backstep.memoryMegabytes': 64, 'files.autoSave': 'off' },
      // The Problems view holds only the rows in view, and there are many here.
      height: 1_500,
    });
    page = vscode.page;
  });
  after(() => vscode?.close());

  /** What we say in the Problems view; TypeScript has remarks of its own there. */
  async function oursIn(file: string, expected: RegExp): Promise<Problem> {
    return eventually(async () => {
      const ours = (await problems(page)).filter((problem) => problem.file === file && expected.test(problem.message));
      assert.equal(ours.length, 1, `${file} has ${ours.length} problems that match ${expected.source}`);
      return ours[0]!;
    });
  }

  async function noneIn(file: string, expected: RegExp): Promise<void> {
    await eventually(async () =>
      assert.deepEqual(
        (await problems(page)).filter((problem) => problem.file === file && expected.test(problem.message)),
        [],
      ),
    );
  }

  /** Runs a file that cannot run, and finds the same said in all three places. */
  async function fails(file: string, expected: RegExp): Promise<void> {
    await startSimulation(page, file, 0);
    const told = await notification(page, expected);
    assert.match(await told.innerText(), new RegExp(`Backstep: ${file}:\\d+:\\d+: `), 'the notification says where');
    assert.match(await webviewFrame(page).locator('[data-status-view="problem"]').innerText(), expected);
    const problem = await oursIn(file, expected);
    assert.equal(problem.severity, 'Error');
    assert.equal(problem.line, file === 'imports.ts' ? 1 : MISTAKE_LINE - (file === 'endless.ts' || file === 'greedy.ts' ? 1 : 0));
    await clearNotifications(page);
  }

  const step = pictureIt('mistakes', () => vscode);

  step('shows a syntax error at its line', () => fails('syntax.ts', /Expected identifier but found "="/));

  step('shows a write to what the module holds at its line, where two nodes would share it', () => fails('shared.ts', SHARED));

  step('shows an import of the real world at its line', () => fails('imports.ts', /'node:fs' reaches the real world/));

  step('ends a handler that never returns, and names it', () =>
    fails('endless.ts', /The handler timers\.tick of 'clock' did not return within 2 s/),
  );

  step('outlives a worker that uses too much memory', async () => {
    await startSimulation(page, 'greedy.ts', 0);
    await notification(page, /used more than 64 MB of memory/);
    await webviewFrame(page).locator('[data-status-view="problem"]').waitFor();
    await oursIn('greedy.ts', /used more than 64 MB/);
    await clearNotifications(page);
  });

  step('runs what is sound after all that', async () => {
    await runSimulation(page, 'sound.ts', 'sound', 3);
  });

  step('takes a problem back when the file has been mended and run again', async () => {
    await fails('shared.ts', SHARED);
    await openFile(page, 'shared.ts');
    await goToLine(MISTAKE_LINE);
    await page.keyboard.press('Home');
    await page.keyboard.insertText('// ');
    await page.locator('.tab.dirty', { hasText: 'shared.ts' }).waitFor();
    await page.locator('.tab', { hasText: 'Backstep: shared.ts' }).click();
    // What stands in the editor is what runs: it is saved first.
    await webviewFrame(page).locator('[data-action="runAgain"]').click();
    await page.locator('.tab.dirty').waitFor({ state: 'detached' });
    await diagramOf(page, 'shared', 0);
    await noneIn('shared.ts', SHARED);
  });

  step('ends a sweep over a file that cannot run with the same problem', async () => {
    await startSweep(page, 'syntax.ts', '100');
    await notification(page, /Expected identifier but found "="/);
    await oursIn('syntax.ts', /Expected identifier/);
    await clearNotifications(page);
  });

  step('writes a new scenario that type-checks where nothing is installed', async () => {
    await command(page, 'backstep.createScenario', 'Backstep: New Scenario');
    await asked(page, 'a new scenario');
    await answer(page, 'first.ts');
    await page.locator('.tab.active', { hasText: 'first.ts' }).waitFor();
    await page.locator('.editor-actions .action-label[aria-label^="Run Simulation"]').first().waitFor();
    // A mistake proves that TypeScript has looked and knows the types.
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('violation(1);');
    await oursIn('first.ts', /Argument of type 'number' is not assignable to parameter of type 'string'/);
    assert.deepEqual((await problems(page)).filter(({ file }) => file === 'first.ts').length, 1);
    for (let typed = 0; typed < 'violation(1);'.length; typed++) await page.keyboard.press('Backspace');
    await startSweep(page, 'first.ts', '100');
    await notification(page, /\d+ of 100 seeds fail\. Seed \d+ violates "nothing is counted twice"/);
  });

  step('copies an example into the folder, where it type-checks, and sweeps it', async () => {
    await clearNotifications(page);
    await command(page, 'backstep.examples', 'Backstep: Examples');
    await asked(page, 'examples');
    await pick(page, 'last-write-wins');
    await asked(page, 'the seeds');
    await answer(page, '40');
    await notification(page, /of 40 seeds fail\. Seed \d+ violates "no write is lost to one that it had seen"/);
    await page.locator('.tab', { hasText: 'last-write-wins.ts' }).waitFor();
    // The cure stands beside it.
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'version-vectors.ts' }).waitFor();
    await eventually(async () =>
      assert.deepEqual(
        (await problems(page)).filter(({ file }) => file.includes('last-write')),
        [],
      ),
    );
  });

  async function goToLine(line: number): Promise<void> {
    await page.keyboard.press('Control+G');
    await fillQuickInput(page, `:${line}`);
    await quickInput(page).press('Enter');
    await quickInput(page).waitFor({ state: 'hidden' });
  }
});
