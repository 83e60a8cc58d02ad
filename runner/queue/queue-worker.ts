import { resolve } from 'node:path';
import type { Worker } from 'bullmq';
import { compileScenario } from '../compile.ts';
import { RunnerProblems, type Runner } from '../runner-api.ts';
import { UsageError } from '../seeds.ts';
import { queueAt } from './queue-packages.ts';
import type { Portion, PortionResult } from './portion.ts';

const LOOK_EVERY = 100;

export interface QueueWork {
  readonly queue: string;
  /** How many threads run the seeds of a portion. */
  readonly workers: number;
  /** Ends when nothing has come for so long; never, unless given. In milliseconds. */
  readonly idle: number | undefined;
  /** Of a worker that has not been heard of for so long, the portion is taken by another. In milliseconds. */
  readonly lostAfter: number;
  readonly backstep: string;
  readonly runnerFor: (limits: Pick<Portion, 'handlerLimit'>) => Runner;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Takes portions of seeds from a queue, one after the other, until it is interrupted or nothing has come for a while.
 * @throws UsageError when there is no queue, or this worker cannot run what lies there though others might
 */
export async function workOn(work: QueueWork): Promise<void> {
  const { queue, idle = Infinity, lostAfter, tell, signal } = work;
  const { bullmq, name, connection, place } = await queueAt(queue);
  let [isBusy, lastDone, isAway] = [false, performance.now(), false];
  let refused: string | undefined;
  const worker: Worker<Portion, PortionResult> = new bullmq.Worker(
    name,
    async ({ data }) => {
      isBusy = true;
      try {
        refused = await whyNot(data, work.backstep);
        // The portion goes back to the queue, where a worker with the right files finds it.
        if (refused !== undefined) throw new Error(refused);
        return await run(data, work);
      } finally {
        isBusy = false;
        lastDone = performance.now();
      }
    },
    { connection, concurrency: 1, lockDuration: lostAfter, stalledInterval: lostAfter, maxStalledCount: 1_000, drainDelay: 1 },
  );
  worker.on('error', (error) => {
    if (!isAway && /ECONN|closed|EPIPE/.test(error.message)) tell(`Redis at ${place} is away: going on when it is back.`);
    isAway = true;
  });
  worker.on('completed', ({ data: { file, shard, seeds } }) => {
    isAway = false;
    tell(`${file}: portion ${shard.index} of ${shard.of} of the seeds ${seeds.from} to ${seeds.to}`);
  });
  tell(`Taking portions of seeds from the queue at ${place}.`);
  const isOver = (): boolean => signal.aborted || refused !== undefined || (!isBusy && performance.now() - lastDone > idle);
  while (!isOver()) await new Promise((soon) => setTimeout(soon, LOOK_EVERY));
  // Lets a portion that is under way come to its end.
  await worker.close();
  if (refused !== undefined) throw new UsageError(refused);
}

/** Why this worker cannot run a portion that another might. */
async function whyNot({ file, sourceHash, backstep }: Portion, own: string): Promise<string | undefined> {
  if (backstep !== own) return `The sweep is by Backstep ${backstep} and this worker is ${own}: use the same version.`;
  try {
    const here = await compileScenario(resolve(file));
    if (here.sourceHash === sourceHash) return undefined;
    return `${file}, or what it imports, is not here what it is where the sweep was started: bring this worker to the same commit.`;
  } catch (error) {
    if (!(error instanceof RunnerProblems)) throw error;
    return `${file} cannot be run here: ${error.message} Start the worker in the same folder of the same commit as the sweep.`;
  }
}

async function run(
  { file, seeds, scenario, strategy, shard, checkDeterminism, ...limits }: Portion,
  work: QueueWork,
): Promise<PortionResult> {
  try {
    const options = {
      workers: work.workers,
      shard,
      checkDeterminism,
      ...(scenario === undefined ? {} : { scenario }),
      ...(strategy === undefined ? {} : { strategy }),
    };
    return { table: await work.runnerFor(limits).sweepAll(resolve(file), seeds, options) };
  } catch (error) {
    // What is wrong with the scenario itself is wrong everywhere.
    if (error instanceof RunnerProblems || error instanceof UsageError) return { mistake: error.message };
    throw error;
  }
}
