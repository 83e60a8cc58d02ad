/**
 * Installs the real VS Code that the extension is tested in: its server and web workbench, as the
 * npm package `code-server`. Why not the desktop program: that one is not to be had from npm.
 *
 * It lives in a cache folder outside the project, because it is 800 MB, the same for every
 * checkout, and cannot be a dependency: under Node 20 its own install script refuses to run.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { canInstallDebianPackages, exitWith, findProgram, installDebianPackages, run, SetupError, tryRun } from './host.ts';

const CODE_SERVER_VERSION = '4.139.1';

/** This VS Code needs Node 24 whatever runs the tests; the npm package holds the program and its headers. */
const SERVER_NODE_VERSION = '24.21.0';

const BUILD_TOOLS = ['make', 'g++', 'python3'];

/** Written last into an installation; its content says what this machine could not build. */
const MARKER = 'complete';
const WITH_LOGS = 'with logs\n';
const WITHOUT_LOGS = 'without logs\n';

export interface VSCodeInstallation {
  /** The Node.js program that runs the server. */
  readonly node: string;
  /** The server's entry point. */
  readonly entry: string;
  /**
   * Whether VS Code can write log files. Without them everything works, but every output channel
   * stays empty.
   */
  readonly writesLogs: boolean;
}

function installationFolder(): string {
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(caches, 'backstep', `vscode-${CODE_SERVER_VERSION}`);
}

const nodePackage = (): string => `node-linux-${process.arch}`;
const nodeFolder = (folder: string): string => join(folder, 'node_modules', nodePackage());
const nodeProgram = (folder: string): string => join(nodeFolder(folder), 'bin', 'node');
const serverEntry = (folder: string): string => join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');

/** The installed VS Code, or undefined where there is none or only a part of one. */
async function findVSCode(): Promise<VSCodeInstallation | undefined> {
  const folder = installationFolder();
  if (!existsSync(join(folder, MARKER))) {
    return undefined;
  }
  const writesLogs = (await readFile(join(folder, MARKER), 'utf8')) === WITH_LOGS;
  return { node: nodeProgram(folder), entry: serverEntry(folder), writesLogs };
}

/** The installed VS Code; for those who use it and leave installing to `installVSCode`. */
export async function installedVSCode(): Promise<VSCodeInstallation> {
  const found = await findVSCode();
  if (found === undefined) {
    throw new SetupError('VS Code is not installed for the tests yet: run `npx tsx scripts/install-vscode.ts` first.');
  }
  return found;
}

/** Installs VS Code unless it is there; two installations at the same time do not disturb each other. */
export async function installVSCode(report: (line: string) => void): Promise<VSCodeInstallation> {
  const found = await findVSCode();
  if (found !== undefined) {
    return found;
  }
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new SetupError(
      `The VS Code tests run on Linux on x64 or arm64, and this is ${process.platform} on ${process.arch}: use \`npm run test:unit\` and \`npm run test:webview\` here.`,
    );
  }
  const target = installationFolder();
  await mkdir(dirname(target), { recursive: true });
  await removeAbandoned(target);
  // The process id makes the name unique among the living, and lets a later installation see that this one was cut short.
  const partial = `${target}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  try {
    await installInto(partial, report);
    await moveIntoPlace(partial, target);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  report(`VS Code: installed in ${target}`);
  return installedVSCode();
}

async function installInto(folder: string, report: (line: string) => void): Promise<void> {
  // Install scripts stay off: code-server's would refuse Node 20, compile eight native modules and
  // take four minutes. The one thing they do that matters here is done below.
  const npmInstall = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const env = npmEnvironment();
  const server = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

  report('VS Code: downloading the server and its Node.js (1 of 4)');
  await writeFile(join(folder, 'package.json'), '{"name":"backstep-vscode","private":true}\n');
  const packages = [`${nodePackage()}@${SERVER_NODE_VERSION}`, `code-server@${CODE_SERVER_VERSION}`];
  await run('npm', [...npmInstall, ...packages], { cwd: folder, env });

  report('VS Code: downloading its dependencies (2 of 4)');
  // Not `npm ci`: the shrinkwrap inside the package misses an entry, which only `npm ci` minds.
  await run('npm', npmInstall, { cwd: server, env });
  await run('npm', npmInstall, { cwd: join(server, 'extensions'), env });

  report('VS Code: building its log writer (3 of 4)');
  const writesLogs = await buildLogWriter(folder, server, report);

  report('VS Code: starting it once (4 of 4)');
  await run(nodeProgram(folder), [serverEntry(folder), '--config', '/dev/null', '--version'], { env });
  await writeFile(join(folder, MARKER), writesLogs ? WITH_LOGS : WITHOUT_LOGS);
}

/** Builds the one native module worth having. Without it VS Code runs, but writes no logs, so a failure is only reported. */
async function buildLogWriter(folder: string, server: string, report: (line: string) => void): Promise<boolean> {
  const giveUp = (reason: string): boolean => {
    report(`VS Code: ${reason}, so it goes without logs and output channels; everything else works`);
    return false;
  };
  const missing = (): string[] => BUILD_TOOLS.filter((tool) => findProgram(tool) === undefined);
  if (missing().length > 0 && canInstallDebianPackages()) {
    report(`VS Code: installing the Debian packages ${missing().join(', ')}`);
    await installDebianPackages(missing()).catch((error: unknown) => report(String(error)));
  }
  if (missing().length > 0) {
    return giveUp(`${missing().join(', ')} missing`);
  }
  const env = {
    ...npmEnvironment(),
    PATH: `${join(nodeFolder(folder), 'bin')}:${process.env['PATH'] ?? ''}`,
    // The headers lie beside the program; without this, node-gyp would download them.
    npm_config_nodedir: nodeFolder(folder),
  };
  const built = await tryRun('npm', ['rebuild', '@vscode/spdlog'], { cwd: server, env });
  return built.ok || giveUp(`its log writer could not be built (${built.output.trim().split('\n').at(-1) ?? ''})`);
}

/** npm tells its children which package it works on; an npm started for another folder must not hear that. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const inherited = (name: string): boolean =>
    /^npm_(package|lifecycle)_/.test(name) || ['npm_config_local_prefix', 'INIT_CWD'].includes(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited(name)));
}

/** A rename is all or nothing, so whoever sees the marker sees a whole installation. */
async function moveIntoPlace(partial: string, target: string): Promise<void> {
  const moved = await rename(partial, target).then(() => true, () => false);
  if (moved || existsSync(join(target, MARKER))) {
    return; // Where another installation was faster, its result is as good.
  }
  await rm(target, { recursive: true, force: true });
  await rename(partial, target);
}

/**
 * Removes what installations that were killed left behind. As well as it goes: an npm that outlived
 * its parent may still be writing there, or another installation may be removing it too.
 */
async function removeAbandoned(target: string): Promise<void> {
  const prefix = `${basename(target)}.partial-`;
  for (const name of await readdir(dirname(target))) {
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length)))) {
      await rm(join(dirname(target), name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  await installVSCode(console.log).then(({ entry }) => console.log(`VS Code: ${entry}`), exitWith);
}
