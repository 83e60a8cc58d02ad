/** Waiting for what another process will do in its own time: look again and again, up to a limit. */
import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  readonly within?: number;
  readonly every?: number;
}

/**
 * Repeats `check` until it no longer throws and gives its result; at the limit, throws what the
 * last attempt threw. Assertions can so be written as if the other side were immediate.
 */
export async function eventually<T>(check: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<T> {
  const { within = 15_000, every = 50 } = options;
  const limit = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > limit) {
        throw error;
      }
      await pause(every);
    }
  }
}
