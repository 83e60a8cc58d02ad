import { KIND } from '../trace/event.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { PlannedFault } from '../world/timeline.ts';
import { ITEM, type Item } from './queue.ts';
import type { Messenger } from './messenger.ts';
import type { Stage } from './stage.ts';

/** Lets the planned faults of a run begin and end, and the system stabilise. */
export class FaultDriver {
  readonly #stage: Stage;
  readonly #messenger: Messenger;
  /** Something that properties can see has changed. */
  readonly #observe: () => void;

  constructor(stage: Stage, messenger: Messenger, observe: () => void) {
    this.#stage = stage;
    this.#messenger = messenger;
    this.#observe = observe;
  }

  /** The fault with this place in the plan begins, unless there is nothing for it to strike. */
  begin(index: number): void {
    const { plan, processes, account, agenda, network, log, time } = this.#stage;
    const fault = plan[index]!;
    const process = processes[fault.node];
    switch (fault.kind) {
      case 'crash':
        if (process?.up) this.#crash(process, fault);
        return;
      case 'restart':
        if (process && !process.up) {
          account.apply('restart');
          agenda.atOnce(agenda.lifeItem(ITEM.restart, time, process, -1));
        }
        return;
      case 'pause':
        if (process?.up) this.#pause(process, fault);
        return;
      case 'stall':
        if (process?.up) process.stalls.push({ calls: fault.amount, length: fault.until - fault.at });
        return;
      case 'clock':
        process!.clock.jump(fault.amount);
        account.apply('clock');
        log.named(time, KIND.fault, fault.node, fault.label);
        return;
      case 'heal':
        return this.#healAll();
      default:
        network.begin(index);
        if (fault.until !== Infinity) agenda.queue.push(agenda.worldItem(ITEM.faultEnds, fault.until, index));
        if (fault.kind !== 'partition') {
          log.named(time, KIND.fault, -1, fault.label);
          return;
        }
        account.apply('partition');
        log.named(time, KIND.partition, -1, fault.label, fault.sides);
        this.#observe();
    }
  }

  /** A fault of links ends, unless it was ended before. */
  end(index: number): void {
    const { plan, network, log, time } = this.#stage;
    if (!network.isActive(index)) return;
    const fault = plan[index]!;
    network.end(index);
    if (fault.kind !== 'partition') {
      log.named(time, KIND.fault, -1, `${fault.label} ends`);
      return;
    }
    log.named(time, KIND.heal, -1, fault.label, fault.sides);
    this.#observe();
  }

  /** A pause has run its time. */
  resume(item: Item): void {
    const { processes, agenda, log, time } = this.#stage;
    const process = processes[item.node]!;
    // A longer pause may have begun meanwhile, or the process may have died.
    if (item.incarnation !== process.incarnation || !process.paused || time < process.pausedUntil) return;
    process.pausedUntil = -1;
    log.happened(time, KIND.resume, item, 0);
    agenda.catchUp(process, time);
  }

  /** Faults stop here, and delays are bounded from here on (Dwork, Lynch and Stockmeyer 1988). */
  stabilise(): void {
    const stage = this.#stage;
    const { agenda, network, log, time } = stage;
    stage.stabilised = true;
    log.named(time, KIND.stabilise, -1, '');
    network.stabilise(time);
    // A message that was held back before is bounded too.
    agenda.queue.hasten(({ what, time: due, node, peer }) => (what === ITEM.deliver ? network.latestArrival(peer, node, time) : due));
    for (const process of stage.processes) {
      process.stalls = [];
      if (!process.up && process.incarnation > 0) agenda.atOnce(agenda.lifeItem(ITEM.restart, time, process, -1));
      if (process.paused) {
        process.pausedUntil = time;
        agenda.atOnce(agenda.lifeItem(ITEM.resume, time, process, -1));
      }
    }
    this.#observe();
  }

  #healAll(): void {
    const { network, account, log, time } = this.#stage;
    const partitions = network.activeOf('partition');
    if (partitions.length === 0) return;
    for (const partition of partitions) network.end(partition);
    account.apply('heal');
    log.named(time, KIND.heal, -1, 'all');
    this.#observe();
  }

  #crash(process: SimulatedProcess, fault: PlannedFault): void {
    const { account, agenda, log, time } = this.#stage;
    account.apply('crash');
    const unread = process.crash();
    const step = log.named(time, KIND.crash, process.index, fault.label);
    this.#messenger.dropUnread(unread);
    if (fault.until !== Infinity) agenda.queue.push(agenda.lifeItem(ITEM.restart, fault.until, process, step));
    this.#observe();
  }

  #pause(process: SimulatedProcess, fault: PlannedFault): void {
    const { account, agenda, log, time } = this.#stage;
    account.apply('pause');
    process.pausedUntil = Math.max(process.pausedUntil, fault.until);
    const step = log.named(time, KIND.pause, process.index, fault.label);
    agenda.queue.push(agenda.lifeItem(ITEM.resume, fault.until, process, step));
  }
}
