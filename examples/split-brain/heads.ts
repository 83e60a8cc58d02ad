import { liveness, safety, violation, workload, type Nemesis, type Request, type World } from 'backstep';

/**
 * What the two examples of split brain share: who writes, how a head that lives is told from one that does not, what
 * happens to the machines, and the properties. They differ in what a head needs to take over, and to write.
 */

/** A write is acknowledged under a number. Whoever is not the primary says whom to ask, if it has heard anybody lately. */
export type WriteReply = { type: 'written'; number: number } | { type: 'notPrimary'; ask: string | null };
export type Write = Request<{ type: 'write'; text: string }, WriteReply>;

/** Writes now and then, to either head. */
export const client = workload<Write>()({
  to: ['head1', 'head2'],
  think: { mean: '20m', min: '1s' },
  timeout: '5m',
  operations: {
    write: {
      message: (_self, unique) => ({ text: unique }),
      outcome: (reply) => (reply.type === 'written' ? { ok: reply.number } : { ask: reply.ask }),
    },
  },
});

/** How often a primary says that it lives, in milliseconds: seldom, so that two days are few events. */
export const BEAT = 630_000;
/** A primary that has heard no answer for so long steps down, at its next beat. */
export const ALONE = 2 * BEAT;
/** A primary that nobody has heard for so long has stepped down, or is dead. */
export const SILENT = 4 * BEAT;

/** The number of a heartbeat is a byte. */
const NUMBERS = 256;

export function numberAfter(number: number): number {
  return (number + 1) % NUMBERS;
}

/** What a node knows of the heartbeats that it has heard. */
export interface Hearing {
  /** The number of the newest, by sender. */
  newest: Record<string, number>;
  /** When it heard the last new one, by its monotonic clock. */
  at: number;
  /** From whom, and so who is taken for the primary. */
  from: string | null;
  /** How many it took for older ones that had been overtaken. */
  ignored: number;
}

export function hears(hearing: Hearing, from: string, number: number, now: number): void {
  // What was overtaken on its way says nothing about now.
  if (number <= (hearing.newest[from] ?? -1)) {
    hearing.ignored += 1;
    return;
  }
  hearing.newest[from] = number;
  hearing.at = now;
  hearing.from = from;
}

/** Whatever it has heard does not count any more, and the silence begins now. */
export function hearsNobody(hearing: Hearing, now: number): void {
  hearing.at = now;
  hearing.from = null;
}

export function startsToHear(now: number): Hearing {
  return { newest: {}, at: now, from: null, ignored: 0 };
}

/** In order, as TCP delivers. */
export const network = { latency: { min: '1ms', max: '100ms' }, reorder: 0 } as const;

export const nemesis = {
  pause: { every: '8h', for: ['1s', '2m'] },
  partition: { every: '12h', for: ['1m', '4h'] },
  loss: { every: '12h', for: ['1m', '4h'], probability: 0.1 },
  delay: { every: '12h', for: ['1m', '4h'], by: ['1s', '20s'] },
} as const satisfies Nemesis;

export class WriteProperties {
  @safety
  static noNumberIsAcknowledgedTwice({ history }: World) {
    // Two heads that both write come to the same numbers soon.
    const latest = history.slice(-8).filter(({ status }) => status === 'ok');
    const numbers = new Set(latest.map(({ output }) => output));
    if (numbers.size === latest.length) return true;
    const [first, second] = latest.filter(({ output }) => latest.filter((other) => other.output === output).length > 1);
    return violation(
      `Two writes are acknowledged as number ${String(first!.output)}: ${textOf(first!.input)} and ${textOf(second!.input)}.`,
      {
        nodes: ['head1', 'head2'],
      },
    );
  }

  @liveness({ within: '2h' })
  static theLastWriteIsAnswered({ history }: World) {
    return history.at(-1)?.status !== 'pending';
  }
}

function textOf(input: unknown): string {
  return `'${(input as { text: string }).text}'`;
}
