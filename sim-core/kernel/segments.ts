import { hashKey } from '../base/hash.ts';
import { FLAG, KIND, NONE } from '../trace/event.ts';
import type { Segment } from '../world/stream.ts';
import { Item, ITEM } from './item.ts';
import type { Messenger } from './messenger.ts';
import type { Stage } from './stage.ts';

/**
 * What of streams is under way. A segment is an item with its number as `tag` and its connection as `incarnation`; an
 * acknowledgement has the number that is expected as `tag`, the room that there is as `cause`, and is named where it
 * is more than that.
 */
export class Segments {
  readonly #stage: Stage;
  readonly #messenger: Messenger;

  constructor(stage: Stage, messenger: Messenger) {
    this.#stage = stage;
    this.#messenger = messenger;
  }

  /** A segment sets out, and meets what messages meet. */
  setsOut(segment: Item): void {
    const { network, agenda, time } = this.#stage;
    const link = network.link(segment.peer, segment.node);
    const isDropped = this.#messenger.isDropped(link);
    const isStopped = link.isCut || isDropped;
    const leaves = link.line === undefined || isStopped ? time : link.line.admit(time, this.#messenger.size(segment.name));
    const { number, lost, damaged, arrival, again } = network.carry(link, leaves, isStopped || leaves < 0);
    if (link.isCut) this.#messenger.strikeCuts(segment.peer, segment.node);
    if (isDropped) this.#stage.account.strike('network.loss', 1);
    const altered = damaged && !lost ? this.#messenger.corrupt(segment, link, number) : segment;
    if (lost || !altered) {
      const why = link.isCut ? 'partitioned' : isDropped ? 'dropped' : leaves < 0 ? 'buffer full' : damaged ? 'corrupted' : 'lost';
      return this.lost(segment, why);
    }
    const what = link.port === undefined ? ITEM.segment : ITEM.reach;
    agenda.queue.push(altered.placed(what, arrival, agenda.sequence()));
    if (again >= 0) agenda.queue.push(altered.placed(what, again, agenda.sequence()));
  }

  /** A segment is lost; its message may still come. */
  lost({ node, peer, name, cause, tag, payload }: Item, why: string): void {
    if (payload === undefined) return;
    const { log, time } = this.#stage;
    const label = `${name} ${why}`;
    log.add(time, KIND.segmentLost, 0, node, peer, label, cause, undefined, hashKey(label) ^ tag, NONE);
  }

  /** An acknowledgement sets out the other way, which nothing waits for. */
  answers(acknowledgement: Item): void {
    const { network, agenda, time } = this.#stage;
    const { node, peer } = acknowledgement;
    const link = network.link(peer, node);
    if (link.isCut) this.#messenger.strikeCuts(peer, node);
    const { lost, damaged, arrival } = network.carry(link, time, link.isCut);
    if (!lost && !damaged) agenda.queue.push(acknowledgement.placed(ITEM.acknowledge, arrival, agenda.sequence()));
  }
}

/** What carries no message: a segment that opens or asks, an acknowledgement, a look at the clock. */
export function control(
  what: number,
  node: number,
  peer: number,
  { tag, connection, cause, name = '' }: { tag: number; connection: number; cause: number; name?: string },
): Item {
  return new Item(0, 0, what, node, peer, name, undefined, 0, cause, connection, tag, 0, NONE);
}

/** A message as a segment of a connection. */
export function numbered({ message, number }: Segment<Item>, connection: number): Item {
  const { node, peer, name, payload, contentHash, cause, flags, value } = message;
  return new Item(0, 0, ITEM.segment, node, peer, name, payload, contentHash, cause, connection, number, flags & ~FLAG.overtaken, value);
}
