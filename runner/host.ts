import type { FromHost, HostDied, HostUses, ToHost } from './host-messages.ts';
import { RunnerProblems } from './runner-api.ts';
import { ScenarioThread } from './scenario-thread.ts';
import type { RemoteCalls, WorkerCallName } from './worker-calls.ts';
import type { WorkerRequest } from './worker-messages.ts';

/**
 * The main thread of a process that has one scenario: it starts the thread with the user's code, watches it,
 * and carries calls in and answers out. When the user's code brings all of the process down, whoever started
 * it goes on.
 */

let thread: ScenarioThread | undefined;

/** So much more or less is worth a word. */
const WORTH_TELLING = 8 * 2 ** 20;

async function answer({ id, call, arguments: args }: WorkerRequest): Promise<FromHost> {
  try {
    const calls = thread!.calls as Readonly<Record<WorkerCallName, (...args: readonly unknown[]) => Promise<unknown>>>;
    const isLoad: keyof RemoteCalls = 'load';
    return { id, result: await (call === isLoad ? thread!.load(...(args as Parameters<RemoteCalls['load']>)) : calls[call](...args)) };
  } catch (error) {
    if (error instanceof RunnerProblems) return { id, problems: error.problems };
    throw error;
  }
}

function send(message: FromHost): void {
  // Whoever has gone wants no answer.
  if (process.connected) process.send!(message);
}

process.on('message', (message: ToHost) => {
  if ('call' in message) return void answer(message).then(send);
  if ('asks' in message) return thread?.askForLargest();
  const started = new ScenarioThread(message.compiled, message.environment);
  thread = started;
  let told = { bytes: 0, largest: '' };
  started.onUsage((usage) => {
    const { largest = '' } = usage.told;
    if (Math.abs(usage.bytes - told.bytes) < WORTH_TELLING && largest === told.largest) return;
    told = { bytes: usage.bytes, largest };
    send({ usage } satisfies HostUses);
  });
  started.onDied((died) => send({ died, mayWorkAgain: started.mayWorkAgain } satisfies HostDied));
});
// Nobody may be left behind by one that was ended by force.
process.on('disconnect', () => process.exit());
// Ctrl+C reaches every process of a terminal; what is to be done then is for the one that was started there.
process.on('SIGINT', () => undefined);
