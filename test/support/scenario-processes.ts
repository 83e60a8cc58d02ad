/** The processes of scenarios that an extension has started, to be stopped and killed by tests. */
import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { eventually } from './eventually.ts';
import type { VSCode } from './vscode.ts';

interface ScenarioProcess {
  readonly pid: number;
  /** How long it has computed. */
  readonly seconds: number;
}

/** Those of one VS Code, which has a folder of its own for its extensions. */
function processesOf({ folder }: VSCode): readonly ScenarioProcess[] {
  const root = dirname(dirname(folder));
  return execFileSync('ps', ['-eo', 'pid=,stat=,cputimes=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, state, seconds, args] = /^\s*(\d+)\s+(\S+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return args?.includes(root) && args.includes('host.js') && !state!.startsWith('Z')
        ? [{ pid: Number(pid), seconds: Number(seconds) }]
        : [];
    });
}

/** Sends a signal to all of them, once there is one that has computed for so many seconds. */
export async function signalScenarios(vscode: VSCode, signal: 'SIGSTOP' | 'SIGKILL', seconds = 0): Promise<void> {
  const found = await eventually(async () => {
    const now = await Promise.resolve(processesOf(vscode));
    if (!now.some((one) => one.seconds >= seconds)) throw new Error(`no scenario has computed for ${seconds} s`);
    return now;
  });
  for (const { pid } of found) process.kill(pid, signal);
}
