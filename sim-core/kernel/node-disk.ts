import type { Disk } from '../author/self.ts';
import { freezeMethods } from '../base/freeze-methods.ts';
import { latencyOf, isFixed } from '../world/latency.ts';
import type { SimulatedProcess } from '../world/process.ts';
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
    const { call, isolator } = this.#options;
    call();
    const payload = isolator.isolate({ value }, 'write', key);
    this.#change(String(key), payload, isolator.hash);
  }

  delete(key: string): void {
    this.#options.call();
    this.#change(String(key), undefined, 0);
  }

  read<Value>(key: string): Value | undefined {
    this.#options.call();
    return this.#options.process.disk.read(String(key)) as Value | undefined;
  }

  keys(): readonly string[] {
    this.#options.call();
    return this.#options.process.disk.keys();
  }

  sync(): void {
    const { call, effects, process, timeline } = this.#options;
    call();
    this.#keepBefore();
    timeline.pass(this.#latency());
    effects.call(ITEM.sync, process, timeline, '', undefined, 0, 0);
  }

  #change(key: string, payload: { readonly value: unknown } | undefined, hash: number): void {
    const { effects, process, timeline } = this.#options;
    this.#keepBefore();
    if (!timeline.isImmediate) process.disk.plan(writeOf(key, payload));
    effects.call(ITEM.write, process, timeline, key, payload, hash, 0);
  }

  /** Others see the disk as it was before a handler that may take time. */
  #keepBefore(): void {
    const { process, timeline } = this.#options;
    if (timeline.mayPass) process.disk.keepBefore();
  }

  #latency(): number {
    const { stage, process, timeline } = this.#options;
    const { model, choices } = stage;
    const { syncLatency } = model;
    if (isFixed(syncLatency)) return syncLatency.min;
    return latencyOf(syncLatency, choices.stream(`disk/${process.name}`).next(), timeline.at >= model.stabilisesAt);
  }
}

freezeMethods(NodeDisk.prototype);
