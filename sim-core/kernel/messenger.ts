import { hashKey, Isolator } from '../base/hash.ts';
import { copyPlain, type PlainObject } from '../base/plain.ts';
import type { Microseconds } from '../base/units.ts';
import { FLAG, KIND, NONE } from '../trace/event.ts';
import type { Link } from '../world/link.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { SentOnStream } from '../world/stream.ts';
import { corrupted } from './corruption.ts';
import { Item, ITEM } from './item.ts';
import { PlannedMessages, replaced } from './message-changes.ts';
import { sizeOf } from './message-sizes.ts';
import type { Stage } from './stage.ts';
import { Streams } from './streams.ts';

/** How many places in the order a send takes: its own, and those of the two copies that may arrive. */
export const PLACES_OF_A_SEND = 3;

/** Carries messages from a send to the delivery that is planned for them, or to their loss. */
export class Messenger {
  readonly #stage: Stage;
  readonly #drops: ReadonlySet<string>;
  readonly #changes: PlannedMessages;
  readonly #isolator = new Isolator();
  /** What becomes of messages on links that are streams. */
  readonly streams: Streams;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#drops = new Set(stage.run.drops);
    this.#changes = new PlannedMessages(stage.run.messages);
    this.streams = new Streams(stage, this);
  }

  /** `honest` is what the node meant to send; `honestHash` hashes its type and content; `sequence` is the first of the places of the send. */
  send(
    process: SimulatedProcess,
    target: number,
    name: string,
    honest: PlainObject,
    honestHash: number,
    cause: number,
    sequence: number,
  ): void {
    if (!this.#stage.liars.some) return this.#leaves(process, target, name, honest, honestHash, cause, sequence, 0);
    const lie = this.#stage.liars.tells(process, target, honest);
    if (!lie) return this.#leaves(process, target, name, honest, honestHash, cause, sequence, 0);
    const { log, network, agenda, time, account, signatures } = this.#stage;
    const { told, later, source, isOwn } = lie;
    let payload: PlainObject = honest;
    let content = honestHash;
    const flags = isOwn || told !== honest || later > 0 ? FLAG.byzantine : 0;
    if (flags) account.strike(source, 1);
    if (told === undefined) {
      // What a liar withholds counts as sent: its other messages meet what they would have met.
      network.link(process.index, target).sent += 1;
      const step = log.add(time, KIND.send, flags, process.index, target, name, cause, honest, content, NONE);
      return this.drop(process.index, target, step, 'withheld', flags, honest, content, log.lastValue);
    }
    if (told !== honest) {
      // What the liar's options hold is not what travels: each message is a copy of its own.
      payload = this.#isolator.isolate(signatures.again(process.name, honest, told) as PlainObject);
      content = hashKey(name) ^ this.#isolator.hash;
    }
    if (later === 0) return this.#leaves(process, target, name, payload, content, cause, sequence, flags);
    agenda.queue.push(
      new Item(
        time + later,
        sequence,
        ITEM.leaves,
        process.index,
        target,
        name,
        payload,
        content,
        cause,
        process.incarnation,
        0,
        flags,
        NONE,
      ),
    );
  }

  /** What a liar held back leaves its node, unless that is down; or what is under way is lost. */
  leavesLate(item: Item): void {
    if (item.what === ITEM.lost) return this.dropItem(item, 'lost');
    const { node, peer, name, payload, contentHash, cause, sequence, flags } = item;
    const process = this.#stage.processes[node]!;
    if (process.up) this.#leaves(process, peer, name, payload!, contentHash, cause, sequence, flags);
  }

  #leaves(
    process: SimulatedProcess,
    target: number,
    name: string,
    payload: PlainObject,
    content: number,
    cause: number,
    sequence: number,
    flags: number,
  ): void {
    const { log, network, agenda, time } = this.#stage;
    const source = process.index;
    const link = network.link(source, target);
    const step = log.add(time, KIND.send, flags, source, target, name, cause, payload, content, NONE);
    let value = log.lastValue;
    if (link.model.stream !== undefined)
      return this.streams.send(
        new Item(time, 0, ITEM.deliver, target, source, name, payload, content, step, process.incarnation, 0, flags, value),
      );
    const isDropped = this.isDropped(link);
    const leaves = link.line === undefined || link.isCut || isDropped ? time : link.line.admit(time, this.size(name));
    const isFull = leaves < 0;
    const change = this.#changes.of(link);
    const passage = network.carry(link, leaves, link.isCut || isDropped || isFull);
    if (change && !passage.lost) link.otherwise(passage, change);
    const { number, lost, damaged, arrival, again } = passage;
    if (damaged && !lost) {
      const altered = corrupted(payload, link.draw('damage', number));
      // Without a value that could be wrong it is none of its type, and nobody takes it for one.
      if (altered === payload) return this.drop(source, target, step, 'corrupted', flags, payload, content, value);
      payload = this.#isolator.isolate(altered);
      content = hashKey(name) ^ this.#isolator.hash;
      value = NONE;
      flags |= FLAG.corrupted;
    }
    if (lost) {
      if (link.isCut) this.strikeCuts(source, target);
      if (isDropped) this.#stage.account.strike('network.loss', 1);
      if (isFull) this.#stage.changed();
      const why = link.isCut ? 'partitioned' : isDropped ? 'dropped' : isFull ? FULL : damaged ? 'corrupted' : 'lost';
      return this.drop(source, target, step, why, flags, payload, content, value);
    }
    if (change?.value) {
      this.#stage.tolerated.isAmiss(source, 'a message of');
      payload = this.#isolator.isolate(replaced(payload, change.value, name));
      content = hashKey(name) ^ this.#isolator.hash;
      value = NONE;
      flags |= FLAG.corrupted;
    }
    const what = link.port === undefined ? ITEM.deliver : ITEM.reach;
    agenda.queue.push(
      new Item(arrival, sequence + 1, what, target, source, name, payload, content, step, process.incarnation, number, flags, value),
    );
    if (again >= 0) {
      agenda.queue.push(
        new Item(
          again,
          sequence + 2,
          what,
          target,
          source,
          name,
          copyPlain(payload),
          content,
          step,
          process.incarnation,
          number,
          flags | FLAG.duplicate,
          value,
        ),
      );
    }
  }

  /** Whether the run says that the next message on a link is lost. */
  isDropped(link: Link): boolean {
    return !link.isCut && this.#drops.size > 0 && this.#drops.has(`${link.name}#${link.sent}`);
  }

  /** What becomes of a message that is damaged, and nobody finds it; undefined without a value that could be wrong. */
  corrupt(item: Item, link: Link, number: number): Item | undefined {
    const { payload, name } = item;
    const altered = payload && corrupted(payload, link.draw('damage', number));
    if (altered === undefined || altered === payload) return undefined;
    const isolated = this.#isolator.isolate(altered);
    return item.holding(isolated, hashKey(name) ^ this.#isolator.hash).marked(item.flags | FLAG.corrupted);
  }

  /** Whether there is room for what came while its process could not run. */
  mayWait(item: Item): boolean {
    const link = this.#receivingLink(item);
    if (!link) return true;
    const bytes = this.size(item.name);
    if (link.unread + bytes > link.model.receiveBuffer!) return false;
    link.unread += bytes;
    return true;
  }

  /** A process takes up what waited for it. */
  takenUp(item: Item): void {
    const link = this.#receivingLink(item);
    if (link) link.unread -= this.size(item.name);
  }

  /** The link of a message, where its receiver has no room without end. A stream keeps count of its own. */
  #receivingLink({ what, node, peer }: Item): Link | undefined {
    const { model, network } = this.#stage;
    if (!model.hasReceiveBuffers || what !== ITEM.deliver) return undefined;
    const link = network.link(peer, node);
    return link.model.receiveBuffer === undefined ? undefined : link;
  }

  /** A process dies, and with it what the network had for it and of it. */
  crashes(process: SimulatedProcess): void {
    const { model, network } = this.#stage;
    if (model.hasReceiveBuffers) model.names.forEach((_, other) => (network.link(other, process.index).unread = 0));
    this.streams.crashes(process);
  }

  /** What a process sees of the streams on which it sends, by target; undefined where there are none. */
  sentBy({ index }: SimulatedProcess): readonly SentOnStream[] | undefined {
    const { hasStreams, names } = this.#stage.model;
    return hasStreams ? names.map((_, target) => this.streams.sent(index, target)) : undefined;
  }

  size(type: string): number {
    return sizeOf(this.#stage.model.sizes, type);
  }

  /** A message comes to the port of a switch: it waits for its turn, or is lost. */
  reaches(item: Item): void {
    const { network, agenda, time } = this.#stage;
    const link = network.link(item.peer, item.node);
    const departure = link.port!.admit(time, this.size(item.name));
    const isStream = link.model.stream !== undefined;
    if (departure >= 0) return agenda.queue.push(item.becomes(isStream ? ITEM.segment : ITEM.deliver, departure));
    this.loses(item, FULL);
    // Properties can see what queues have lost.
    this.#stage.changed();
  }

  /** The message of a send is lost, which belongs to its target. */
  drop(
    source: number,
    target: number,
    cause: number,
    why: string,
    flags: number,
    payload: PlainObject | undefined,
    content: number,
    value: number,
  ): void {
    const { time, log } = this.#stage;
    log.add(time, KIND.drop, flags, target, source, why, cause, payload, content ^ hashKey(why), value);
  }

  /** What was under way is lost on its link. */
  loses(item: Item, why: string): void {
    if (item.what === ITEM.acknowledge) return;
    if (this.#stage.network.link(item.peer, item.node).model.stream === undefined) this.dropItem(item, why);
    else this.streams.lost(item, why);
  }

  /** A message that was under way is lost. */
  dropItem({ node, peer, cause, flags, payload, contentHash, value }: Item, why: string): void {
    this.drop(peer, node, cause, why, flags, payload, contentHash, value);
  }

  /** The partitions that stand between two nodes have kept something from passing. */
  strikeCuts(source: number, target: number): void {
    const { network, account } = this.#stage;
    for (const [name, { cut }] of network.link(source, target).disturbances) if (cut) account.strike(name, 1);
  }

  /** A message arrives at a link that is cut. */
  cutOff(item: Item): void {
    this.strikeCuts(item.peer, item.node);
    this.loses(item, 'partitioned');
  }

  /** When the last of what is under way arrives at the latest, once the system has stabilised. */
  latestArrival({ what, time, node, peer }: Item, now: Microseconds): Microseconds {
    if (what !== ITEM.deliver && what !== ITEM.reach && what !== ITEM.segment && what !== ITEM.acknowledge) return time;
    const link = this.#stage.network.link(peer, node);
    // What has left a switch is held up by nothing but its queue, and that is bounded by the load.
    return what !== ITEM.reach && link.port !== undefined ? time : Math.min(time, link.bound(now));
  }
}

/** Why a message was lost that found no place in a queue, as the trace names it. */
const FULL = 'buffer full';
