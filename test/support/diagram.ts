/** What a user does with Backstep in VS Code: its commands, its questions, and its diagram. */
import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { answer, command, notification, pick, quickInputText, webviewFrame } from './workbench.ts';

/** Compiling, starting a worker and running take a second on an idle machine and more on a busy one. */
const RUN_LIMIT = 120_000;

/** Chooses a scenario by its file's name, as both commands ask for it first. */
export async function chooseScenario(page: Page, file: string): Promise<void> {
  await asked(page, 'the scenario');
  await pick(page, file);
}

/** Waits for one of our questions: VS Code shows them all in one widget, which may still show the last. */
export async function asked(page: Page, what: string): Promise<void> {
  await eventually(async () => assert.ok((await quickInputText(page)).includes(`Backstep: ${what}`)));
}

/** Runs a seed from the palette, and waits for nothing. */
export async function startSimulation(page: Page, file: string, seed: number): Promise<void> {
  await command(page, 'backstep.runSimulation', 'Backstep: Run Simulation');
  await chooseScenario(page, file);
  await asked(page, 'the seed');
  await answer(page, String(seed));
}

/** Runs a seed from the palette and waits for its diagram. */
export async function runSimulation(page: Page, file: string, scenario: string, seed: number): Promise<void> {
  await startSimulation(page, file, seed);
  await diagramOf(page, scenario, seed);
}

export async function startSweep(page: Page, file: string, seeds: string): Promise<void> {
  await command(page, 'backstep.sweepSeeds', 'Backstep: Sweep Seeds');
  await chooseScenario(page, file);
  await asked(page, 'the seeds');
  await answer(page, seeds);
}

/** Sweeps from the palette and gives the notification of its end. */
export async function sweep(page: Page, file: string, seeds: string): Promise<Locator> {
  await startSweep(page, file, seeds);
  return notification(page, /seeds (fail|hold)|No seed of \d+ fails/);
}

/** The diagram, once it shows this run and the state at its cursor. */
export async function diagramOf(page: Page, scenario: string, seed: number): Promise<FrameLocator> {
  const frame = webviewFrame(page);
  await frame.locator(`body[data-ready^="${scenario}/${seed}/"]`).waitFor({ state: 'attached', timeout: RUN_LIMIT });
  const status = frame.locator('[data-status-view]');
  await status.waitFor({ state: 'detached', timeout: RUN_LIMIT }).catch(async (error: unknown) => {
    // What stands in the way of a run is said by the page, and a test that fails by it must say it too.
    throw new Error(`The panel says: ${await status.innerText()}`, { cause: error });
  });
  await eventually(async () => assert.equal(await inspectedStep(frame), await cursor(frame)));
  return frame;
}

/** The step that the cursor is at, as the toolbar shows it. */
export async function cursor(frame: FrameLocator): Promise<number> {
  return Number(await frame.locator('[data-input="step"]').inputValue());
}

/** The step whose state is shown beside the diagram. */
async function inspectedStep(frame: FrameLocator): Promise<number> {
  return Number(await frame.locator('[data-inspected]').getAttribute('data-inspected'));
}

/** Waits until the cursor is at a step and the state there is shown. */
export async function arrivesAt(frame: FrameLocator, step: number): Promise<void> {
  await eventually(async () => assert.deepEqual([await cursor(frame), await inspectedStep(frame)], [step, step]));
}

/** The row of a step, if it is in view. */
export function row(frame: FrameLocator, step: number): Locator {
  return frame.locator(`.row[data-step="${step}"]`);
}

/** What the pane beside the diagram shows of a node. */
export function stateOf(frame: FrameLocator, node: string): Locator {
  return frame.locator(`[data-node-state="${node}"]`);
}

/**
 * Puts the keyboard into the diagram, as a click on a row does, without moving the cursor. An editor that was opened just before takes
 * the keyboard late, and what is then pressed would be typed into a file.
 */
export async function focusDiagram(frame: FrameLocator): Promise<void> {
  await eventually(async () => {
    await row(frame, await cursor(frame))
      .locator('.row-time')
      .click();
    assert.ok(await frame.locator('body').evaluate(`document.hasFocus()`), 'the diagram has the keyboard');
  });
}
