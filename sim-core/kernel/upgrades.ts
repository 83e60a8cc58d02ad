import { hashKey } from '../base/hash.ts';
import type { Microseconds } from '../base/units.ts';
import type { Beginning } from '../faults/fault-kind.ts';
import { KIND, NONE } from '../trace/event.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { Item, ITEM } from './item.ts';
import type { Lives } from './lives.ts';
import type { Stage } from './stage.ts';
import { versionNumber } from './versions.ts';

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
    const { log, time, model, account } = this.#stage;
    const version = versionNumber(model.versions, to);
    // Who has taken it over goes on with handlers of his own.
    if (process.honestVersion === undefined) process.version = version;
    else process.honestVersion = version;
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

  /** The process runs a liar's handlers from now on. */
  takenOver(process: SimulatedProcess, version: string): void {
    process.honestVersion ??= process.version;
    process.version = versionNumber(this.#stage.model.versions, version);
    this.#startsAnew(process, version);
  }

  /** The process runs its honest handlers again, unless somebody else has it. */
  handedBack(process: SimulatedProcess): void {
    const { liars, model } = this.#stage;
    if (process.honestVersion === undefined) return;
    const left = liars.behaviourOf(process);
    if (left?.behaviour === 'handlers') return this.takenOver(process, left.version);
    process.version = process.honestVersion;
    process.honestVersion = undefined;
    this.#startsAnew(process, model.versions[process.version - 1]?.name ?? 'the honest handlers');
  }

  #startsAnew(process: SimulatedProcess, version: string): void {
    if (!process.up) return;
    this.#lives.stop(process, version);
    this.#lives.start(process);
  }

  /** Stabilisation: who is getting ready is upgraded now, and is up again at once. */
  finish(process: SimulatedProcess): void {
    for (const [name, to] of process.draining) this.drained(process, name, { to, down: 0 });
  }
}
