import { hashKey } from '../base/hash.ts';
import { copyPlain, type PlainObject } from '../base/plain.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import { FLAG, KIND, NONE } from '../trace/event.ts';
import type { Write } from '../world/disk.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { failureCause, type DiskFailed } from './disk-failures.ts';
import { Item, ITEM } from './item.ts';
import { PLACES_OF_A_SEND, type Messenger } from './messenger.ts';
import { running } from './running.ts';
import type { Stage } from './stage.ts';
import type { Timeline } from './timeline.ts';

/**
 * What running handlers bring about: right away where the handler has taken no time, and otherwise
 * at its place on the handler's timeline. Either way its places in the total order are given at the
 * call.
 */
export class Effects {
  /** The step of the event whose handler runs, or ran last. */
  cause = -1;
  /** The places that the call that is being made was given. */
  #sequence = 0;
  /** What the running handler brings about later. */
  #later: Item[] = [];
  readonly #stage: Stage;
  readonly #messenger: Messenger;

  constructor(stage: Stage, messenger: Messenger) {
    this.#stage = stage;
    this.#messenger = messenger;
  }

  /** What the handler that just ended brings about later; the list is the caller's from here on. */
  takeLater(): readonly Item[] {
    const later = this.#later;
    if (later.length > 0) this.#later = [];
    return later;
  }

  // Called for by handlers.

  callSend(process: SimulatedProcess, timeline: Timeline, peer: number, type: string, payload: PlainObject, payloadHash: number): void {
    running.goesOn?.();
    const sequence = this.#stage.agenda.sequence(PLACES_OF_A_SEND);
    const content = hashKey(type) ^ payloadHash;
    if (timeline.isImmediate) this.#messenger.send(process, peer, type, payload, content, this.cause, sequence);
    else this.#put(ITEM.send, process, timeline, sequence, peer, type, payload, content, 0);
  }

  call(
    what: number,
    process: SimulatedProcess,
    timeline: Timeline,
    name: string,
    payload: PlainObject | undefined,
    payloadHash: number,
    tag: number,
  ): void {
    running.goesOn?.();
    // A timer has two places: its setting, and when it is due.
    const sequence = this.#stage.agenda.sequence(2);
    const content = hashKey(name) ^ payloadHash;
    if (!timeline.isImmediate) {
      this.#put(what, process, timeline, sequence, -1, name, payload, content, tag);
      return;
    }
    this.#sequence = sequence;
    this.#happen(what, process, name, payload, content, tag, this.cause);
  }

