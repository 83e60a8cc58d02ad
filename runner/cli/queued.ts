import { relative, resolve, sep } from 'node:path';
import { compileScenario } from '../compile.ts';
import { sweepQueued } from '../queue/queued-sweep.ts';
import type { SweepTable } from '../protocol.ts';
import type { SweepOptions } from '../runner-api.ts';
import { UsageError } from '../seeds.ts';
import { requireParts } from '../shard.ts';
import { untilInterrupted } from './interrupt.ts';
import type { LimitFlags } from './limits.ts';
import { printError } from './output.ts';
import { version } from './version.ts';

interface Queued extends LimitFlags {
  readonly queue: string;
  readonly portion: number | undefined;
}

/** Has a sweep run by the workers of a queue. */
export async function sweepByQueue(
  file: string,
  seeds: { readonly from: number; readonly to: number },
  { scenario, strategy, shard, until, workers, checkDeterminism = false }: SweepOptions,
  { queue, portion = 500, handlerLimit, memoryLimit }: Queued,
): Promise<SweepTable> {
  const other = shard ? '--shard' : until === undefined ? undefined : '--until';
  if (other) throw new UsageError(`${other} and --queue exclude each other: all portions in a queue are run, each once.`);
  const ofWorkers = workers !== undefined ? '--workers' : memoryLimit !== undefined ? '--memory-limit' : undefined;
  if (ofWorkers)
    throw new UsageError(`${ofWorkers} and --queue exclude each other: give it to each \`backstep work\`, which runs the seeds.`);
  requireParts(strategy);
  const { sourceHash } = await compileScenario(resolve(file));
  const place = relative(process.cwd(), resolve(file)).split(sep).join('/');
  const what = {
    sourceHash,
    seeds,
    checkDeterminism,
    backstep: version(),
    ...(handlerLimit === undefined ? {} : { handlerLimit }),
    ...(scenario === undefined ? {} : { scenario }),
    ...(strategy === undefined ? {} : { strategy }),
  };
  return untilInterrupted((signal) => sweepQueued({ ...what, queue, portion, file, relative: place, tell: printError, signal }));
}
