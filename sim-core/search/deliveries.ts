import { KIND } from '../trace/event.ts';
import type { Trace } from '../trace/trace.ts';

/** A message that was delivered. */
export interface Delivery {
  /** Its place on its link, such as `a>b#17`. */
  readonly message: string;
  readonly sent: number;
  readonly delivered: number;
}

/** The messages that were delivered at some of the steps. */
export function deliveriesAmong({ columns, nodes }: Pick<Trace, 'columns' | 'nodes'>, steps: readonly number[]): readonly Delivery[] {
  const wanted = new Set(steps);
  const sent = new Map<string, number>();
  const names = new Map<number, string>();
  const deliveries: Delivery[] = [];
  for (let at = 0; at <= steps.at(-1)!; at++) {
    const [kind, node, peer, cause] = [columns.kind[at]!, columns.node[at]!, columns.peer[at]!, columns.cause[at]!];
    if (kind === KIND.send) {
      const link = `${nodes[node]!}>${nodes[peer]!}`;
      const number = sent.get(link) ?? 0;
      sent.set(link, number + 1);
      names.set(at, `${link}#${number}`);
    }
    const message = kind === KIND.deliver ? names.get(cause) : undefined;
    if (message !== undefined && wanted.has(at)) deliveries.push({ message, sent: cause, delivered: at });
  }
  return deliveries;
}
