import type { DiskTrouble } from '../base/disk-trouble.ts';
import type { Beginning } from '../faults/fault-kind.ts';
import { FLAG, KIND } from '../trace/event.ts';
import type { Stage } from './stage.ts';

/** Lets faults empty disks, and keep them from doing what they say. */
export class BadDisks {
  readonly #stage: Stage;
  /** The place of each fault in the trace's list of them. */
  readonly #places: ReadonlyMap<string, number>;

  constructor(stage: Stage, places: ReadonlyMap<string, number>) {
    this.#stage = stage;
    this.#places = places;
  }

  wipe(node: number): Beginning {
    this.#stage.processes[node]!.disk.wipe();
    this.#stage.changed();
    return 'struck';
  }

  troubles(node: number, name: string, kind: DiskTrouble): Beginning {
    const { log, time, processes } = this.#stage;
    processes[node]!.troubles.begins(name, kind);
    const step = log.named(time, KIND.diskTrouble, node, kind, -1);
    log.opens('troubled', node, name, step, this.#places.get(name) ?? -1);
    return 'waiting';
  }

  untroubled(node: number, name: string): void {
    const { log, time, processes, plan } = this.#stage;
    // Stabilisation may have ended it before.
    if (!processes[node]!.troubles.ends(name)) return;
    log.named(time, KIND.diskTrouble, node, plan.get(name)!.kind, -1, FLAG.ends);
    log.closes('troubled', node, name);
  }
}
