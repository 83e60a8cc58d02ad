import type { Disk } from '../author/self.ts';
import { copyPlain } from '../base/plain.ts';
import { freezeMethods } from '../base/freeze-methods.ts';
import type { Microseconds } from '../base/units.ts';
import { latencyOf, isFixed, type LatencyModel } from '../world/latency.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { failDisk } from './disk-failures.ts';
import { writeOf, type Effects } from './effects.ts';
import { ITEM } from './item.ts';
import type { MessageIsolator } from './message-isolator.ts';
import type { Stage } from './stage.ts';
import type { Timeline } from './timeline.ts';

interface NodeDiskOptions {
  readonly stage: Stage;
  readonly effects: Effects;
  readonly process: SimulatedProcess;
  readonly timeline: Timeline;
  readonly isolator: MessageIsolator;
  /** What every call on `self` does first. */
  readonly call: () => void;
}

/** `self.disk`, as one node's handlers get it. */
export class NodeDisk implements Disk {
  readonly #options: NodeDiskOptions;

  constructor(options: NodeDiskOptions) {
    this.#options = options;
    Object.freeze(this);
  }

  write(key: string, value: unknown): void {
    const { call, isolator, process, timeline } = this.#options;
    call();
    const payload = isolator.isolate({ value }, 'write', key);
    if (process.troubles.at(timeline.at, 'diskFull') !== undefined) failDisk('full', String(key), this.#options);
    this.#change(String(key), payload, isolator.hash);
  }

  delete(key: string): void {
    this.#options.call();
    this.#change(String(key), undefined, 0);
  }

  read<Value>(key: string): Value | undefined {
    this.#options.call();
    this.#options.timeline.pass(this.#latency(this.#options.stage.model.readLatency));
    return this.#read(String(key)) as Value | undefined;
  }

  /** What is in the cache is not read from the disk, so that nothing can be wrong with it. */
  #read(key: string): unknown {
    const { process, timeline, stage } = this.#options;
    const { disk, troubles, rot } = process;
    const fails = troubles.at(timeline.at, 'readErrors') !== undefined;
    const rotten = rot.at(timeline.at, key);
    if ((!fails && rotten === undefined) || !disk.isReadFromDisk(key)) return disk.read(key);
    if (fails) failDisk('read', key, this.#options);
    if (rotten!.isFound) failDisk('checksum', key, this.#options);
    if (!timeline.hasHappened) stage.account.strike(rotten!.name, 1);
    return copyPlain(rotten!.value);
  }

  keys(): readonly string[] {
    this.#options.call();
    return this.#options.process.disk.keys();
  }

  sync(): void {
    const { call, effects, process, timeline, stage } = this.#options;
    call();
    this.#keepBefore();
    timeline.pass(this.#latency(stage.model.syncLatency));
    if (process.troubles.at(timeline.at, 'failedSync') !== undefined) failDisk('sync', '', this.#options);
    effects.call(ITEM.sync, process, timeline, '', undefined, 0, 0);
  }

  #change(key: string, payload: { readonly value: unknown } | undefined, hash: number): void {
    const { effects, process, timeline } = this.#options;
    this.#keepBefore();
    // What the running handler has written is not what has rotted, though it be of the same moment.
    if (!timeline.isImmediate || process.rot.some) process.disk.plan(writeOf(key, payload));
    effects.call(ITEM.write, process, timeline, key, payload, hash, 0);
  }

  /** Others see the disk as it was before a handler that may take time. */
  #keepBefore(): void {
    const { process, timeline } = this.#options;
    if (timeline.mayPass) process.disk.keepBefore();
  }

  #latency(latency: LatencyModel): number {
    if (latency.max === 0) return 0;
    const { stage, process, timeline } = this.#options;
    const { model, choices } = stage;
    const usual = isFixed(latency)
      ? latency.min
      : latencyOf(latency, choices.stream(`disk/${process.name}`).next(), timeline.at >= model.stabilisesAt);
    return slowed(usual, 'disk', this.#options);
  }
}

/** How long something takes on a machine that may be slow. */
export function slowed(
  usual: Microseconds,
  what: 'disk' | 'cpu',
  { stage, process, timeline }: Pick<NodeDiskOptions, 'stage' | 'process' | 'timeline'>,
): Microseconds {
  // Where time is only order, a handler is atomic.
  if (stage.model.order) return 0;
  const { factor, names } = process.slowness.at(timeline.at, what);
  if (factor === 1) return usual;
  if (!timeline.hasHappened) for (const name of names) stage.account.strike(name, 1);
  return Math.round(usual * factor);
}

freezeMethods(NodeDisk.prototype);
