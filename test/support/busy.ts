/** Other programs that keep the machine busy, so that tests meet what a shared machine does to them. */
import { spawn } from 'node:child_process';

export interface BusyProcess {
  end(): void;
}

/** It ends with the process that started it, also when that is killed: nothing may go on burning for ever. */
const ENDLESS = 'const parent = process.ppid; while (process.ppid === parent) for (let turn = 0; turn < 1e8; turn++);';

/** Starts a process that computes until it is ended. */
export function startBusyProcess(): BusyProcess {
  const child = spawn(process.execPath, ['-e', ENDLESS], { stdio: 'ignore' });
  return { end: () => void child.kill('SIGKILL') };
}
