/**
 * What a user does in the VS Code window, and what a user sees there. Everything goes through the
 * window itself: keyboard, mouse and the elements on the screen.
 *
 * "The workbench is drawn" comes seconds before "the extension is ready", and lists hold only the
 * rows in view. So each gesture here waits for what it needs, and tries again where VS Code would
 * not refresh by itself.
 */
import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** Starting an extension host takes 5 to 15 seconds on a machine that has nothing else to do, and ten times that on a busy one. */
const STARTUP_LIMIT = 180_000;

export async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: STARTUP_LIMIT });
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: STARTUP_LIMIT });
}

/** Reloads the window as *Developer: Reload Window* does, and waits until it is drawn again. */
export async function reloadWindow(page: Page): Promise<void> {
  const loaded = page.waitForEvent('load', { timeout: STARTUP_LIMIT });
  await command(page, 'workbench.action.reloadWindow', 'Developer: Reload Window');
  await loaded;
  await waitForWorkbench(page);
}

/* ---- Commands and quick input ---- */

/** The one input that the command palette, Quick Open, quick picks and input boxes share. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget input[type=text]').first();
}

/** The part of an input that is needed here; the tests are compiled without the DOM's types. */
interface Input {
  value: string;
  dispatchEvent(event: unknown): void;
}

/**
 * Puts a text into the quick input, in one go. What is typed, by `fill` too, goes wherever the keyboard is by then: an editor that takes it
 * late has the text in its file, which does not compile any more.
 */
export async function fillQuickInput(page: Page, text: string, timeout?: number): Promise<void> {
  await quickInput(page).evaluate(
    (input: Input, value) => {
      const { InputEvent } = globalThis as unknown as { InputEvent: new (type: string, options: object) => unknown };
      input.value = value;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    text,
    timeout === undefined ? {} : { timeout },
  );
}

/** Runs a command from the palette: types its title, then clicks the entry with exactly this id. */
export async function command(page: Page, id: string, title: string): Promise<void> {
  const entry = page.locator(`.quick-input-list-entry[data-quick-input-id="${id}"]`);
  await choose(page, 'F1', `>${title}`, entry, `The command ${id} ("${title}") is not in the palette`);
  // Not until the input is hidden: a command that asks something reuses it at once.
  await entry.waitFor({ state: 'hidden' });
}

/** Opens a file by its name through Quick Open. */
export async function openFile(page: Page, name: string): Promise<void> {
  // By the beginning of what is read out: a panel with the file's name in its title is listed too.
  const entry = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name}"]`).first();
  const line = page.locator('.editor-group-container.active .monaco-editor .view-line:visible').first();
  // Quick Open sorts its list anew while it searches, so that a click may hit the row that has just come there: then all over again.
  await eventually(
    async () => {
      await choose(page, 'Control+P', name, entry, `The file ${name} is not in Quick Open`);
      await line.waitFor({ timeout: 3_000 });
      assert.equal(await activeTab(page), name, 'Another tab is in front than the file that was chosen in Quick Open');
    },
    { within: STARTUP_LIMIT },
  );
}

