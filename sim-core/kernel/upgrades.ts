import { hashKey } from '../base/hash.ts';
import type { Microseconds } from '../base/units.ts';
import type { Beginning } from '../faults/fault-kind.ts';
import { KIND, NONE } from '../trace/event.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { Item, ITEM } from './item.ts';
import type { Lives } from './lives.ts';
import type { Stage } from './stage.ts';

/** Lets faults upgrade processes: what is told before, the stop, and the start with other handlers. */
export class Upgrades {
  readonly #stage: Stage;
  readonly #lives: Lives;

  constructor(stage: Stage, lives: Lives) {
    this.#stage = stage;
    this.#lives = lives;
  }

  /** The process is told, by a timer of its own that rings now. One that is down has nothing to finish. */
  drains(process: SimulatedProcess, name: string, { to, timer }: { readonly to: string; readonly timer: string }): Beginning {
    const { log, time } = this.#stage;
    process.draining.set(name, to);
    const step = log.named(time, KIND.drain, process.index, to, -1);
    if (!process.up) return 'waiting';
    this.#ring(process, timer, step);
    return 'struck';
  }

  #ring(process: SimulatedProcess, timer: string, cause: number): void {
    const { agenda, time } = this.#stage;
    const { index, incarnation } = process;
    const generation = ++process.timerGeneration;
    const setting = { generation, due: time };
    process.timers.set(timer, setting);
    // A handler under way has not set it, so that others see it as well.
    if (process.timersBefore) process.timersBefore = new Map([...process.timersBefore, [timer, setting]]);
    const item = new Item(
      time,
      agenda.sequence(),
      ITEM.timer,
      index,
      -1,
      timer,
      undefined,
      hashKey(timer),
      cause,
      incarnation,
      generation,
      0,
      NONE,
    );
    agenda.queue.push(item);
  }

  /** The upgrade that the process got ready for happens, unless it happened at stabilisation. */
  drained(process: SimulatedProcess, name: string, upgrade: { readonly to: string; readonly down: Microseconds }): void {
    if (process.draining.delete(name)) this.upgrades(process, name, upgrade);
  }

  /** One that is down already runs the other version when it comes up. */
  upgrades(process: SimulatedProcess, name: string, { to, down }: { readonly to: string; readonly down: Microseconds }): Beginning {
    const { account, log, time, model } = this.#stage;
    process.version = 1 + model.versions.findIndex((version) => version.name === to);
    if (!process.up) {
      log.named(time, KIND.upgrade, process.index, to, -1);
      account.strike(name);
      return 'struck';
    }
    account.strike(name, this.#lives.stop(process, to));
    if (down > 0) process.holds.set(name, 'down');
    else this.#lives.start(process);
    return 'struck';
  }

  /** Stabilisation: who is getting ready is upgraded now, and is up again at once. */
  finish(process: SimulatedProcess): void {
    for (const [name, to] of process.draining) this.drained(process, name, { to, down: 0 });
  }
}
