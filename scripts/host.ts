/**
 * What the project's scripts ask of the machine they run on: run a command quietly, look for a
 * program, install a Debian package. Output is kept back and shown only when a command fails,
 * so that a set-up of a thousand lines reads as a few.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A failure that is explained by its message alone; its stack would tell the reader nothing. */
export class SetupError extends Error {
  override name = 'SetupError';
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface RunResult {
  readonly ok: boolean;
  /** Standard output and standard error, in the order in which they arrived. */
  readonly output: string;
}

/** Runs a command to its end and keeps what it printed. Never rejects: a missing program is a result too. */
export function tryRun(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: string): void => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => resolve({ ok: false, output: output + error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** As `tryRun`, but a failure throws, with the end of the output, where the reason usually is. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { ok, output } = await tryRun(command, args, options);
  if (!ok) {
    const end = output.trimEnd().split('\n').slice(-30).join('\n');
    throw new SetupError(`\`${[command, ...args].join(' ')}\` failed:\n${end}`);
  }
  return output;
}

/** The full path of a program on PATH, if it is there. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** True where Debian packages can be installed without asking anyone: Debian or a kin, as root. */
export function canInstallDebianPackages(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined;
}

export async function installDebianPackages(packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // A bare machine has no package lists, or old ones that name files no longer served.
  await run('apt-get', ['update'], { env });
  await run('apt-get', ['install', '-y', ...packages], { env });
}

/**
 * Ends a script that failed: one clear sentence for what the user can mend, the whole error for
 * what only we can.
 */
export function exitWith(error: unknown): never {
  console.error(error instanceof SetupError ? error.message : error);
  process.exit(1);
}
