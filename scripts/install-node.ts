/**
 * Installs other versions of Node.js from npm, where the packages `node-PLATFORM-ARCH` hold the program
 * and its headers: for the tests that a seed gives the same run on every engine, and for VS Code's server,
 * which needs a newer one than the tests may be run by.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { findInstallation, installOnce, NPM_INSTALL, npmEnvironment } from './cache.ts';
import { exitWith, run, SetupError, tryRun } from './host.ts';

/** The newest of each line that npm has for most platforms. */
export const NODE_VERSIONS = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0' } as const;

export interface NodeInstallation {
  readonly program: string;
  /** Where the headers lie that native modules are compiled against. */
  readonly headers: string;
}

/** npm has no such version for this platform: nothing that the reader could mend here. */
export class NoSuchNode extends SetupError {
  override name = 'NoSuchNode';
}

const packageName = (): string => `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

function inFolder(folder: string): NodeInstallation {
  const headers = join(folder, 'node_modules', packageName());
  return { program: join(headers, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'), headers };
}

/** A Node.js that has been installed, or undefined. */
export async function findNode(version: string): Promise<NodeInstallation | undefined> {
  const found = await findInstallation(`node-${version}`);
  return found && inFolder(found.folder);
}

/** Node.js of exactly this version. @throws NoSuchNode where npm does not have it for this platform. */
export async function installNode(version: string, report: (line: string) => void): Promise<NodeInstallation> {
  const { folder } = await installOnce(`node-${version}`, async (partial) => {
    report(`Node.js ${version}: downloading ${packageName()}`);
    await writeFile(join(partial, 'package.json'), '{"name":"backstep-node","private":true}\n');
    const { ok, output } = await tryRun('npm', [...NPM_INSTALL, `${packageName()}@${version}`], { cwd: partial, env: npmEnvironment() });
    if (!ok && /\bE404\b|\bETARGET\b|EBADPLATFORM/.test(output)) {
      throw new NoSuchNode(`npm has no Node.js ${version} for ${process.platform} on ${process.arch} (the package ${packageName()}).`);
    }
    if (!ok)
      throw new SetupError(`Node.js ${version} could not be downloaded: look at npm's connection, and try again.\n${output.trimEnd()}`);
    const said = (await run(inFolder(partial).program, ['--version'])).trim();
    if (said !== `v${version}`)
      throw new SetupError(
        `The package ${packageName()}@${version} holds Node.js ${said}: choose another version in scripts/install-node.ts.`,
      );
    return `${said}\n`;
  });
  return inFolder(folder);
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  for (const version of Object.values(NODE_VERSIONS)) {
    await installNode(version, console.log).then(({ program }) => console.log(`Node.js ${version}: ${program}`), exitWith);
  }
}
