import { readFileSync } from 'node:fs';
import { open, Session, url, waitForDebugger } from 'node:inspector';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DebuggedStart, FromDebugged } from './debugged-messages.ts';
import { breakAt } from './handler-breakpoints.ts';
import { withInlineMap } from './inline-map.ts';
import type { SeededScenario } from './protocol.ts';
import { RunnerProblems, type HandlerExecution } from './runner-api.ts';
import { ScenarioWorker } from './scenario-worker.ts';
import { Pulse } from './watch.ts';

/**
 * A process in which one execution of a handler is debugged, with whatever debugger attaches to it. The user's code is on its main
 * thread, where every debugger looks, and nobody watches how long it takes: it may stand for as long as somebody looks at it.
 */

function debug({ compiled, scenario, execution, folder, version }: DebuggedStart): void {
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const scripts = { realm: text('realm.js'), prelude: text('prelude.js') };
  const worker = new ScenarioWorker({ ...withInlineMap(compiled), scripts, pulse: new Pulse().memory, version });
  try {
    standBefore(execution, worker, scenario);
  } catch (error) {
    return tell({ problems: worker.problemsOf(error) });
  }
  const { node, step, hash } = execution;
  // It keeps the breakpoints for as long as it is connected.
  const session = new Session();
  session.connect();
  let stopped = false;
  session.on('Debugger.paused', ({ params }) => (stopped ||= (params.hitBreakpoints ?? []).length > 0));
  breakAt(session, worker.functionsOf(node), step);
  open(0, '127.0.0.1');
  endWithParent();
  tell({ url: url()! });
  waitForDebugger();
  const outcome = worker.playOn(step);
  tell({ ended: { same: outcome?.hash === hash, stopped } });
}

/** Makes the run anew, and goes to where the handler is about to run. */
function standBefore({ seed, changes, step, hash }: HandlerExecution, worker: ScenarioWorker, { id, strategy }: SeededScenario): void {
  worker.load(id, strategy);
  if (worker.record(seed, changes).outcome.hash !== hash) throw new RunnerProblems([ANOTHER]);
  worker.standBefore(step);
}

const ANOTHER = {
  message: 'The replay is another run than the one that was recorded.',
  cure: 'Run the seed with --check-determinism to see what it depends on besides the seed.',
};

function tell(message: FromDebugged): void {
  process.send!(message);
}

/**
 * Ends this process when the one that started it has gone. Only another thread can: the main one hears nothing while it stands in a
 * debugger, or waits for one. The pipe is closed with the other process, and nothing is ever written into it.
 */
function endWithParent(): void {
  const watch = `require('node:fs').readSync(0, Buffer.alloc(1)); process.kill(process.pid, 'SIGKILL');`;
  new Worker(watch, { eval: true }).unref();
}

process.once('message', debug);
process.on('disconnect', () => process.exit());
