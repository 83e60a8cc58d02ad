import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Queue } from 'bullmq';
import { mergeAll } from '../merge.ts';
import type { SweepTable } from '../protocol.ts';
import { UsageError } from '../seeds.ts';
import { queueAt } from './queue-packages.ts';
import type { Portion, PortionResult } from './portion.ts';

/** How often is looked whether portions are done, in milliseconds. */
const LOOK_EVERY = 200;
/** So long nobody may have taken a portion until that is told. */
const TELL_AFTER = 10_000;
/** A worker that cannot run a portion gives it back, and another one may. */
const ATTEMPTS = 1_000;

export interface QueuedSweep extends Omit<Portion, 'shard' | 'file'> {
  /** The file as it was named. */
  readonly file: string;
  /** The same as from this folder. */
  readonly relative: string;
  readonly queue: string;
  /** How many seeds a portion has at most. */
  readonly portion: number;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

type PortionJob = Job<Portion, PortionResult>;

/**
 * Puts the portions of a sweep into a queue and waits until workers have run them all. What came of it is what one machine
 * would have found. A portion that Redis has lost is put there again.
 *
 * @throws UsageError when there is no queue, or no worker can run the scenario
 */
export async function sweepQueued({ queue: url, portion, tell, signal, file, relative, ...what }: QueuedSweep): Promise<SweepTable> {
  const { bullmq, name, connection, place } = await queueAt(url);
  const started = performance.now();
  const queue: Queue<Portion, PortionResult> = new bullmq.Queue(name, { connection });
  // Redis may go away and come back; commands wait for it.
  queue.on('error', () => undefined);
  const { from, to } = what.seeds;
  const of = Math.ceil((to - from + 1) / portion);
  const id = randomUUID();
  const jobs = new Map(
    Array.from({ length: of }, (_, at) => [`${id}-${at + 1}`, { ...what, file: relative, shard: { index: at + 1, of } }]),
  );
  const add = async (jobId: string, data: Portion): Promise<unknown> =>
    queue.add('portion', data, { jobId, attempts: ATTEMPTS, backoff: { type: 'fixed', delay: 500 } });
  const removeAll = async (): Promise<void> => {
    for (const jobId of jobs.keys()) await queue.remove(jobId).catch(() => undefined);
  };
  try {
    for (const [jobId, data] of jobs) await add(jobId, data);
    tell(`${of} portions of seeds are in the queue at ${place}. Workers take them: backstep work --queue ${place}`);
    const tables = new Map<string, SweepTable>();
    let lastNews = performance.now();
    while (tables.size < of) {
      signal.throwIfAborted();
      for (const [jobId, data] of jobs) {
        if (tables.has(jobId)) continue;
        const job = await queue.getJob(jobId);
        if (!job) await add(jobId, data);
        else if (job.finishedOn !== undefined) {
          tables.set(jobId, tableOf(job));
          lastNews = performance.now();
        }
      }
      if (performance.now() - lastNews > TELL_AFTER) {
        lastNews = performance.now();
        tell(
          await whyNothing(
            queue,
            [...jobs.keys()].filter((jobId) => !tables.has(jobId)),
            of,
          ),
        );
      }
      if (tables.size < of) await sleep(LOOK_EVERY);
    }
    const parts = [...tables].flatMap(([jobId, { scenarios }]) => scenarios.map((report) => ({ from: `The portion ${jobId}`, report })));
    const merged = mergeAll(parts);
    const wallSeconds = (performance.now() - started) / 1_000;
    // Workers name the file as they find it.
    return { ...merged, file, wallSeconds, scenarios: merged.scenarios.map((report) => ({ ...report, file })) };
  } finally {
    await removeAll();
    await queue.close();
  }
}

/** @throws UsageError when no worker can ever run it */
function tableOf({ returnvalue, failedReason }: PortionJob): SweepTable {
  if (returnvalue && 'table' in returnvalue) return returnvalue.table;
  throw new UsageError(returnvalue ? returnvalue.mistake : `No worker could run a portion: ${failedReason}`);
}

async function whyNothing(queue: Queue<Portion, PortionResult>, left: readonly string[], of: number): Promise<string> {
  const [first] = left;
  const reason = first === undefined ? undefined : (await queue.getJob(first))?.failedReason;
  const workers = await queue.getWorkersCount();
  const who = workers === 0 ? 'no worker is there' : `workers that are there: ${workers}`;
  return `Still waiting for ${left.length} of ${of} portions; ${who}.${reason ? ` One could not be run: ${reason}` : ''}`;
}
