/**
 * Installs the real VS Code that the extension is tested in: its server and web workbench, as the
 * npm package `code-server`. Why not the desktop program: that one is not to be had from npm.
 *
 * It lives in a cache folder outside the project, because it is 800 MB, the same for every
 * checkout, and cannot be a dependency: under Node 20 its own install script refuses to run.
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { findInstallation, installOnce, NPM_INSTALL, npmEnvironment } from './cache.ts';
import { canInstallDebianPackages, exitWith, findProgram, installDebianPackages, run, SetupError, tryRun } from './host.ts';
import { findNode, installNode, NODE_VERSIONS, type NodeInstallation } from './install-node.ts';

const CODE_SERVER_VERSION = '4.139.1';
export const NAME = `vscode-${CODE_SERVER_VERSION}`;

/** This VS Code needs Node 24 whatever runs the tests. */
const SERVER_NODE_VERSION = NODE_VERSIONS[24];

const BUILD_TOOLS = ['make', 'g++', 'python3'];

/** What the installation notes of itself. */
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

const serverEntry = (folder: string): string => join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');

/** The installed VS Code, or undefined where there is none or only a part of one. */
async function findVSCode(): Promise<VSCodeInstallation | undefined> {
  const [found, node] = await Promise.all([findInstallation(NAME), findNode(SERVER_NODE_VERSION)]);
  return found && node && { node: node.program, entry: serverEntry(found.folder), writesLogs: found.note === WITH_LOGS };
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
  const node = await installNode(SERVER_NODE_VERSION, report);
  const { folder } = await installOnce(NAME, async (partial) => ((await installInto(partial, node, report)) ? WITH_LOGS : WITHOUT_LOGS));
  report(`VS Code: installed in ${folder}`);
  return installedVSCode();
}

/** Returns whether this VS Code can write logs. */
async function installInto(folder: string, node: NodeInstallation, report: (line: string) => void): Promise<boolean> {
  // Install scripts stay off: code-server's would refuse Node 20, compile eight native modules and
  // take four minutes. The one thing they do that matters here is done below.
  const env = npmEnvironment();
  const server = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

  report('VS Code: downloading the server (1 of 4)');
  await writeFile(join(folder, 'package.json'), '{"name":"backstep-vscode","private":true}\n');
  await run('npm', [...NPM_INSTALL, `code-server@${CODE_SERVER_VERSION}`], { cwd: folder, env });

  report('VS Code: downloading its dependencies (2 of 4)');
  // Not `npm ci`: the shrinkwrap inside the package misses an entry, which only `npm ci` minds.
  await run('npm', NPM_INSTALL, { cwd: server, env });
  await run('npm', NPM_INSTALL, { cwd: join(server, 'extensions'), env });

  report('VS Code: building its log writer (3 of 4)');
  const writesLogs = await buildLogWriter(node, server, report);

  report('VS Code: starting it once (4 of 4)');
  await run(node.program, [serverEntry(folder), '--config', '/dev/null', '--version'], { env });
  return writesLogs;
}

/** Builds the one native module worth having. Without it VS Code runs, but writes no logs, so a failure is only reported. */
async function buildLogWriter(node: NodeInstallation, server: string, report: (line: string) => void): Promise<boolean> {
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
    PATH: `${dirname(node.program)}:${process.env['PATH'] ?? ''}`,
    // The headers lie beside the program; without this, node-gyp would download them.
    npm_config_nodedir: node.headers,
  };
  const built = await tryRun('npm', ['rebuild', '@vscode/spdlog'], { cwd: server, env });
  return built.ok || giveUp(`its log writer could not be built (${built.output.trim().split('\n').at(-1) ?? ''})`);
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  await installVSCode(console.log).then(({ entry }) => console.log(`VS Code: ${entry}`), exitWith);
}
