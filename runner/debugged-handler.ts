import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DebuggedStart, FromDebugged } from './debugged-messages.ts';
import { permissionFlags } from './permissions.ts';
import { RunnerProblems, type DebuggedHandler } from './runner-api.ts';
import { environmentOfScenarios } from './scenario-process.ts';
import type { WorkerEnvironment } from './scenario-thread.ts';

/** Starts a process for a replay. Rejects with `RunnerProblems` when that cannot be made. */
export async function debugHandler(
  start: Omit<DebuggedStart, 'folder' | 'version'>,
  { folder, version, memoryMegabytes }: WorkerEnvironment,
): Promise<DebuggedHandler> {
  const child = fork(join(folder, 'debugged.js'), [], {
    serialization: 'advanced',
    // By the end of this pipe the process hears that this one has gone.
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    execArgv: [...permissionFlags(folder), `--max-old-space-size=${memoryMegabytes}`],
    env: environmentOfScenarios(),
  });
  child.send({ ...start, folder, version } satisfies DebuggedStart);
  const first = await nextMessage(child);
  if (first && 'url' in first) {
    const ended = nextMessage(child).then((last) => (last && 'ended' in last ? last.ended : undefined));
    await pause(UNTIL_IT_WAITS);
    return { url: first.url, ended, close: () => void child.kill('SIGKILL') };
  }
  child.kill('SIGKILL');
  throw new RunnerProblems(first && 'problems' in first ? first.problems : [GONE]);
}

/**
 * The process says where it can be reached right before it begins to wait, because nothing is heard from it afterwards. A debugger that
 * came in between would let go on what does not wait yet.
 */
const UNTIL_IT_WAITS = 200;

const GONE = { message: 'The process of the replay has ended before it came to the handler.', cure: 'Run it again.' };

/** What it tells next; undefined when it has ended. */
function nextMessage(child: ChildProcess): Promise<FromDebugged | undefined> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(message as FromDebugged));
    child.once('exit', () => resolve(undefined));
    child.once('error', () => resolve(undefined));
  });
}
