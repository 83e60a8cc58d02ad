/** Waiting for what another process will do in its own time: look again and again, up to a limit. */
import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  readonly within?: number;
  readonly every?: number;
}

/** Only what will never come takes this long: a machine that is busy with other things must not decide a test. */
const A_MINUTE = 60_000;

/**
 * Repeats `check` until it no longer throws and gives its result; at the limit, throws what the
 * last attempt threw. Assertions can so be written as if the other side were immediate.
 */
export async function eventually<T>(check: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<T> {
  const { within = A_MINUTE, every = 50 } = options;
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
