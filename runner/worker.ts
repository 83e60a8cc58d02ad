import { parentPort, workerData } from 'node:worker_threads';
import { ScenarioWorker } from './scenario-worker.ts';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** The thread with one user's file in it. */

const worker = new ScenarioWorker(workerData as WorkerStart);
parentPort!.on('message', (request: WorkerRequest) => {
  const { answer, transfer } = worker.answer(request);
  try {
    parentPort!.postMessage(answer, transfer);
  } catch (error) {
    // What the author's code put into a violation cannot always be copied.
    const message = `The result cannot leave the worker: ${error instanceof Error ? error.message : String(error)}.`;
    parentPort!.postMessage({
      id: request.id,
      problems: [{ message, cure: 'Put plain data into evidence, states and messages.' }],
    } satisfies WorkerAnswer);
  }
  worker.rests();
});
