import type { HandlerTimes, LocatedOutcome } from './protocol.ts';
import type { RemoteCalls } from './worker-calls.ts';

/** Adds up how often each handler began in the seeds of a sweep. */
export class HandlerTally {
  #times: number[] = [];

  add({ handled = [] }: LocatedOutcome): void {
    if (this.#times.length === 0) this.#times = handled.map(() => 0);
    handled.forEach((times, index) => (this.#times[index]! += times));
  }

  /** @param calls of a process that has the scenario, to be told what was counted */
  async told(calls: RemoteCalls): Promise<readonly HandlerTimes[]> {
    return (await calls.handlers()).map((handler, index) => ({ ...handler, times: this.#times[index] ?? 0 }));
  }
}

/** What the parts of a sweep have counted, together; nothing where a part, by an older version, has not counted. */
export function timesTogether(parts: readonly { readonly handlers?: readonly HandlerTimes[] }[]): readonly HandlerTimes[] {
  const [first, ...others] = parts.map(({ handlers = [] }) => handlers);
  if (!first || others.some((other) => other.length !== first.length)) return [];
  return first.map((handler, index) => ({ ...handler, times: others.reduce((sum, other) => sum + other[index]!.times, handler.times) }));
}
