import type { Option } from 'commander';
import { createRunner, type RunnerOptions } from '../runner.ts';
import type { Runner } from '../runner-api.ts';
import { option } from './options.ts';

/** How much a scenario may use, as the command line is told. */
export interface LimitFlags {
  /** In milliseconds. */
  readonly handlerLimit?: number | undefined;
  /** In megabytes. */
  readonly memoryLimit?: number | undefined;
}

export function limitOptions(): readonly Option[] {
  return [option.handlerLimit(), option.memoryLimit()];
}

/** A runner whose scenarios may use so much. */
export function runnerWithin({ handlerLimit, memoryLimit }: LimitFlags): Runner {
  // Whoever names a limit means it also for a handler that only computes.
  const ofHandlers: RunnerOptions =
    handlerLimit === undefined ? {} : { watchdogMilliseconds: handlerLimit, handlerMilliseconds: handlerLimit };
  const ofMemory: RunnerOptions = memoryLimit === undefined ? {} : { memoryMegabytes: memoryLimit, allMemoryMegabytes: memoryLimit };
  return createRunner({ ...ofHandlers, ...ofMemory });
}
