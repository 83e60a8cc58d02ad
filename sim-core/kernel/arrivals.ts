import { FLAG, KIND } from '../trace/event.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { FaultDriver } from './fault-driver.ts';
import type { HandlerRunner } from './handler-runner.ts';
import { ITEM, type Item } from './item.ts';
import type { Lives } from './lives.ts';
import type { Messenger } from './messenger.ts';
import type { Stage } from './stage.ts';

interface ArrivalsOptions {
  readonly stage: Stage;
  readonly lives: Lives;
  readonly handlers: HandlerRunner;
  readonly messenger: Messenger;
  readonly faults: FaultDriver;
}

/** What comes to processes, messages and timers, and is handled now, waits, or is lost. */
export class Arrivals {
  readonly #stage: Stage;
  readonly #lives: Lives;
  readonly #handlers: HandlerRunner;
  readonly #messenger: Messenger;
  readonly #faults: FaultDriver;

  constructor({ stage, lives, handlers, messenger, faults }: ArrivalsOptions) {
    this.#stage = stage;
    this.#lives = lives;
    this.#handlers = handlers;
    this.#messenger = messenger;
    this.#faults = faults;
  }

  /** A message comes to the end of its link. */
  arrive(item: Item): void {
    const { processes, network } = this.#stage;
    const process = processes[item.node]!;
    const link = network.link(item.peer, item.node);
    if (link.isCut) return this.#messenger.cutOff(item);
    if (link.isHeld) return this.#faults.hold(item);
    if (!process.up) {
      this.#faults.observeHolds(process);
      return this.#messenger.dropItem(item, 'node is down');
    }
    const isOvertaken = item.tag < link.newest && (item.flags & FLAG.duplicate) === 0;
    if (item.tag > link.newest) link.newest = item.tag;
    this.#comes(process, item, isOvertaken ? item.flags | FLAG.overtaken : item.flags);
  }

  /** What is on its way comes to another point of it than its end as a message. */
  travels(item: Item): void {
    switch (item.what) {
      case ITEM.leaves:
      case ITEM.lost:
        return this.#messenger.leavesLate(item);
      case ITEM.reach:
        if (this.#passes(item)) this.#messenger.reaches(item);
        return;
      case ITEM.segment:
      case ITEM.acknowledge:
        return this.#segment(item);
      case ITEM.expire:
        return this.#messenger.streams.expires(item);
      default:
        throw new RangeError(`Nothing of the kind ${item.what} is on its way.`);
    }
  }

  /** A segment comes to the end of its link, or an acknowledgement to that of the other. */
  #segment(item: Item): void {
    if (!this.#passes(item)) return;
    const process = this.#stage.processes[item.node]!;
    if (!process.up) {
      this.#faults.observeHolds(process);
      this.#messenger.loses(item, 'node is down');
    } else if (item.what === ITEM.acknowledge) this.#messenger.streams.acknowledged(item);
    else this.#messenger.streams.segment(item);
  }

  /** Whether a link lets pass what has come to its end. */
  #passes(item: Item): boolean {
    const { isCut, isHeld } = this.#stage.network.link(item.peer, item.node);
    if (isCut) this.#messenger.cutOff(item);
    else if (isHeld) this.#faults.hold(item);
    return !isCut && !isHeld;
  }

  /** Something for a process to handle: now, or behind what waits already. */
  #comes(process: SimulatedProcess, item: Item, flags: number): void {
    const { agenda } = this.#stage;
    if (!process.canRun || agenda.hasWaiting(process)) {
      if (process.frozen) this.#faults.observeHolds(process);
      if (!this.#messenger.mayWait(item)) return this.#messenger.dropItem(item, 'receive buffer full');
      agenda.wait(process, flags === item.flags ? item : item.marked(flags));
    } else if (item.what === ITEM.deliver) this.#deliver(process, item, flags);
    else this.#ring(process, item);
  }

  #deliver(process: SimulatedProcess, item: Item, flags: number): void {
    const { processes, log, time, model } = this.#stage;
    if (model.hasStreams) this.#messenger.streams.reads(item);
    // A late answer is lost on its receiver, and no handler of its ever sees it.
    if (this.#handlers.isStale(process, item.payload)) return this.#messenger.dropItem(item, 'no longer awaited');
    if (this.#stage.model.versions.length > 0 && !this.#handlers.knows(process, item.name, item.payload))
      return this.#messenger.dropItem(item, 'unknown to this version');
    if (this.#stage.liars.some) this.#toLiar(process, item);
    const step = log.happened(time, KIND.deliver, item, flags);
    this.#lives.handle(process, this.#handlers.messageCall(process, item.name, item.payload, processes[item.peer]!.name, step));
  }

  /** Somebody who lies hears it too, and may forget what the node knows. */
  #toLiar(process: SimulatedProcess, { payload }: Item): void {
    const { liars, log, time } = this.#stage;
    liars.hears(process, payload);
    const forgot = liars.forgets(process);
    if (!forgot) return;
    log.named(time, KIND.forget, process.index, forgot.fields, -1);
    this.#lives.becomes(process, forgot.state);
  }

  /** A timer is due. */
  fire(item: Item): void {
    const process = this.#stage.processes[item.node]!;
    if (this.#counts(process, item)) this.#comes(process, item, 0);
  }

  /** A timer that was set again, cancelled, or lost in a crash no longer counts. */
  #counts(process: SimulatedProcess, item: Item): boolean {
    return process.timers.get(item.name)?.generation === item.tag;
  }

  #ring(process: SimulatedProcess, item: Item): void {
    if (!this.#counts(process, item)) return;
    process.timers.delete(item.name);
    const step = this.#stage.log.happened(this.#stage.time, KIND.timer, item, 0);
    this.#lives.handle(process, this.#handlers.timerCall(process, item.name, step));
  }

  /** A process takes up the oldest of what waited for it; the next waits for another turn. */
  wake(item: Item): void {
    const { agenda, processes, time } = this.#stage;
    const process = processes[item.node]!;
    if (item.incarnation !== process.incarnation || !process.canRun) return;
    const next = agenda.nextWaiting(process);
    if (next) this.#messenger.takenUp(next);
    if (next?.what === ITEM.deliver) this.#deliver(process, next, next.flags);
    else if (next) this.#ring(process, next);
    if (process.canRun) agenda.wake(process, time);
  }
}
