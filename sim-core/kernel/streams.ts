import { hashKey } from '../base/hash.ts';
import { endsOf } from '../faults/links.ts';
import { KIND, NONE } from '../trace/event.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { NOTHING_SENT, Stream, type Segment, type SentOnStream, type StreamState } from '../world/stream.ts';
import { ITEM, type Item } from './item.ts';
import type { Messenger } from './messenger.ts';
import { control, numbered, Segments } from './segments.ts';
import type { Stage } from './stage.ts';

/** The number of a segment that opens a connection, and of one that only asks how much room there is. */
const [OPENING, PROBE] = [-1, -2];
/** What an acknowledgement is called that refuses a connection, and one that only tells of room. */
const [REFUSED, ROOM] = ['refused', 'room'];
/** It stays empty. */
const NONE_EARLY: Segment<Item>[] = [];
/** So many acknowledgements that acknowledge nothing mean that a segment is lost (RFC 5681, 3.2). */
const DUPLICATES_OF_A_LOSS = 3;

/** A stream, and the nodes between which it goes. */
interface Flow {
  readonly source: number;
  readonly target: number;
  readonly stream: Stream<Item>;
}

/** What the streams' part of a checkpoint holds: those that were ever used, by their link. */
export type StreamsState = readonly (readonly [link: number, state: StreamState<Item>])[];

/**
 * Links whose messages are a stream, as of TCP: what `Stream` keeps in mind, and what happens to it, at both of its ends. What is
 * under way are `Segments`.
 */
export class Streams {
  readonly #stage: Stage;
  readonly #messenger: Messenger;
  readonly #segments: Segments;
  readonly #flows = new Map<number, Flow>();

  constructor(stage: Stage, messenger: Messenger) {
    this.#stage = stage;
    this.#messenger = messenger;
    this.#segments = new Segments(stage, messenger);
  }

  /** A segment was lost on its way. */
  lost(item: Item, why: string): void {
    this.#segments.lost(item, why);
  }

