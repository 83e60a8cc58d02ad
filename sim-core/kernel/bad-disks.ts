import type { DiskTrouble } from '../base/disk-trouble.ts';
import { hashPlain } from '../base/hash.ts';
import type { Beginning } from '../faults/fault-kind.ts';
import { FLAG, KIND } from '../trace/event.ts';
import { damagedValue } from './corruption.ts';
import type { Lives } from './lives.ts';
import type { Stage } from './stage.ts';

/** Lets faults empty disks, damage what is on them, and keep them from doing what they say or are asked for. */
export class BadDisks {
  readonly #stage: Stage;
  readonly #lives: Lives;
  /** The place of each fault in the trace's list of them. */
  readonly #places: ReadonlyMap<string, number>;

  constructor(stage: Stage, lives: Lives, places: ReadonlyMap<string, number>) {
    this.#stage = stage;
    this.#lives = lives;
    this.#places = places;
  }

  wipe(node: number): Beginning {
    const { disk, rot } = this.#stage.processes[node]!;
    disk.wipe();
    rot.wipe();
    this.#stage.changed();
    return 'struck';
  }

  troubles(node: number, name: string, kind: DiskTrouble, block = 1): Beginning {
    const { log, time, processes } = this.#stage;
    const process = processes[node]!;
    process.troubles.begins(name, kind, block, this.#lives.reach(process));
    const step = log.named(time, KIND.diskTrouble, node, kind, -1);
    log.opens('troubled', node, name, step, this.#places.get(name) ?? -1);
    if (SAID.has(kind)) this.#lives.readsAnew(process);
    return 'waiting';
  }

  untroubled(node: number, name: string): void {
    const { log, time, processes, plan } = this.#stage;
    const process = processes[node]!;
    // Stabilisation may have ended it before.
    if (!process.troubles.ends(name, this.#lives.reach(process).at)) return;
    const { kind } = plan.get(name)!;
    log.named(time, KIND.diskTrouble, node, kind, -1, FLAG.ends);
    log.closes('troubled', node, name);
    if (SAID.has(kind as DiskTrouble)) this.#lives.readsAnew(process);
  }

  rots(node: number, name: string, { key: named, isFound }: { readonly key: string | undefined; readonly isFound: boolean }): Beginning {
    const { log, time, processes, choices } = this.#stage;
    const process = processes[node]!;
    const stored = process.disk.durable.filter(([key]) => named === undefined || key === named);
    if (stored.length === 0) return 'idle';
    const random = choices.stream(`rot/${process.name}/${time}`);
    const [key, written] = stored[random.below(stored.length)]!;
    const present = process.rot.now.find((rot) => rot.key === key);
    const whole = present ? present.value : written;
    const value = damagedValue(whole, random.next());
    // There is nothing in it that could be damaged.
    if (Object.is(value, whole)) return 'idle';
    process.rot.begins(name, { key, value, isFound }, this.#lives.reach(process));
    const payload = { value };
    log.named(time, KIND.bitRot, node, key, -1, 0, payload, hashPlain(payload));
    this.#lives.readsAnew(process);
    this.#stage.changed();
    return 'struck';
  }
}

/** The troubles that a handler under way is told of. */
const SAID: ReadonlySet<DiskTrouble> = new Set(['failedSync', 'diskFull', 'readErrors']);
