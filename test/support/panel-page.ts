/** The webview as it is shipped, in a real Chromium, with a stand-in for the extension. */
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { toPanelWire, type FromPanel, type PanelState, type ToPanel } from '../../extension/panel-messages.ts';
import { plainFromJson } from '../../sim-core/base/plain-json.ts';
import type { BandWindow } from '../../sim-core/trace/bands.ts';
import { stepsThat } from '../../sim-core/trace/columns.ts';
import { toMermaidParts } from '../../sim-core/trace/export/mermaid.ts';
import { detailOf } from '../../sim-core/trace/label.ts';
import type { Inspection, PanelRun } from '../../runner/protocol.ts';
import type { Trace } from '../../sim-core/trace/trace.ts';
import { sequenceOnly } from '../../scripts/sequence-only.mjs';
import { eventually } from './eventually.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const URL_OF_PAGE = 'http://panel.test/';

let bundle: Promise<{ script: string; style: string }> | undefined;

async function bundleWebview(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    entryPoints: [`${PROJECT}webview/main.ts`],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    outdir: '/out',
    write: false,
  });
  const text = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}

let mermaid: Promise<string> | undefined;

/** What the panel loads for a preview, as it is shipped. */
function bundleMermaid(): Promise<string> {
  mermaid ??= build({
    entryPoints: [`${PROJECT}webview/mermaid.ts`],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    plugins: [sequenceOnly],
    write: false,
  }).then(({ outputFiles }) => outputFiles[0]!.text);
  return mermaid;
}

export type Theme = 'dark' | 'light' | 'high-contrast';

/** A few of the variables that VS Code sets, as its default themes do. */
const THEMES: Readonly<Record<Theme, { readonly body: string; readonly variables: Readonly<Record<string, string>> }>> = {
  dark: {
    body: 'vscode-dark',
    variables: {
      'editor-background': '#1f1f1f',
      'editor-foreground': '#cccccc',
      'editorWarning-foreground': '#cca700',
      'textLink-foreground': '#4daafc',
      descriptionForeground: '#9d9d9d',
      'panel-border': '#2b2b2b',
      focusBorder: '#0078d4',
      'charts-red': '#f14c4c',
      'charts-orange': '#d18616',
      'charts-yellow': '#cca700',
      'charts-green': '#89d185',
      'charts-blue': '#3794ff',
      'charts-purple': '#b180d7',
      'sideBar-background': '#181818',
      'button-background': '#0078d4',
      'button-foreground': '#ffffff',
      'input-background': '#313131',
      'input-border': '#3c3c3c',
      'menu-background': '#1f1f1f',
      'menu-border': '#454545',
      'editorWidget-background': '#202020',
      'debugTokenExpression-name': '#c586c0',
      'list-hoverBackground': '#2a2d2e',
      'editor-inactiveSelectionBackground': '#3a3d41',
      errorForeground: '#f85149',
    },
  },
  light: {
    body: 'vscode-light',
    variables: {
      'editor-background': '#ffffff',
      'editor-foreground': '#3b3b3b',
      'editorWarning-foreground': '#bf8803',
      'textLink-foreground': '#005fb8',
      descriptionForeground: '#5f5f5f',
      'panel-border': '#e5e5e5',
      focusBorder: '#005fb8',
      'charts-red': '#e51400',
      'charts-orange': '#d18616',
      'charts-yellow': '#bf8803',
      'charts-green': '#388a34',
      'charts-blue': '#1a85ff',
      'charts-purple': '#652d90',
      'sideBar-background': '#f8f8f8',
      'button-background': '#005fb8',
      'button-foreground': '#ffffff',
      'input-background': '#ffffff',
      'input-border': '#cecece',
      'menu-background': '#ffffff',
      'menu-border': '#cecece',
      'editorWidget-background': '#f8f8f8',
      'debugTokenExpression-name': '#9b46b0',
      'list-hoverBackground': '#f2f2f2',
      'editor-inactiveSelectionBackground': '#e5ebf1',
      errorForeground: '#f85149',
    },
  },
  'high-contrast': {
    body: 'vscode-high-contrast',
    variables: {
      'editor-background': '#000000',
      'editor-foreground': '#ffffff',
      'editorWarning-foreground': '#ffd370',
      'textLink-foreground': '#21a6ff',
      descriptionForeground: '#ffffff',
      'panel-border': '#6fc3df',
      focusBorder: '#f38518',
      contrastBorder: '#6fc3df',
      contrastActiveBorder: '#f38518',
      'charts-red': '#f48771',
      'charts-orange': '#d18616',
      'charts-yellow': '#cca700',
      'charts-green': '#89d185',
      'charts-blue': '#3794ff',
      'charts-purple': '#b180d7',
      'sideBar-background': '#000000',
      'button-background': '#000000',
      'button-foreground': '#ffffff',
      'button-border': '#6fc3df',
      'input-background': '#000000',
      'input-border': '#6fc3df',
      'menu-background': '#000000',
      'menu-border': '#6fc3df',
      'editorWidget-background': '#0c141f',
      'debugTokenExpression-name': '#ffffff',
      errorForeground: '#f48771',
    },
  },
};

