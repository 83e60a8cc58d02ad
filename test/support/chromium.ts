/** A headless Chromium for tests: its flags, a page with its errors collected, files served on loopback. */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { chromium, type LaunchOptions, type Page } from 'playwright-core';
import { installChromium } from '../../scripts/install-chromium.ts';

/** How long a page may take for anything: a machine that is busy with other things must not decide a test. */
export const PATIENCE = 120_000;

/** How every Chromium of ours is started. */
export async function chromiumOptions(): Promise<LaunchOptions> {
  return {
    executablePath: await installChromium(console.error),
    headless: true,
    timeout: PATIENCE,
    // Signals are left to this process, which exits on them; Playwright ends Chromium on exit.
    handleSIGINT: false,
    handleSIGTERM: false,
    args: [
      '--no-sandbox', // Chromium refuses to run as root with its sandbox, and CI is root.
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      // The rest keeps Chromium from calling home: tests use loopback only.
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A page and what went wrong in it: uncaught exceptions and errors on its console. */
export interface WatchedPage {
  readonly page: Page;
  readonly errors: readonly string[];
}

export interface Chromium {
  /** Opens an empty page of its own context, so that pages share nothing. */
  openPage(options?: PageOptions): Promise<WatchedPage>;
  close(): Promise<void>;
}

/**
 * Starts Chromium, lets `use` act on an empty page and ends it, whatever happens. Starting takes
 * a fifth of a second, so each test can have its own. A test that calls `startChromium` itself
 * must close it in a hook: left open, it keeps the test file from ending.
 */
export async function withPage(options: PageOptions, use: (watched: WatchedPage) => Promise<void>): Promise<void> {
  const browser = await startChromium();
  try {
    await use(await browser.openPage(options));
  } finally {
    await browser.close();
  }
}

export async function startChromium(): Promise<Chromium> {
  const browser = await chromium.launch(await chromiumOptions());
  return {
    async openPage({ width = 1200, height = 800, colorScheme = 'light' } = {}) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      context.setDefaultTimeout(PATIENCE);
      const page = await context.newPage();
      return { page, errors: watchErrors(page) };
    },
    close: () => browser.close(),
  };
}

/** Collects what goes wrong in a page from now on, in a list that grows. */
export function watchErrors(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      errors.push(message.text());
    }
  });
  return errors;
}

export interface FileServer {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Serves a folder on loopback, because Chromium does not load ES modules from `file:`. */
export async function serveFolder(folder: string): Promise<FileServer> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    readFile(join(folder, path)).then(
      (content) => {
        response.setHeader('Content-Type', CONTENT_TYPES[extname(path)] ?? 'application/octet-stream');
        response.end(content);
      },
      () => {
        // Chromium asks for an icon by itself, and a 404 would stand among the page's errors.
        response.statusCode = path === '/favicon.ico' ? 204 : 404;
        response.end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Chromium keeps its connections open, and a server that waits for them would wait for ever.
        server.closeAllConnections();
      }),
  };
}
