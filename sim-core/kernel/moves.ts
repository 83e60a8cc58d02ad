import { FLAG } from '../trace/event.ts';
import { ITEM, type Item } from './item.ts';
import { MENDING, type OrderedLink } from './ordered-model.ts';
import type { Stage } from './stage.ts';

const FIXED: OrderedLink = { loses: false, repeats: false, keepsOrder: false, owes: false };

/** One thing that may happen next where time is only order. */
export class Move {
  readonly item: Item;
  readonly isLoss: boolean;
  /** The message stays on its link, to arrive again. */
  readonly stays: boolean;
  /** Whether it need not happen at all: a fault may never begin. */
  readonly isOptional: boolean;
  readonly #names: readonly string[];

  constructor(names: readonly string[], item: Item, { isLoss = false, stays = false, isOptional = false } = {}) {
    this.#names = names;
    this.item = item;
    this.isLoss = isLoss;
    this.stays = stays;
    this.isOptional = isOptional;
  }

  /** What it is called in the order of a run: `a>b#17`, `lose a>b#17`, `timer a/retry`, `faults[0]`, `end faults[0]`. */
  get name(): string {
    const { what, node, peer, name, tag } = this.item;
    switch (what) {
      case ITEM.deliver:
        return `${this.isLoss ? 'lose ' : ''}${this.#names[peer]!}>${this.#names[node]!}#${tag}`;
      case ITEM.timer:
        return `timer ${this.#names[node]!}/${name}`;
      case ITEM.faultBegins:
        return name;
      case ITEM.faultEnds:
        return `end ${name}`;
      default:
        return `node ${this.#names[node]!}`;
    }
  }
}

/** All that may happen next, in the order in which it was brought about. */
export function movesOf(stage: Stage): readonly Move[] {
  const { names } = stage.model;
  const items = stage.agenda.queue.items();
  const faults = items.filter(({ what }) => what === ITEM.faultBegins);
  const moves: Move[] = [];
  const begun = new Set<number>();
  for (const item of items) {
    if (item.what === ITEM.deliver) addMessage(moves, stage, item, begun);
    else if (item.what === ITEM.timer) {
      if (rings(stage, item)) moves.push(new Move(names, item));
    } else if (item.what === ITEM.faultBegins) {
      const isOptional = !mends(stage, item);
      // The timeline's order is what remains of its times, and what need not happen keeps nothing back that must.
      const before = faults.filter(({ time }) => time < item.time);
      const waits = isOptional ? before.length > 0 : before.some((other) => mends(stage, other));
      if (!waits) moves.push(new Move(names, item, { isOptional }));
    } else if (isToCome(stage, item)) moves.push(new Move(names, item));
  }
  return moves;
}

/** What a handler under way brings about, or a process does that goes on, belongs to one life of it. */
function isToCome({ agenda, processes }: Stage, item: Item): boolean {
  const process = processes[item.node];
  if (!process || !(item.isEffect || item.what === ITEM.wake)) return true;
  if (item.incarnation !== process.incarnation) return false;
  return item.isEffect || (process.canRun && agenda.hasWaiting(process));
}

function mends({ plan }: Stage, { name }: Item): boolean {
  return MENDING.includes(plan.get(name)?.kind ?? '');
}

/** The delivery of a message, where it makes a difference, and its loss, where it can be lost. `begun` has the links of which an earlier message is still under way. */
function addMessage(moves: Move[], { model, network, processes }: Stage, item: Item, begun: Set<number>): void {
  const { node, peer } = item;
  const link = peer * model.names.length + node;
  const { loses, repeats, keepsOrder, owes } = freedomOf(model.order, link);
  if (keepsOrder && begun.has(link)) return;
  begun.add(link);
  const process = processes[node]!;
  // Where it counts, what stays on a link has to come once, and need not come again.
  const isOwed = !repeats || (owes && (item.flags & FLAG.duplicate) === 0);
  // What a link holds back, or a frozen process would find later, arrives later; and what may come again has time.
  const waits = network.isHeld(peer, node) || process.frozen || (repeats && (!process.up || network.isCut(peer, node)));
  if (!waits) moves.push(new Move(model.names, item, { stays: repeats, isOptional: owes && !isOwed }));
  // Never to arrive is a loss where what is sent stays for ever.
  if (loses && isOwed) moves.push(new Move(model.names, item, { isLoss: true, stays: repeats, isOptional: true }));
}

function freedomOf(order: readonly OrderedLink[] | undefined, link: number): OrderedLink {
  return order?.[link] ?? FIXED;
}

/** A timer that was set again, cancelled or lost in a crash no longer counts, and one of a frozen process waits. */
function rings({ processes }: Stage, { node, name, tag }: Item): boolean {
  const process = processes[node]!;
  return process.timers.get(name)?.generation === tag && !process.frozen;
}