  #put(
    what: number,
    process: SimulatedProcess,
    timeline: Timeline,
    sequence: number,
    peer: number,
    name: string,
    payload: PlainObject | undefined,
    content: number,
    tag: number,
  ): void {
    if (timeline.hasHappened) return;
    this.#later.push(
      new Item(timeline.at, sequence, what, process.index, peer, name, payload, content, this.cause, process.incarnation, tag, 0, NONE),
    );
  }

  // What happens.

  /** An effect takes place at its time. */
  happens(process: SimulatedProcess, item: Item): void {
    const { what, peer, name, payload, contentHash, tag, cause, sequence } = item;
    this.#sequence = sequence;
    if (what === ITEM.send) this.#messenger.send(process, peer, name, payload!, contentHash, cause, sequence);
    else this.#happen(what, process, name, payload, contentHash, tag, cause);
  }

  #happen(
    what: number,
    process: SimulatedProcess,
    name: string,
    payload: PlainObject | undefined,
    content: number,
    tag: number,
    cause: number,
  ): void {
    const { index } = process;
    switch (what) {
      case ITEM.write:
        this.#log(KIND.write, index, name, cause, payload, content);
        return this.#write(process, writeOf(name, payload));
      case ITEM.sync:
        this.#log(KIND.sync, index, name, cause, payload, content);
        return this.#sync(process);
      case ITEM.diskFails:
        return this.#diskFails(process, name, payload!, content, cause);
      case ITEM.note:
        this.#log(KIND.note, index, name, cause, payload, content);
        this.#stage.novelty?.noted(name);
        return;
      case ITEM.invoke:
        return this.#invoke(process, name, payload!, content, tag, cause);
      case ITEM.complete:
        return this.#complete(process, payload!, content, tag, cause);
      case ITEM.stall:
        process.stalledBy = name;
        this.#logStall(KIND.pause, index, name, cause);
        this.#stage.log.strikes(name, index);
        this.#stage.log.opens('stalled', index, '');
        this.#stage.account.strike(name, 1);
        this.#stage.tolerated.look();
        return this.#stage.changed();
      case ITEM.thaw:
        process.stalledBy = undefined;
        this.#logStall(KIND.resume, index, name, cause);
        this.#stage.log.closes('stalled', index, '');
        return this.#stage.changed();
      case ITEM.setTimer:
        return this.#setTimer(process, name, tag, cause);
      case ITEM.cancelTimer:
        process.timers.delete(name);
        return;
      default:
        throw new RangeError(`Handlers bring about nothing of the kind ${what}.`);
    }
  }

  /** By its cause, where its kind has one. */
  #logStall(kind: number, node: number, fault: string, cause: number): void {
    const label = this.#stage.plan.get(fault)?.label || STALL;
    this.#log(kind, node, label, cause, undefined, hashKey(label), FLAG.stall);
  }

  /** Nobody is told what becomes of it on a disk in trouble. */
  #write(process: SimulatedProcess, write: Write): void {
    const { troubles, disk } = process;
    const lost = troubles.of('lostWrites');
    if (lost !== undefined) return this.#stage.account.strike(lost.name, 1);
    const misdirected = troubles.of('misdirectedWrites');
    const key = misdirected === undefined ? write.key : disk.misdirected(write.key);
    if (key !== write.key) this.#stage.account.strike(misdirected!.name, 1);
    disk.write(key === write.key ? write : { ...write, key });
  }

  #sync(process: SimulatedProcess): void {
    const lying = process.troubles.of('lyingSync');
    if (lying !== undefined) return this.#stage.account.strike(lying.name, 1);
    process.rot.overwritten(process.disk.sync(), this.#stage.time);
  }

  #diskFails(process: SimulatedProcess, name: string, payload: PlainObject, content: number, cause: number): void {
    this.#log(KIND.diskError, process.index, name, cause, payload, content);
    const failed = payload as unknown as DiskFailed;
    if (failed.failure === 'sync') process.disk.givesUp();
    this.#stage.account.strike(failureCause(failed, process, this.#stage.time)!, 1);
  }

  #invoke(process: SimulatedProcess, name: string, payload: PlainObject, content: number, id: number, cause: number): void {
    const { log, history, time } = this.#stage;
    this.#log(KIND.invoke, process.index, name, cause, payload, content);
    log.opens('operation', process.index, id, log.steps - 1, name);
    const input = copyPlain(payload['input']);
    history.invoke({ id, client: process.name, operation: name, input, at: time / 1_000, step: log.steps - 1 });
    this.#stage.changed();
  }

  #complete(process: SimulatedProcess, payload: PlainObject, content: number, id: number, cause: number): void {
    const { log, history, time } = this.#stage;
    if (!history.isPending(id)) {
      // Who has forgotten that it had ended, or was made to, does not end it once more.
      if (process.altered) return;
      throw new ScenarioError(
        `'${process.name}' ends the operation ${id} twice.`,
        'End each operation once, with self.complete, self.fail or self.info.',
        {
          node: process.name,
        },
      );
    }
    const { status, output } = payload as { status: keyof typeof ENDS; output: unknown };
    this.#log(KIND.complete, process.index, history.operationName(id), cause, payload, content);
    log.closes('operation', process.index, id);
    history.end({ type: ENDS[status], id, output: copyPlain(output), at: time / 1_000, step: log.steps - 1 });
    this.#stage.changed();
  }

  #setTimer(process: SimulatedProcess, name: string, length: Microseconds, cause: number): void {
    const { agenda, time } = this.#stage;
    const due = time + length;
    const generation = ++process.timerGeneration;
    process.timers.set(name, { generation, due });
    agenda.queue.push(
      new Item(
        due,
        this.#sequence + 1,
        ITEM.timer,
        process.index,
        -1,
        name,
        undefined,
        hashKey(name),
        cause,
        process.incarnation,
        generation,
        0,
        NONE,
      ),
    );
  }

  #log(kind: number, node: number, name: string, cause: number, payload: PlainObject | undefined, content: number, flags = 0): void {
    const { log, time } = this.#stage;
    log.add(time, kind, flags, node, -1, name, cause, payload, content, NONE);
  }
}

/** How an operation ended, by the word that a trace has for it. */
const ENDS = { ok: 'ok', failed: 'fail', info: 'info' } as const;

/** How the trace names a pause inside a handler. */
const STALL = 'stall';

/** The payload of a write is shared with the disk, which never changes what it holds. */
export function writeOf(key: string, payload: PlainObject | undefined): Write {
  return payload === undefined ? { key } : { key, value: payload['value'] };
}
