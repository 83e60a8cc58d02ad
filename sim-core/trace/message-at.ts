import { EVENT_FACTS, KIND } from './event-kinds.ts';
import { NONE } from './event.ts';
import type { Trace } from './trace.ts';

/** A message of a run. */
export interface MessageAt {
  /** Its place on its link, such as `a>b#17`. */
  readonly message: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** The step at which it was sent. */
  readonly sent: number;
}

/** The message that is sent, delivered or lost at a step; undefined for an event that is about none. */
export function messageAt({ columns, nodes, strings }: Pick<Trace, 'columns' | 'nodes' | 'strings'>, step: number): MessageAt | undefined {
  const about = EVENT_FACTS[columns.kind[step]!]?.message;
  const sent = about === 'leaves' ? step : about === undefined ? NONE : columns.cause[step]!;
  if (sent === NONE || columns.kind[sent] !== KIND.send) return undefined;
  const [node, peer] = [columns.node[sent]!, columns.peer[sent]!];
  let number = 0;
  for (let at = 0; at < sent; at++)
    if (columns.kind[at] === KIND.send && columns.node[at] === node && columns.peer[at] === peer) number += 1;
  const [from, to] = [nodes[node]!, nodes[peer]!];
  return { message: `${from}>${to}#${number}`, type: strings[columns.name[sent]!] ?? '', from, to, sent };
}
