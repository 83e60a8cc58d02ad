import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { arrivesAt, cursor, diagramOf, focusDiagram, runSimulation, startSimulation, startSweep } from '../support/diagram.ts';
import { pictureIt } from '../support/picture-it.ts';
import { signalScenarios } from '../support/scenario-processes.ts';
import { startVSCode, type VSCode } from '../support/vscode.ts';
import { clearNotifications, notification, problems, webviewFrame } from '../support/workbench.ts';

/** A scenario whose clock ticks, and does something at each tick. */
const clock = (tick: string): string => `import { node, sometimes, scenario } from 'backstep';
const clock = node()({
  init: (self) => (self.setTimer('tick', '1s'), { ticks: 0 }),
  on: {},
  timers: { tick(state, self) {
    ${tick}
    state.ticks += 1;
    self.setTimer('tick', '1s');
  } },
});
class Properties {
  @sometimes static itTicks({ nodes }: { nodes: { clock: { ticks: number } } }) { return nodes.clock.ticks > 2; }
}
export default scenario({ name: 'clock', nodes: { clock }, duration: '10s', properties: [Properties] });
`;
const SOUND = clock('');
const ENDLESS = clock('while (state.ticks >= 0);');
const KILLED = /The process of the scenario has ended by SIGKILL.*Run it again\./;

describe('a process of a scenario that is killed, in VS Code', () => {
  let vscode: VSCode;
  let page: Page;

  before(async () => {
    vscode = await startVSCode({
      files: { 'clock.ts': SOUND },
      settings: { 'backstep.watchdogSeconds': 600, 'backstep.checkInBackground': false },
    });
    page = vscode.page;
  });
  after(() => vscode?.close());

  const step = pictureIt('killed', () => vscode);
  const frame = () => webviewFrame(page);

  /** The panel says what has happened, and so do a notification and the Problems view. */
  async function isTold(): Promise<void> {
    await frame().locator('[data-status-view="problem"]', { hasText: KILLED }).waitFor();
    await notification(page, KILLED);
    // VS Code lists it when it comes to it.
    await eventually(async () => assert.ok((await problems(page)).some(({ message }) => KILLED.test(message))));
    await clearNotifications(page);
  }

  async function runsAgain(): Promise<void> {
    await frame().locator('[data-action="runAgain"]').click();
    await diagramOf(page, 'clock', 3);
    await eventually(async () => assert.ok(!(await problems(page)).some(({ message }) => KILLED.test(message))));
  }

  step('during a run is told in the panel, and the run is made again', async () => {
    writeFileSync(join(vscode.folder, 'clock.ts'), ENDLESS);
    await startSimulation(page, 'clock.ts', 3);
    await frame().locator('[data-status-view="loading"]').waitFor();
    await signalScenarios(vscode, 'SIGKILL', 1);
    await isTold();
    writeFileSync(join(vscode.folder, 'clock.ts'), SOUND);
    await runsAgain();
  });

  step('during a seek is told in the panel, and the run is made again', async () => {
    const before = await cursor(frame());
    await focusDiagram(frame());
    // Stopped, it cannot have answered before it is killed.
    await signalScenarios(vscode, 'SIGSTOP');
    await page.keyboard.press(before > 0 ? 'ArrowUp' : 'ArrowDown');
    await signalScenarios(vscode, 'SIGKILL');
    await isTold();
    await runsAgain();
    await focusDiagram(frame());
    await page.keyboard.press('Home');
    await arrivesAt(frame(), 0);
  });

  step('during a what-if is told in the panel, and the run is made again', async () => {
    await focusDiagram(frame());
    await page.keyboard.press('f');
    await frame().locator('[data-choice=crash] input[type=radio]').check();
    await signalScenarios(vscode, 'SIGSTOP');
    await frame().locator('[data-action=apply-what-if]').click();
    await frame().locator('[data-status-view="loading"]').waitFor();
    await signalScenarios(vscode, 'SIGKILL');
    await isTold();
    await runsAgain();
  });

  step('during a sweep gives way to another, and the sweep ends as if nothing had been', async () => {
    await startSweep(page, 'clock.ts', '100000');
    await signalScenarios(vscode, 'SIGKILL', 1);
    await notification(page, /All 100000 seeds hold|No seed of 100000 fails/);
    await clearNotifications(page);
    await runSimulation(page, 'clock.ts', 'clock', 3);
  });
});
