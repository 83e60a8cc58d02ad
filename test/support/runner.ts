import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRunner, type RunnerOptions } from '../../runner/runner.ts';
import type { Problem } from '../../runner/protocol.ts';
import { RunnerProblems, type Runner } from '../../runner/runner-api.ts';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** The runner over what the build has made. */
export function builtRunner(options: Omit<RunnerOptions, 'folder'> = {}): Runner {
  return createRunner({ folder: join(PROJECT, 'dist'), ...options });
}

/** A whole scenario file around a timer handler that does what a test is about. */
export function scenarioSource(tick: string, { head = '', properties = '', rest = '' } = {}): string {
  return `import { node, safety, scenario } from 'backstep';
${head}
const clock = node()({
  init(self) {
    self.setTimer('tick', '10ms');
    return { ticks: 0, seen: '' };
  },
  on: {},
  timers: {
    tick(state, self) {
      state.ticks += 1;
      ${tick}
      self.setTimer('tick', '10ms');
    },
  },
});
class Properties {
  @safety static ticksOnlyGrow({ nodes }: { nodes: { clock: { ticks: number } } }) {
    return nodes.clock.ticks >= 0;
  }
  ${properties}
}
export default scenario({ name: 'clock', nodes: { clock }, duration: '100ms', properties: [Properties]${rest} });
`;
}

/** Writes a file below a folder and returns its path. */
export function writeSource(folder: string, name: string, source: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  return file;
}

/** The problems that something rejects with. */
export async function problemsOf(doing: Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await doing;
  } catch (error) {
    if (error instanceof RunnerProblems) return error.problems;
    throw error;
  }
  throw new Error('It was expected to be refused, and was not.');
}

/** The line, from 1, on which a text stands in a source. */
export function lineOf(source: string, text: string): number {
  return source.slice(0, source.indexOf(text)).split('\n').length;
}

export interface CommandResult {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** The Node.js that runs it; the one at hand unless a test is about another. */
  readonly program?: string;
  /** On top of what this process has. */
  readonly env?: NodeJS.ProcessEnv;
  /** Where the build stands that is run. */
  readonly build?: string;
}

/** Runs the built command line in a folder. */
export function backstep(
  args: readonly string[],
  cwd = PROJECT,
  { program = process.execPath, env = {}, build = join(PROJECT, 'dist') }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [join(build, 'backstep.js'), ...args], { cwd, env: { ...process.env, NO_COLOR: '1', ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit: exit ?? -1, stdout, stderr }));
  });
}
