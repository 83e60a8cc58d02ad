import { availableParallelism } from 'node:os';
import { workOn } from '../queue/queue-worker.ts';
import type { Runner } from '../runner-api.ts';
import { command } from './command.ts';
import { untilInterrupted } from './interrupt.ts';
import { runnerWithin, type LimitFlags } from './limits.ts';
import { option } from './options.ts';
import { printError } from './output.ts';
import { version } from './version.ts';

interface WorkFlags {
  readonly queue: string;
  readonly workers?: number;
  readonly idle?: number;
  readonly lostAfter: number;
  readonly memoryLimit?: number;
}

// Without an argument the options come first.
export const work = command<unknown, WorkFlags>({
  usage: 'work',
  description: 'take portions of seeds of `sweep --queue` from a queue, in a folder with the same files, until interrupted',
  options: [option.queue().makeOptionMandatory(), option.workers(), option.idle(), option.lostAfter(), option.memoryLimit()],
  async execute({ queue, workers = availableParallelism(), idle, lostAfter, memoryLimit }) {
    const runnerFor = ({ handlerLimit }: Pick<LimitFlags, 'handlerLimit'>): Runner => runnerWithin({ handlerLimit, memoryLimit });
    await untilInterrupted((signal) =>
      workOn({ queue, workers, idle, lostAfter, backstep: version(), runnerFor, tell: printError, signal }),
    );
    return 0;
  },
});