/** Opens the quick input with a key, types, and clicks the entry. A panel that takes the focus closes the input: then all over again. */
async function choose(page: Page, key: string, text: string, entry: Locator, complaint: string): Promise<void> {
  for (const limit = Date.now() + STARTUP_LIMIT; ;) {
    await searchFor(page, key, text, entry, complaint);
    const clicked = await entry.click({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (clicked) return;
    if (Date.now() > limit) throw new Error(`${complaint} for long enough to be clicked`);
  }
}

/**
 * Opens the quick input with a key and types, until the entry is there. An open palette does not
 * learn of commands that an extension registers later, so it is closed and opened again; and the
 * key does nothing until the workbench listens.
 */
async function searchFor(page: Page, key: string, text: string, entry: Locator, complaint: string): Promise<void> {
  const appears = (locator: Locator, timeout: number): Promise<boolean> =>
    locator.waitFor({ timeout }).then(
      () => true,
      () => false,
    );
  for (const limit = Date.now() + STARTUP_LIMIT; Date.now() < limit;) {
    await page.keyboard.press(key);
    if (await appears(quickInput(page), 3_000)) {
      // A panel that takes the focus late closes it before anything is typed.
      const typed = await fillQuickInput(page, text, 3_000).then(
        () => true,
        () => false,
      );
      if (typed && (await appears(entry, 3_000))) {
        return;
      }
      await page.keyboard.press('Escape');
      await quickInput(page).waitFor({ state: 'hidden' });
    }
  }
  throw new Error(complaint);
}

/** What the quick input asks: its title, prompt or validation message, as one text. */
export async function quickInputText(page: Page): Promise<string> {
  await quickInput(page).waitFor();
  const parts = page.locator('.quick-input-widget').locator('.quick-input-title, .quick-input-message');
  return (await parts.allInnerTexts()).filter((text) => text.trim() !== '').join('\n');
}

/** The labels of a quick pick that are in view. */
export async function quickPickLabels(page: Page): Promise<string[]> {
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  return page.locator('.quick-input-list .monaco-list-row .label-name').allInnerTexts();
}

/** Types into the input box that an extension has opened, over what stands there, and confirms. */
export async function answer(page: Page, text: string): Promise<void> {
  await fillQuickInput(page, text);
  await quickInput(page).press('Enter');
}

/** Chooses the entry of an open quick pick whose label is this. */
export async function pick(page: Page, label: string): Promise<void> {
  const labelText = page.locator('.label-name').getByText(label, { exact: true });
  const entry = page.locator('.quick-input-list .monaco-list-row').filter({ has: labelText }).first();
  await fillQuickInput(page, label);
  await entry.click();
}

/* ---- Editors ---- */

/** The name of the file or panel in front, if any. */
export async function activeTab(page: Page): Promise<string | undefined> {
  // A file's name and its extension are two elements.
  const tab = page.locator('.editor-group-container.active .tab.active');
  const parts = await tab.locator('.label-name, .label-suffix').allInnerTexts();
  return parts.length === 0 ? undefined : parts.join('');
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where the cursor of the active editor stands, as the status bar shows it; undefined without a text editor. */
export async function cursorPosition(page: Page): Promise<Position | undefined> {
  const texts = await page.locator('[id="status.editor.selection"]').allInnerTexts();
  const numbers = /Ln ([\d,]+), Col ([\d,]+)/.exec(texts[0] ?? '');
  return numbers === null ? undefined : { line: count(numbers[1]), column: count(numbers[2]) };
}

/** The line on which the debugger stands in the first visible editor, or undefined. */
export async function currentLine(page: Page): Promise<number | undefined> {
  // In one look: the editor draws its lines anew while the debugger moves.
  const digits = await page.evaluate<string | null>(`(() => {
    for (const marked of document.querySelectorAll('.monaco-editor .view-overlays .debug-top-stack-frame-line')) {
      const { top } = marked.closest('.view-overlays > div').style;
      // The line's number is drawn in another column, at the same height.
      const margins = [...marked.closest('.monaco-editor').querySelectorAll('.margin-view-overlays > div')];
      const number = margins.find((margin) => margin.style.top === top)?.querySelector('.line-numbers');
      if (number) return number.textContent;
    }
    return null;
  })()`);
  return digits === null ? undefined : count(digits);
}

const count = (digits: string | undefined): number => Number((digits ?? '').replaceAll(',', ''));

/* ---- Notifications ---- */

/** The notification that contains this text; waits for it. */
export async function notification(page: Page, text: string | RegExp): Promise<Locator> {
  const found = page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
  await found.waitFor({ timeout: STARTUP_LIMIT });
  return found;
}

/** The texts of the notifications on the screen. */
export async function notifications(page: Page): Promise<string[]> {
  return page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
}

/** Presses a button of the notification that contains this text, such as *Cancel* of a progress. */
export async function pressNotificationButton(page: Page, text: string | RegExp, button: string): Promise<void> {
  const found = await notification(page, text);
  await found.hover(); // A notification may vanish by itself, but not under the mouse.
  await found.getByRole('button', { name: button, exact: true }).click();
}

export async function clearNotifications(page: Page): Promise<void> {
  await command(page, 'notifications.clearAll', 'Notifications: Clear All Notifications');
  await page.locator('.notifications-toasts .notification-list-item').first().waitFor({ state: 'hidden' });
}

/* ---- Webviews ---- */

/** The content of the webview that is in view. A webview's document lies in a frame in a frame. */
export function webviewFrame(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
}

/* ---- Problems ---- */

export interface Problem {
  readonly severity: 'Error' | 'Warning' | 'Info';
  /** The name of the file, without its folder. */
  readonly file: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** What the Problems view shows. The view is opened if need be, and stays open. */
export async function problems(page: Page): Promise<Problem[]> {
  const panel = page.locator('.markers-panel');
  if (!(await panel.isVisible())) {
    await command(page, 'workbench.panel.markers.view.focus', 'Problems: Focus on Problems View');
    await panel.waitFor();
  }
  // Read in one go, because the list may change between one row and the next.
  const labels = await panel
    .locator('.monaco-list-row')
    .evaluateAll((rows: { getAttribute(name: string): string | null }[]) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  return readProblems(labels);
}

/** The labels that VS Code reads out: a row for each file, and after it a row for each of its problems. */
function readProblems(labels: readonly string[]): Problem[] {
  const found: Problem[] = [];
  let file = '';
  for (const label of labels) {
    file = /^\d+ problems? in file (.*) of folder /.exec(label)?.[1] ?? file;
    const problem = /^(Error|Warning|Info): (.*) at line (\d+) and character (\d+)\./s.exec(label);
    if (problem !== null) {
      const [, severity, message = '', line, column] = problem;
      found.push({ severity: severity as Problem['severity'], file, message, line: Number(line), column: Number(column) });
    }
  }
  return found;
}

/* ---- Themes ---- */

/** The kind of the theme in use. */
export async function themeKind(page: Page): Promise<'light' | 'dark' | 'high contrast' | 'high contrast light'> {
  const classes = ((await page.locator('.monaco-workbench').first().getAttribute('class')) ?? '').split(/\s+/);
  if (classes.includes('hc-black')) return 'high contrast';
  if (classes.includes('hc-light')) return 'high contrast light';
  return classes.includes('vs-dark') ? 'dark' : 'light';
}

/** Switches to a theme by its label, such as *Light Modern*, *Dark Modern* or *Dark High Contrast*. */
export async function switchTheme(page: Page, label: string): Promise<void> {
  await command(page, 'workbench.action.selectTheme', 'Preferences: Color Theme');
  await pick(page, label);
  await quickInput(page).waitFor({ state: 'hidden' });
}

/* ---- The clipboard ---- */

/** The text on the clipboard of the VS Code window. */
export async function readClipboard(page: Page): Promise<string> {
  // As text, because the tests are compiled without the DOM's types.
  return eventually(() => page.evaluate<string>('navigator.clipboard.readText()'));
}
