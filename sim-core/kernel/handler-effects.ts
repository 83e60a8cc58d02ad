import { NONE } from '../trace/event.ts';
import { drawLatency } from '../world/latency.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { hashKey } from '../base/hash.ts';
import type { Messenger } from './messenger.ts';
import type { HandlerHost } from './node-self.ts';
import type { PlainObject } from '../base/plain.ts';
import { Item, ITEM } from './queue.ts';
import type { Stage } from './stage.ts';

/** Puts what running handlers bring about into the agenda of their run. */
export class HandlerEffects implements HandlerHost {
  readonly names: readonly string[];
  readonly syncing: { latency(node: number): number };
  /** The step of the event whose handler runs, or ran last. */
  cause = -1;
  readonly #stage: Stage;
  readonly #messenger: Messenger;
  /**
   * A send may happen right when the handler calls for it, since nothing can come between the two:
   * the same events in the same order, without a place in line. Not when single steps are asked for.
   */
  readonly #sendsAtOnce: boolean;
  /** How many operations clients have invoked. */
  #operations = 0;

  constructor(stage: Stage, messenger: Messenger, sendsAtOnce: boolean) {
    const { model, streams } = stage;
    this.names = model.names;
    this.#stage = stage;
    this.#messenger = messenger;
    this.#sendsAtOnce = sendsAtOnce;
    this.syncing = {
      latency: (node) => drawLatency(model.syncLatency, streams.stream(`disk/${model.names[node]!}`), stage.stabilised),
    };
  }

  get time(): number {
    return this.#stage.time;
  }

  get operations(): number {
    return this.#operations;
  }

  indexOfNode(name: string): number | undefined {
    return this.#stage.model.indexes.get(name);
  }

  effect(what: number, process: SimulatedProcess, offset: number, peer: number, name: string, payload: PlainObject | undefined, payloadHash: number, tag: number): void {
    const { agenda, time } = this.#stage;
    const content = hashKey(name) ^ payloadHash;
    if (what === ITEM.send && offset === 0 && this.#sendsAtOnce && agenda.idle) {
      this.#messenger.send(process, peer, name, payload!, content, this.cause);
      return;
    }
    // Effects that happen at once stay in their own line, where they need no place in the queue.
    const sequence = offset === 0 ? 0 : agenda.sequence();
    const item = new Item(time + offset, sequence, what, process.index, peer, name, payload, content, this.cause, process.incarnation, tag, 0, NONE);
    if (offset === 0) agenda.atOnce(item);
    else agenda.queue.push(item);
  }

  setTimer(process: SimulatedProcess, name: string, due: number): void {
    const { agenda } = this.#stage;
    const generation = ++process.timerGeneration;
    process.timers.set(name, { generation, due });
    agenda.queue.push(
      new Item(due, agenda.sequence(), ITEM.timer, process.index, -1, name, undefined, hashKey(name), this.cause, process.incarnation, generation, 0, NONE),
    );
  }

  nextOperation(): number {
    return this.#operations++;
  }

  isOperation(id: number): boolean {
    return Number.isSafeInteger(id) && id >= 0 && id < this.#operations;
  }

  stallStrikes(process: SimulatedProcess, offset: number, length: number): number {
    // Stabilisation thaws what is frozen then, a stall that is under way included, and with it ends
    // whatever was still to strike in a handler that began before.
    const { stabilised, model, time, account } = this.#stage;
    const left = stabilised ? length : model.stabilisesAt - time - offset;
    if (left <= 0) return 0;
    const lasts = Math.min(length, left);
    this.effect(ITEM.stall, process, offset, -1, 'stall', undefined, 0, 0);
    this.effect(ITEM.thaw, process, offset + lasts, -1, 'stall', undefined, 0, 0);
    account.apply('stall');
    return lasts;
  }

  load(operations: number): void {
    this.#operations = operations;
  }
}
