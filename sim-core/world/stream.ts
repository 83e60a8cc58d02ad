import type { Microseconds } from '../base/units.ts';
import { RetransmissionTimer, type RetransmissionTimerState } from './retransmission-timer.ts';

/** A message that a stream carries: a segment of its own, numbered from the link's first. */
export interface Segment<Message> {
  readonly number: number;
  readonly message: Message;
  readonly bytes: number;
}

interface Unacknowledged<Message> extends Segment<Message> {
  readonly sentAt: Microseconds;
  /** False where it, or one before it, was sent more than once, so that an acknowledgement measures no round trip (Karn and Partridge 1987). */
  readonly isTimed: boolean;
}

/** The end at which messages go in, as long as it has a connection. */
export interface SenderState<Message> {
  readonly connection: number;
  readonly phase: 'closed' | 'opening' | 'open';
  /** The number of the next message. */
  readonly next: number;
  /** How much the receiver takes, in bytes, when it was last heard of. */
  readonly window: number;
  /** How many acknowledgements came that acknowledged nothing. */
  readonly duplicates: number;
  /** Before it a segment is known to be lost; -1 where none is. */
  readonly recover: number;
  /** When it has waited long enough, and when it will look; -1 where it waits for nothing. */
  readonly deadline: Microseconds;
  readonly looksAt: Microseconds;
  readonly openedAt: Microseconds;
  readonly isOpenedLate: boolean;
  /** How often the other end has refused its connection, since its process started. */
  readonly resets: number;
  readonly unacknowledged: readonly Unacknowledged<Message>[];
  readonly timer: RetransmissionTimerState;
}

/** The end at which they come out, in order. */
export interface ReceiverState<Message> {
  /** -1 where it knows of none. */
  readonly connection: number;
  readonly expected: number;
  /** What came before its turn, by number. */
  readonly early: readonly Segment<Message>[];
  /** How much it last said that it takes. */
  readonly advertised: number;
}

/** What a sender can see of its end. Bytes. */
export interface SentOnStream {
  readonly isOpen: boolean;
  readonly window: number;
  /** What has left, and is not acknowledged. */
  readonly unacknowledged: number;
  /** What has not left, message by message. */
  readonly queue: readonly number[];
  readonly resets: number;
}

export const NOTHING_SENT: SentOnStream = { isOpen: false, window: 0, unacknowledged: 0, queue: [], resets: 0 };

/** How many bytes have not left once more messages have been sent: each leaves at once where there is room for it and none waits before it. */
export function unsentOf({ isOpen, window, unacknowledged, queue }: SentOnStream, sent: readonly number[]): number {
  const waiting = [...queue, ...sent];
  let [out, next] = [unacknowledged, 0];
  while (isOpen && queue.length === 0 && next < waiting.length && out + waiting[next]! <= window) out += waiting[next++]!;
  return waiting.slice(next).reduce((sum, bytes) => sum + bytes, 0);
}

/** What a stream's part of a checkpoint holds. */
export interface StreamState<Message> {
  readonly sender: SenderState<Message>;
  readonly queue: readonly Segment<Message>[];
  readonly receiver: ReceiverState<Message>;
  /** How many bytes have come out and wait for their process. */
  readonly unread: number;
  /** The last message that came out, of all connections. */
  readonly handedOver: { readonly number: number; readonly bytes: number };
}

/**
 * One direction of a TCP connection on a link, after RFC 9293: numbered segments, of a message each, acknowledged together; a window
 * of what the receiver has room for; and what the timer of RFC 6298 needs. What is sent is decided by whoever has the network.
 */
export class Stream<Message> {
  readonly sender: SenderState<Message> = { ...CLOSED };
  receiver: ReceiverState<Message> = { connection: -1, expected: 0, early: [], advertised: 0 };
  timer = new RetransmissionTimer();
  readonly buffer: number;
  /** What has not left yet. It may be long, and is the one thing that is changed in place. */
  queue: Segment<Message>[] = [];
  unread = 0;
  handedOver: StreamState<Message>['handedOver'] = { number: -1, bytes: 0 };

  constructor(buffer: number) {
    this.buffer = buffer;
  }

  /** How much may come after what has come out, with what came before its turn. */
  get window(): number {
    return Math.max(0, this.buffer - this.unread);
  }

  /** How much room there is for another one. */
  get room(): number {
    return this.window - this.receiver.early.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** How many bytes the sender has that are not acknowledged. */
  get outstanding(): number {
    return this.sender.unacknowledged.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get sent(): SentOnStream {
    const { phase, window, resets } = this.sender;
    return { isOpen: phase === 'open', window, unacknowledged: this.outstanding, queue: this.queue.map(({ bytes }) => bytes), resets };
  }

  /** The number of the next message that leaves. */
  get leaving(): number {
    return this.queue[0]?.number ?? this.sender.next;
  }

  /** The sender is another from now on. It is changed in place, several times for each message; what is saved is a copy. */
  becomes(changes: Partial<SenderState<Message>>): void {
    Object.assign(this.sender, changes);
  }

  /** The sender gives its connection up; the numbers go on. Returns what it still had. */
  close(): { readonly queue: readonly Segment<Message>[]; readonly unacknowledged: readonly Segment<Message>[] } {
    const { queue } = this;
    const { unacknowledged, connection, next } = this.sender;
    this.queue = [];
    this.becomes({ ...CLOSED, connection, next });
    this.timer = new RetransmissionTimer();
    return { queue, unacknowledged };
  }

  /** The receiver forgets all. */
  forget(): void {
    this.receiver = { connection: -1, expected: 0, early: [], advertised: 0 };
    this.unread = 0;
  }

  save(): StreamState<Message> {
    const { sender, receiver, unread, handedOver, timer } = this;
    return { sender: { ...sender, timer: timer.save() }, queue: this.queue.slice(), receiver, unread, handedOver };
  }

  load({ sender, queue, receiver, unread, handedOver }: StreamState<Message>): void {
    this.queue = queue.slice();
    this.becomes(sender);
    this.receiver = receiver;
    this.unread = unread;
    this.handedOver = handedOver;
    this.timer.load(sender.timer);
  }
}

const CLOSED = {
  connection: 0,
  phase: 'closed',
  next: 0,
  window: 0,
  duplicates: 0,
  recover: -1,
  deadline: -1,
  looksAt: -1,
  openedAt: 0,
  isOpenedLate: false,
  resets: 0,
  unacknowledged: [],
  timer: new RetransmissionTimer().save(),
} as const satisfies SenderState<never>;
