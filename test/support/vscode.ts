/**
 * A real VS Code for tests: its server and its web workbench in headless Chromium, with one
 * extension installed from its package and one folder open. Every start is a first start: user
 * data, extensions, home folder, browser profile and port are new, so tests share nothing and may
 * run side by side. What a user does in it is in workbench.ts.
 */
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { tryRun } from '../../scripts/host.ts';
import { installedVSCode, type VSCodeInstallation } from '../../scripts/install-vscode.ts';
import { chromiumOptions, PATIENCE, watchErrors } from './chromium.ts';
import { startProcessGroup, type ProcessGroup } from './process-group.ts';
import { makeScratchFolder, removeScratchFolder } from './scratch.ts';
import { waitForWorkbench } from './workbench.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** Where evidence of failures goes; git ignores it. */
const RESULTS = join(PROJECT, 'test-results');

/** What would move, ask, or call home in the middle of a test is off. */
const SETTINGS: Readonly<Record<string, unknown>> = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.reduceMotion': 'on',
  'workbench.editor.enablePreview': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
};

export interface VSCodeOptions {
  /** The folder to open. It is copied first, so a test may change what is in it. One with `files` alone, if absent. */
  readonly folder?: string;
  /** Texts that are written into the copy, by the names of their files. */
  readonly files?: Readonly<Record<string, string>>;
  /** The extension's package; without it, the one that `npm run package` made. */
  readonly vsix?: string;
  /** User settings on top of those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly width?: number;
  readonly height?: number;
}

export interface VSCode {
  /** The workbench, for the gestures of workbench.ts and for Playwright's own. */
  readonly page: Page;
  /** The copy of the folder that is open. */
  readonly folder: string;
  /** Whether `outputChannel` and `extensionHostLog` can hold anything on this machine. */
  readonly writesLogs: boolean;
  /** Errors on the workbench's console; some are VS Code's own, so look for yours in them. */
  readonly errors: readonly string[];
  /** What an output channel shows so far; empty when there is no such channel. */
  outputChannel(name: string): Promise<string>;
  /** The extension host's log, where an extension that cannot be activated is reported. */
  extensionHostLog(): Promise<string>;
  /** Saves a picture of the window and the logs under test-results/, and gives the picture's path. */
  saveEvidence(name: string): Promise<string>;
  /** Ends the server and Chromium and removes what they wrote. */
  close(): Promise<void>;
}

/**
 * Starts VS Code, lets `use` act in it and ends it, whatever happens. When `use` fails, a picture
 * of the window at that moment is kept and named in the error.
 */
export async function withVSCode(options: VSCodeOptions, use: (vscode: VSCode) => Promise<void>): Promise<void> {
  const vscode = await startVSCode(options);
  try {
    await use(vscode);
  } catch (error) {
    throw await pictured(error, vscode, `failure-${Date.now()}`);
  } finally {
    await vscode.close();
  }
}

/** An error that names a picture of the window at this moment. A new one, because a reporter prints the stack, which holds the first message. */
export async function pictured(error: unknown, vscode: VSCode, name: string): Promise<Error> {
  const picture = await vscode.saveEvidence(name).catch(() => 'no picture could be taken');
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`${message}\n(the window at that moment: ${picture})`, { cause: error });
}

