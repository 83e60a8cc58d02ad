import { KIND, NONE, NO_NODE } from '../trace/event.ts';
import type { Trace } from '../trace/trace.ts';

/**
 * All events that happened before a step, and itself, in order: what its node did before, what caused it, and so on (Lamport 1978).
 * What happens to the world, such as a partition, is before what it caused alone.
 */
export function causalPast({ columns }: Pick<Trace, 'columns'>, step: number): readonly number[] {
  const before = new Uint8Array(step + 1);
  before[step] = 1;
  /** The nodes of which everything earlier is in the past. */
  const nodes = new Set<number>();
  const past: number[] = [];
  for (let at = step; at >= 0; at--) {
    const node = columns.node[at]!;
    // A message is lost without anything happening at the node for which it was meant.
    const isAtNode = node !== NO_NODE && columns.kind[at] !== KIND.drop;
    if (!before[at] && !(isAtNode && nodes.has(node))) continue;
    past.push(at);
    if (isAtNode) nodes.add(node);
    const cause = columns.cause[at]!;
    if (cause !== NONE && cause < at) before[cause] = 1;
  }
  return past.reverse();
}

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
