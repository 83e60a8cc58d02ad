import { FLAG, KIND, NONE } from '../trace/event.ts';
import { deviate } from '../world/byzantine.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { hashKey, hashPlain } from '../base/hash.ts';
import { copyPlain, type PlainObject } from '../base/plain.ts';
import { Item, ITEM } from './queue.ts';
import type { Stage } from './stage.ts';

/** Carries messages from a send to the delivery that is planned for them, or to their loss. */
export class Messenger {
  readonly #stage: Stage;
  /** What becomes of a message that is lost right where it was sent. */
  readonly #lose: (item: Item) => void;

  constructor(stage: Stage, lose: (item: Item) => void) {
    this.#stage = stage;
    this.#lose = lose;
  }

  /** `honest` is what the node meant to send; `honestHash` hashes its type and content. */
  send(process: SimulatedProcess, target: number, name: string, honest: PlainObject, honestHash: number, cause: number): void {
    const { log, account, network, agenda, time } = this.#stage;
    const source = process.index;
    let payload: PlainObject = honest;
    let content = honestHash;
    let flags = 0;
    if (process.byzantine) {
      const altered = this.#deviate(process, target, honest);
      if (altered !== honest) {
        flags = FLAG.byzantine;
        account.apply('byzantine');
      }
      if (altered === undefined) {
        const step = log.add(time, KIND.send, flags, source, target, name, cause, honest, content, NONE);
        return this.#drop(source, target, step, 'withheld', flags, honest, content);
      }
      payload = altered;
      if (flags) content = hashKey(name) ^ hashPlain(altered);
    }
    const step = log.add(time, KIND.send, flags, source, target, name, cause, payload, content, NONE);
    if (network.isCut(source, target)) return this.#drop(source, target, step, 'partitioned', flags, payload, content);
    const passage = network.carry(source, target, time);
    if (passage.lost) {
      account.apply('loss');
      return this.#drop(source, target, step, 'lost', flags, payload, content);
    }
    if (passage.reordered) {
      // Datagrams overtake each other by latency alone, which is no fault unless it was asked for.
      if (account.isRequested('reorder')) account.apply('reorder');
      flags |= FLAG.reordered;
    }
    if (passage.delayed) account.apply('delay');
    if (passage.clogged) account.apply('clog');
    const { arrival, later } = passage;
    const value = log.lastValue;
    agenda.queue.push(new Item(arrival, agenda.sequence(), ITEM.deliver, target, source, name, payload, content, step, 0, 0, flags, value));
    if (later >= 0) {
      account.apply('duplicate');
      const again = flags | FLAG.duplicate;
      agenda.queue.push(new Item(later, agenda.sequence(), ITEM.deliver, target, source, name, copyPlain(payload), content, step, 0, 0, again, value));
    }
  }

  /** What waited to be read by a process that died. */
  dropUnread(unread: readonly Item[]): void {
    const { agenda, time } = this.#stage;
    for (const { what, node, peer, payload, contentHash, cause, flags, value } of unread) {
      if (what !== ITEM.deliver) continue;
      agenda.atOnce(new Item(time, 0, ITEM.drop, node, peer, 'lost in the crash', payload, contentHash, cause, 0, 0, flags, value));
    }
  }

  #deviate(process: SimulatedProcess, target: number, payload: PlainObject): PlainObject | undefined {
    const among = target > process.index ? target - 1 : target;
    return deviate(process.byzantine!, payload, among, this.#stage.streams.stream(`byzantine/${process.name}`));
  }

  /** The message is lost right where it was sent, and that is the next event; it belongs to its target. */
  #drop(source: number, target: number, cause: number, why: string, flags: number, payload: PlainObject, content: number): void {
    const { time, log } = this.#stage;
    this.#lose(new Item(time, 0, ITEM.drop, target, source, why, payload, content ^ hashKey(why), cause, 0, 0, flags, log.lastValue));
  }
}