export async function startVSCode(options: VSCodeOptions): Promise<VSCode> {
  const installation = await installedVSCode();
  const vsix = options.vsix ?? (await packagedExtension());
  const root = makeScratchFolder();
  let server: ProcessGroup | undefined;
  let context: BrowserContext | undefined;
  const close = async (): Promise<void> => {
    await context?.close().catch(() => undefined); // A browser that is already gone is what we want.
    await server?.end();
    removeScratchFolder(root);
  };
  try {
    const place = await prepare(root, options);
    await installExtension(installation, place, vsix);
    server = startProcessGroup(installation.node, serverArguments(installation, place), environment(place), place.serverLog);
    await waitUntilAnswering(server, place);
    context = await chromium.launchPersistentContext(join(root, 'chromium'), {
      ...(await chromiumOptions()),
      viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(PATIENCE);
    const page = context.pages()[0] ?? (await context.newPage());
    const errors = watchErrors(page);
    await page.goto(`http://localhost:${place.port}/?folder=${encodeURIComponent(place.folder)}`, { waitUntil: 'domcontentloaded' });
    await waitForWorkbench(page);
    return {
      page,
      folder: place.folder,
      writesLogs: installation.writesLogs,
      errors,
      outputChannel: (name) => readLogs(place, (file) => file.replace(/^\d+-/, '') === `${name}.log`),
      extensionHostLog: () => readLogs(place, (file) => file === 'remoteexthost.log'),
      saveEvidence: (name) => saveEvidence(name, page, errors, place),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where one VS Code keeps everything. */
interface Place {
  readonly port: number;
  readonly folder: string;
  readonly home: string;
  readonly userData: string;
  readonly extensions: string;
  readonly config: string;
  readonly serverLog: string;
}

async function prepare(root: string, options: VSCodeOptions): Promise<Place> {
  const place: Place = {
    port: await findFreePort(),
    // Under its own name, because the workbench shows it.
    folder: join(root, 'workspace', basename(options.folder ?? 'scenarios')),
    home: join(root, 'home'),
    userData: join(root, 'user-data'),
    extensions: join(root, 'extensions'),
    config: join(root, 'config.yaml'),
    serverLog: join(root, 'server.log'),
  };
  for (const folder of [place.home, place.extensions, join(place.userData, 'User')]) {
    await mkdir(folder, { recursive: true });
  }
  await mkdir(place.folder, { recursive: true });
  if (options.folder !== undefined) await cp(options.folder, place.folder, { recursive: true });
  for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(join(place.folder, name), text);
  await writeFile(join(place.userData, 'User', 'settings.json'), JSON.stringify({ ...SETTINGS, ...options.settings }));
  // A config file is always given, or the server writes one into the home folder. No password: it is loopback only, and for minutes.
  await writeFile(place.config, `bind-addr: 127.0.0.1:${place.port}\nauth: none\ncert: false\n`);
  return place;
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The package that `npm run package` made last. */
async function packagedExtension(): Promise<string> {
  const names = (await readdir(PROJECT)).filter((name) => name.endsWith('.vsix'));
  const times = await Promise.all(names.map(async (name) => ({ name, made: (await stat(join(PROJECT, name))).mtimeMs })));
  const newest = times.sort((a, b) => b.made - a.made)[0];
  if (newest === undefined) {
    throw new Error('There is no .vsix in the project: run `npm run package` first.');
  }
  return join(PROJECT, newest.name);
}

const baseArguments = ({ entry }: VSCodeInstallation, place: Place): string[] => [
  entry,
  '--config',
  place.config,
  '--user-data-dir',
  place.userData,
  '--extensions-dir',
  place.extensions,
];

const serverArguments = (installation: VSCodeInstallation, place: Place): string[] => [
  ...baseArguments(installation, place),
  '--disable-telemetry',
  '--disable-update-check',
  '--disable-workspace-trust',
  '--disable-getting-started-override',
  '--ignore-last-opened',
];

/** Little is passed on, so that what npm, tsx and the test runner set for themselves does not reach the extension. */
const environment = (place: Place): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LANG: process.env['LANG'] ?? 'C.UTF-8',
  HOME: place.home,
  EXTENSIONS_GALLERY: '{}', // No marketplace, so no calls to one.
});

async function installExtension(installation: VSCodeInstallation, place: Place, vsix: string): Promise<void> {
  const args = [...baseArguments(installation, place), '--install-extension', vsix, '--force'];
  const { ok, output } = await tryRun(installation.node, args, { env: environment(place) });
  // The exit code is 0 for some failures too.
  if (!ok || !output.includes('successfully installed')) {
    throw new Error(`VS Code did not install ${vsix}:\n${output}`);
  }
}

async function waitUntilAnswering(server: ProcessGroup, place: Place): Promise<void> {
  for (const limit = Date.now() + PATIENCE; ; await pause(50)) {
    const answer = await fetch(`http://localhost:${place.port}/healthz`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    if (answer?.ok === true) {
      return;
    }
    if (server.hasEnded || Date.now() > limit) {
      throw new Error(`VS Code's server did not start:\n${await readFile(place.serverLog, 'utf8')}`);
    }
  }
}

/** The content of the log files whose names fit, in the order in which windows were opened. */
async function readLogs(place: Place, fits: (file: string) => boolean): Promise<string> {
  const logs = join(place.userData, 'logs');
  const files = await readdir(logs, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = files.filter((file) => file.isFile() && fits(file.name)).map((file) => join(file.parentPath, file.name));
  const texts = await Promise.all(paths.sort().map((path) => readFile(path, 'utf8')));
  return texts.join('');
}

async function saveEvidence(name: string, page: Page, errors: readonly string[], place: Place): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  const picture = join(RESULTS, `${name}.png`);
  await page.screenshot({ path: picture });
  const logs = ['Console:', ...errors, 'Extension host:', await readLogs(place, (file) => file === 'remoteexthost.log')];
  await writeFile(join(RESULTS, `${name}.log`), logs.join('\n'));
  return picture;
}