  #flow(source: number, target: number): Flow {
    const { model } = this.#stage;
    const link = source * model.names.length + target;
    let flow = this.#flows.get(link);
    if (!flow) {
      flow = { source, target, stream: new Stream(model.links[link]!.stream!) };
      this.#flows.set(link, flow);
    }
    return flow;
  }

  /** A message goes into a stream. */
  send(message: Item): void {
    const flow = this.#flow(message.peer, message.node);
    const { stream } = flow;
    const segment = { number: stream.sender.next, message, bytes: this.#messenger.size(message.name) };
    stream.queue.push(segment);
    stream.becomes({ next: segment.number + 1 });
    if (stream.sender.phase === 'closed') this.#open(flow);
    else if (stream.sender.phase === 'open') this.#pump(flow);
    this.#waits(flow);
  }

  #open(flow: Flow): void {
    const { stream } = flow;
    const { time } = this.#stage;
    stream.becomes({ connection: stream.sender.connection + 1, phase: 'opening', openedAt: time, deadline: time + stream.timer.timeout });
    this.#signal(flow, OPENING);
  }

  /** A segment without a message sets out. */
  #signal({ source, target, stream }: Flow, tag: number): void {
    const { connection } = stream.sender;
    this.#segments.setsOut(control(ITEM.segment, target, source, { tag, connection, cause: stream.leaving }));
  }

  /** What is waiting leaves as far as there is room for it at the receiver. */
  #pump({ stream }: Flow): void {
    const { time } = this.#stage;
    let { outstanding } = stream;
    const { window, connection } = stream.sender;
    let count = 0;
    while (count < stream.queue.length && outstanding + stream.queue[count]!.bytes <= window) outstanding += stream.queue[count++]!.bytes;
    if (count > 0) {
      const leaving = stream.queue.splice(0, count);
      const sent = leaving.map(({ number, message, bytes }) => ({ number, message, bytes, sentAt: time, isTimed: true }));
      stream.becomes({ unacknowledged: stream.sender.unacknowledged.concat(sent) });
      for (const segment of leaving) this.#segments.setsOut(numbered(segment, connection));
    }
    const { deadline, unacknowledged } = stream.sender;
    if (deadline < 0 && (unacknowledged.length > 0 || stream.queue.length > 0)) stream.becomes({ deadline: time + stream.timer.timeout });
  }

  /** The oldest segment that is not acknowledged is sent again. */
  #sendAgain({ stream }: Flow): void {
    const [first] = stream.sender.unacknowledged;
    if (!first) return;
    const { log, time } = this.#stage;
    const { message } = first;
    // Nor is anything measured of those that wait for it.
    stream.becomes({ unacknowledged: stream.sender.unacknowledged.map((segment) => ({ ...segment, isTimed: false })) });
    log.add(time, KIND.retransmit, 0, message.peer, message.node, message.name, message.cause, undefined, hashKey(message.name), NONE);
    this.#segments.setsOut(numbered(first, stream.sender.connection));
  }

  // The receiver.

  /** A segment comes to its target. */
  segment(item: Item): void {
    const flow = this.#flow(item.peer, item.node);
    const { stream } = flow;
    const { receiver, sender } = stream;
    const { tag, incarnation: connection } = item;
    // One from a connection before the present one.
    if (connection < receiver.connection) return this.#segments.lost(item, 'of an earlier connection');
    // One that comes late opens nothing, as the third segment of the handshake would tell.
    if (tag === OPENING && connection > receiver.connection && connection === sender.connection && sender.phase === 'opening')
      stream.receiver = { connection, expected: item.cause, early: [], advertised: receiver.advertised };
    else if (connection !== receiver.connection) return this.#answer(flow, connection, REFUSED);
    else if (tag >= 0) this.#takes(item, stream);
    this.#answer(flow, connection, '');
  }

  #takes(item: Item, stream: Stream<Item>): void {
    const { tag: number } = item;
    const { expected, early, connection, advertised } = stream.receiver;
    if (number < expected || early.some((other) => other.number === number)) return;
    const segment = { number, message: item, bytes: this.#messenger.size(item.name) };
    // The sender keeps to the window, but may have been told of more room than there is now.
    if (segment.bytes > stream.room) return this.#segments.lost(item, 'receive buffer full');
    if (number > expected) {
      const { log, time } = this.#stage;
      log.add(time, KIND.withheld, 0, item.node, item.peer, item.name, item.cause, undefined, hashKey(item.name), NONE);
      stream.receiver = { ...stream.receiver, early: [...early, segment].sort((a, b) => a.number - b.number) };
      return;
    }
    const rest = early.length === 0 ? NONE_EARLY : [...early];
    this.#handOver(segment, stream);
    let next = expected + 1;
    for (; rest[0]?.number === next; next++) this.#handOver(rest.shift()!, stream);
    stream.receiver = { connection, expected: next, early: rest, advertised };
  }

  /** A message comes out, as one that arrives now. */
  #handOver({ message, bytes, number }: Segment<Item>, stream: Stream<Item>): void {
    const { agenda, time } = this.#stage;
    stream.unread += bytes;
    stream.handedOver = { number, bytes };
    agenda.queue.push(message.placed(ITEM.deliver, time, agenda.sequence()));
  }

  /** An acknowledgement, or a refusal, sets out the other way. */
  #answer({ source, target, stream }: Flow, connection: number, name: string): void {
    const window = stream.window + this.#takenUpNow(target, stream);
    if (name !== REFUSED && stream.receiver.advertised !== window) stream.receiver = { ...stream.receiver, advertised: window };
    this.#segments.answers(control(ITEM.acknowledge, source, target, { tag: stream.receiver.expected, connection, cause: window, name }));
  }

  /** How much of what has come out its process takes up at once, being free. */
  #takenUpNow(target: number, { unread, handedOver }: Stream<Item>): number {
    const { processes, agenda } = this.#stage;
    const process = processes[target]!;
    return unread > 0 && process.canRun && !agenda.hasWaiting(process) ? Math.min(unread, handedOver.bytes) : 0;
  }

  /** A process takes up a message that came out of a stream: its sender is told where there is much more room than it knows of. */
  reads({ node, peer, name }: Item): void {
    if (this.#stage.model.links[peer * this.#stage.model.names.length + node]!.stream === undefined) return;
    const flow = this.#flow(peer, node);
    const { stream } = flow;
    stream.unread -= this.#messenger.size(name);
    const { connection, advertised } = stream.receiver;
    const { window, buffer } = stream;
    if (connection < 0 || window === advertised) return;
    // Not for every byte: the silly window syndrome (RFC 9293, 3.8.6.2.2).
    if (window === buffer || window - advertised >= buffer / 2) this.#answer(flow, connection, ROOM);
  }

  // The sender.

  /** An acknowledgement comes back. */
  acknowledged(item: Item): void {
    const flow = this.#flow(item.node, item.peer);
    const { stream } = flow;
    const { tag: expected, cause: window, name } = item;
    const { sender } = stream;
    if (sender.phase === 'closed' || item.incarnation !== sender.connection) return;
    if (name === REFUSED) return this.#reset(stream);
    const oldest = sender.unacknowledged[0]?.number ?? stream.leaving;
    if (expected < oldest) return;
    if (sender.phase === 'opening') this.#opened(stream);
    const isDuplicate = expected === oldest && sender.unacknowledged.length > 0 && name !== ROOM;
    stream.becomes({ window });
    if (expected > oldest) this.#advanced(flow, expected);
    else if (isDuplicate) this.#duplicate(flow);
    if (stream.sender.unacknowledged.length === 0) stream.becomes({ deadline: -1 });
    this.#pump(flow);
    this.#waits(flow);
  }

  #opened(stream: Stream<Item>): void {
    const { openedAt, isOpenedLate } = stream.sender;
    if (isOpenedLate) stream.timer.openedLate();
    else stream.timer.measured(this.#stage.time - openedAt);
    stream.becomes({ phase: 'open', deadline: -1 });
  }

  #advanced(flow: Flow, expected: number): void {
    const { stream } = flow;
    const { unacknowledged, recover } = stream.sender;
    const { time } = this.#stage;
    const last = unacknowledged.filter(({ number }) => number < expected).at(-1);
    if (last?.isTimed) stream.timer.measured(time - last.sentAt);
    else stream.timer.settles();
    stream.becomes({
      unacknowledged: unacknowledged.filter(({ number }) => number >= expected),
      duplicates: 0,
      deadline: time + stream.timer.timeout,
      recover: expected >= recover ? -1 : recover,
    });
    // Another one of those that were sent before the loss was found (RFC 6582).
    if (expected < recover) this.#sendAgain(flow);
  }

  #duplicate(flow: Flow): void {
    const { stream } = flow;
    const duplicates = stream.sender.duplicates + 1;
    stream.becomes({ duplicates });
    if (duplicates !== DUPLICATES_OF_A_LOSS || stream.sender.recover >= 0) return;
    stream.becomes({ recover: stream.leaving });
    this.#sendAgain(flow);
  }

  /** The other end knows nothing of this connection: what it had may be lost, and what it has is (RFC 9293, 3.5.1). */
  #reset(stream: Stream<Item>): void {
    const { handedOver } = stream;
    const { resets } = stream.sender;
    const { queue, unacknowledged } = stream.close();
    stream.becomes({ resets: resets + 1 });
    for (const { number, message } of [...unacknowledged, ...queue])
      if (number > handedOver.number) this.#messenger.dropItem(message, 'connection reset');
  }

  /** It has waited so long for an acknowledgement, or for room. */
  expires({ node, peer, time }: Item): void {
    const flow = this.#flow(node, peer);
    const { stream } = flow;
    const { looksAt, deadline } = stream.sender;
    if (looksAt !== time) return;
    stream.becomes({ looksAt: -1 });
    if (deadline >= 0 && deadline <= time) this.#waitedInVain(flow);
    this.#waits(flow);
  }

  #waitedInVain(flow: Flow): void {
    const { stream } = flow;
    const { phase, unacknowledged } = stream.sender;
    stream.timer.backOff();
    stream.becomes({ deadline: this.#stage.time + stream.timer.timeout });
    if (phase === 'opening') {
      stream.becomes({ isOpenedLate: true });
      this.#signal(flow, OPENING);
    } else if (unacknowledged.length > 0) {
      stream.becomes({ recover: stream.leaving, duplicates: 0 });
      this.#sendAgain(flow);
    } else this.#signal(flow, PROBE);
  }

  /** One look at the clock is planned, at its deadline or before. */
  #waits({ source, target, stream }: Flow): void {
    const { deadline, looksAt } = stream.sender;
    if (deadline < 0 || (looksAt >= 0 && looksAt <= deadline)) return;
    stream.becomes({ looksAt: deadline });
    const { agenda } = this.#stage;
    agenda.queue.push(
      control(ITEM.expire, source, target, { tag: 0, connection: 0, cause: -1 }).placed(ITEM.expire, deadline, agenda.sequence()),
    );
  }

  sent(source: number, target: number): SentOnStream {
    return this.#flows.get(source * this.#stage.model.names.length + target)?.stream.sent ?? NOTHING_SENT;
  }

  /** A process dies, and its ends of all streams with it. */
  crashes({ index }: SimulatedProcess): void {
    for (const { source, target, stream } of this.#inOrder()) {
      if (target === index) stream.forget();
      // What has left may arrive without it.
      if (source === index) for (const { message } of stream.close().queue) this.#messenger.dropItem(message, 'lost in the crash');
    }
  }

  /** By their links, whichever was used first. */
  #inOrder(): readonly Flow[] {
    return [...this.#flows].sort(([a], [b]) => a - b).map(([, flow]) => flow);
  }

  save(): StreamsState {
    return [...this.#flows].map(([link, { stream }]) => [link, stream.save()]);
  }

  load(state: StreamsState): void {
    this.#flows.clear();
    for (const [link, saved] of state) this.#flow(...endsOf(link, this.#stage.model.names.length)).stream.load(saved);
  }

  /** What the future of all streams depends on. */
  fingerprint(): unknown[] {
    const { time } = this.#stage;
    const told = ({ number, message: { contentHash, flags } }: Segment<Item>): unknown[] => [number, contentHash, flags];
    return this.#inOrder().map(({ source, target, stream }) => {
      const { sender, queue, receiver, unread } = stream.save();
      const { deadline, looksAt, openedAt, unacknowledged, ...rest } = sender;
      const sent = unacknowledged.map((segment) => [told(segment), segment.sentAt - time, segment.isTimed]);
      const ahead = [deadline, looksAt].map((at) => (at < 0 ? at : at - time));
      const opening = sender.phase === 'opening' ? openedAt - time : 0;
      return [source, target, unread, rest, ahead, opening, queue.map(told), sent, { ...receiver, early: receiver.early.map(told) }];
    });
  }
}
