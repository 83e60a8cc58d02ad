/**
 * A program with all that it starts, ended together. VS Code's server starts an extension host, a
 * file watcher and more; as one process group they can be ended by one id, and nobody else's
 * processes are touched.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/**
 * The shell leads the group and reads a pipe from us. The pipe closes when this process ends, in
 * whatever way, and then the group ends itself; so even a SIGKILL to a test leaks nothing. If the
 * program ends first, so does the group.
 */
const LEADER = '( "$@"; kill -KILL 0 ) </dev/null & read -r nothing; kill -KILL 0';

export interface ProcessGroup {
  readonly hasEnded: boolean;
  /** Ends every process of the group at once and waits for its leader to be gone. */
  end(): Promise<void>;
}

export function startProcessGroup(command: string, args: readonly string[], env: NodeJS.ProcessEnv, logFile: string): ProcessGroup {
  const log = openSync(logFile, 'w');
  const leader = spawn('sh', ['-c', LEADER, 'sh', command, ...args], { detached: true, env, stdio: ['pipe', log, log] });
  closeSync(log);
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    const settle = (): void => {
      hasEnded = true;
      resolve();
    };
    leader.once('exit', settle);
    leader.once('error', settle);
  });
  return {
    get hasEnded() {
      return hasEnded;
    },
    async end() {
      leader.stdin?.destroy();
      await ended;
    },
  };
}
