import { totalmem } from 'node:os';

/** A process that takes part in what all of them may use together. */
export interface Consumer {
  /** How much memory it uses, as far as it has said, in bytes. */
  readonly bytes: number;
  /** It is asked what takes its memory. */
  askForLargest(): void;
  /** It has to end, as the largest of so many that use too much together. */
  endAsLargest(of: number): void;
}

/** From so much of what all may use on they are asked what takes it. */
const ASK_FROM = 0.5;

/** What processes of scenarios may use of the machine's memory, if nobody says otherwise. */
const SHARE = 0.75;

const MEBIBYTE = 2 ** 20;

/**
 * The processes of scenarios that this one has started. The memory of a machine is one, whatever they were started for, so
 * that they are counted together: before the machine suffers, the largest is ended.
 */
class MemoryBudget {
  readonly #consumers = new Set<Consumer>();

  join(consumer: Consumer): void {
    this.#consumers.add(consumer);
  }

  leave(consumer: Consumer): void {
    this.#consumers.delete(consumer);
  }

  /** One of them has said how much it uses. */
  hear(consumer: Consumer, mostMegabytes: number): void {
    const all = [...this.#consumers];
    const sum = all.reduce((total, { bytes }) => total + bytes, 0);
    const most = mostMegabytes * MEBIBYTE;
    if (sum > most) all.reduce((largest, other) => (other.bytes > largest.bytes ? other : largest)).endAsLargest(all.length);
    else if (sum > ASK_FROM * most) consumer.askForLargest();
  }
}

export const memoryBudget = new MemoryBudget();

/** What all processes may use together unless somebody says otherwise: three quarters of what this machine, or container, has. */
export function usualMegabytes(): number {
  // A container may say that it has more than the machine.
  const constrained = process.constrainedMemory() || Infinity;
  return Math.floor((SHARE * Math.min(totalmem(), constrained)) / MEBIBYTE);
}
