import { ITEM, type Item } from './item.ts';
import { MENDING, type OrderedLink } from './ordered-model.ts';
import type { Stage } from './stage.ts';

/** One thing that may happen next where time is only order. */
export interface Move {
  /** What it is called in the order of a run: `a>b#17`, `lose a>b#17`, `timer a/retry`, `faults[0]`, `end faults[0]`. */
  readonly name: string;
  readonly item: Item;
  readonly isLoss: boolean;
  /** The message stays on its link, to arrive again. */
  readonly stays: boolean;
  /** Whether it need not happen at all: a fault may never begin. */
  readonly isOptional: boolean;
}

/** All that may happen next, in the order in which it was brought about. */
export function movesOf(stage: Stage): readonly Move[] {
  const items = stage.agenda.queue.items();
  const nextFault = Math.min(...items.map(({ what, time }) => (what === ITEM.faultBegins ? time : Infinity)));
  const begun = new Set<number>();
  return items.flatMap((item) => {
    switch (item.what) {
      case ITEM.deliver:
        return messageMoves(stage, item, begun);
      case ITEM.timer:
        return rings(stage, item) ? [move(`timer ${stage.model.names[item.node]!}/${item.name}`, item)] : [];
      case ITEM.faultBegins:
        // The timeline's order is what remains of its times.
        return item.time === nextFault ? [{ ...move(item.name, item), isOptional: !mends(stage, item) }] : [];
      case ITEM.faultEnds:
        return [move(`end ${item.name}`, item)];
      default:
        return [move(`node ${stage.model.names[item.node]!}`, item)];
    }
  });
}

function move(name: string, item: Item): Move {
  return { name, item, isLoss: false, stays: false, isOptional: false };
}

function mends({ plan }: Stage, { name }: Item): boolean {
  return MENDING.includes(plan.get(name)?.kind ?? '');
}

/** The delivery of a message, where it makes a difference, and its loss, where it can be lost. `begun` has the links of which an earlier message is still under way. */
function messageMoves({ model, network, processes }: Stage, item: Item, begun: Set<number>): readonly Move[] {
  const { node, peer, tag } = item;
  const link = peer * model.names.length + node;
  const { loses, repeats, keepsOrder } = freedomOf(model.order, link);
  if (keepsOrder && begun.has(link)) return [];
  begun.add(link);
  const name = `${model.names[peer]!}>${model.names[node]!}#${tag}`;
  const process = processes[node]!;
  // What a link holds back, or a frozen process would find later, arrives later; and what may come again has time.
  const waits = network.isHeld(peer, node) || process.frozen || (repeats && (!process.up || network.isCut(peer, node)));
  return [
    ...(waits ? [] : [{ ...move(name, item), stays: repeats }]),
    // Never to arrive is a loss where what is sent stays for ever.
    ...(loses && !repeats ? [{ ...move(`lose ${name}`, item), isLoss: true, isOptional: true }] : []),
  ];
}

function freedomOf(order: readonly OrderedLink[] | undefined, link: number): OrderedLink {
  return order?.[link] ?? { loses: false, repeats: false, keepsOrder: false };
}

/** A timer that was set again, cancelled or lost in a crash no longer counts, and one of a frozen process waits. */
function rings({ processes }: Stage, { node, name, tag }: Item): boolean {
  const process = processes[node]!;
  return process.timers.get(name)?.generation === tag && !process.frozen;
}