export interface PanelPageOptions {
  readonly theme?: Theme;
  /** Answers `needLabels` and `inspect` by itself; on unless a test wants to do so. */
  readonly answers?: boolean;
  readonly inspect?: (step: number) => Inspection;
  /** Answers `needBands`; they never come, if absent. */
  readonly bands?: (from: number, to: number) => BandWindow;
}

/** The panel in a page, seen from where the extension stands. */
export class PanelPage {
  readonly page: Page;
  /** What the panel has posted, oldest first. */
  readonly posted: FromPanel[] = [];
  #state: PanelState | undefined;
  #trace: Trace | undefined;
  readonly #options: PanelPageOptions;

  private constructor(page: Page, options: PanelPageOptions) {
    this.page = page;
    this.#options = options;
  }

  static async open(page: Page, options: PanelPageOptions = {}): Promise<PanelPage> {
    const panel = new PanelPage(page, options);
    bundle ??= bundleWebview();
    const { script, style } = await bundle;
    const { body, variables } = THEMES[options.theme ?? 'dark'];
    const theme = Object.entries(variables)
      .map(([name, value]) => `--vscode-${name}: ${value};`)
      .join(' ');
    const host = `
      let held;
      window.underWay = 0;
      const tell = (told) => { underWay += 1; told.finally(() => { underWay -= 1; }); };
      window.acquireVsCodeApi = () => ({
        postMessage: (message) => tell(fromPanel(JSON.parse(JSON.stringify(message)))),
        getState: () => held,
        setState: (state) => { held = state; tell(stateOfPanel(state)); },
      });`;
    const policy = `default-src 'none'; script-src 'nonce-test'; style-src ${URL_OF_PAGE} 'unsafe-inline'; font-src ${URL_OF_PAGE}`;
    const document = `<!DOCTYPE html><html lang="en" style="${theme} --vscode-font-family: 'DejaVu Sans', sans-serif; --vscode-editor-font-family: 'DejaVu Sans Mono', monospace;"><head><meta charset="utf-8"><title>Backstep</title><meta http-equiv="Content-Security-Policy" content="${policy}"><link rel="stylesheet" href="panel.css"></head><body class="${body}"><script nonce="test" src="host.js"></script><script nonce="test" src="panel.js"></script></body></html>`;
    const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
      '/': ['text/html; charset=utf-8', document],
      '/panel.css': ['text/css; charset=utf-8', style],
      '/panel.js': ['text/javascript; charset=utf-8', script],
      '/host.js': ['text/javascript; charset=utf-8', host],
    };
    await page.exposeFunction('fromPanel', (json: unknown) => panel.#received(plainFromJson(json) as FromPanel));
    await page.exposeFunction('stateOfPanel', (json: unknown) => void (panel.#state = plainFromJson(json) as PanelState));
    await page.route(`${URL_OF_PAGE}**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      // Most pages never ask for it.
      if (pathname === '/mermaid.js') return route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: await bundleMermaid() });
      const [contentType, content] = files[pathname] ?? ['text/plain', ''];
      return route.fulfill({ contentType, body: content });
    });
    await page.goto(URL_OF_PAGE);
    return panel;
  }

  /** What the panel last kept with `setState`. */
  get state(): PanelState | undefined {
    return this.#state;
  }

  of<Type extends FromPanel['type']>(type: Type): Extract<FromPanel, { type: Type }>[] {
    return this.posted.filter((message): message is Extract<FromPanel, { type: Type }> => message.type === type);
  }

  async post(message: ToPanel): Promise<void> {
    await this.#deliver(toPanelWire(message));
  }

  /** Shows a run and waits until it is drawn. */
  async show(trace: Trace, content: PanelRun): Promise<void> {
    this.#trace = trace;
    const { scenario, seed, events } = content.run.outcome;
    const ready = `${scenario}/${seed}/${events}`;
    await this.page.evaluate(`document.body.removeAttribute('data-ready')`);
    await this.post({ type: 'run', content });
    await eventually(async () => assert.equal(await this.page.evaluate(`document.body.getAttribute('data-ready')`), ready));
    await this.settle();
  }

  /**
   * Waits until what was asked for has been answered and drawn: nothing is under way to the extension,
   * and nothing scrolls, for some frames. It is frames that are counted and not time, however long they take.
   */
  async settle(): Promise<void> {
    await this.page.evaluate(`(async () => {
      const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const position = () => { const box = document.querySelector('[role=listbox]'); return box && box.scrollTop + '/' + box.scrollLeft; };
      let last = position();
      for (let quiet = 0; quiet < 4; ) {
        await frame();
        const now = position();
        quiet = underWay === 0 && now === last ? quiet + 1 : 0;
        last = now;
      }
    })()`);
  }

  /** Turns the wheel over the diagram and waits until the rows have moved: the browser takes its time to scroll. */
  async wheel(pixels: number): Promise<void> {
    const inSight = (): Promise<string> =>
      this.page.evaluate(
        `document.elementFromPoint(60, document.querySelector('[role=listbox]').getBoundingClientRect().top + 12).closest('[data-step]').dataset.step`,
      );
    const before = await inSight();
    await this.page.mouse.move(400, 500);
    await this.page.mouse.wheel(0, pixels);
    await eventually(async () => assert.notEqual(await inSight(), before));
    await this.settle();
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.settle();
  }

  /** The step at the cursor, as the diagram marks it. */
  async cursor(): Promise<number> {
    return Number(await this.page.locator('[aria-current=step]').getAttribute('data-step'));
  }

  /** As VS Code does it: JSON, and beside it the buffers as they are. */
  /** Gives the page a message and waits until it has heard it: what a test does next must not overtake it. */
  async #deliver({ json, ...buffers }: ReturnType<typeof toPanelWire>): Promise<void> {
    const encoded = Object.entries(buffers).map(
      ([name, buffer]) =>
        `${name}: Uint8Array.from(atob('${Buffer.from(buffer as ArrayBuffer).toString('base64')}'), (sign) => sign.charCodeAt(0)).buffer`,
    );
    // The listener that is added last hears the message last.
    await this.page.evaluate(`new Promise((heard) => {
      addEventListener('message', () => heard(), { once: true });
      window.postMessage({ json: ${JSON.stringify(json)}, ${encoded.join(', ')} });
    })`);
  }

  async #received(message: FromPanel): Promise<void> {
    this.posted.push(message);
    const trace = this.#trace;
    if (this.#options.answers === false || !trace) return;
    if (message.type === 'needLabels') {
      const { from, to } = message;
      await this.post({ type: 'labels', from, labels: Array.from({ length: to - from }, (_, index) => detailOf(trace, from + index)) });
    } else if (message.type === 'search') {
      const { text } = message;
      const bits = stepsThat(trace.columns.length, (step) => detailOf(trace, step).toLowerCase().includes(text));
      await this.post({ type: 'found', text, bits });
    } else if (message.type === 'needBands' && this.#options.bands) {
      await this.post({ type: 'bands', window: this.#options.bands(message.from, message.to) });
    } else if (message.type === 'previewMermaid') {
      const { steps } = message;
      await this.post({ type: 'mermaid', steps, parts: toMermaidParts(trace, steps.from, steps.to, { ...steps, most: 8_000 }) });
    } else if (message.type === 'inspect' && this.#options.inspect) {
      await this.post({ type: 'inspection', inspection: this.#options.inspect(message.step) });
    }
  }
}
