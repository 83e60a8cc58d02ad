import { copyPlain, type PlainObject } from '../base/plain.ts';
import { setPath } from '../base/set-path.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Beginning } from '../faults/fault-kind.ts';
import { KIND } from '../trace/event.ts';
import type { Lives } from './lives.ts';
import type { Stage } from './stage.ts';

/** Lets faults change what processes hold in memory. */
export class Memories {
  readonly #stage: Stage;
  readonly #lives: Lives;

  constructor(stage: Stage, lives: Lives) {
    this.#stage = stage;
    this.#lives = lives;
  }

  overwrites(node: number, name: string, set: Readonly<Record<string, unknown>>, label: string): Beginning {
    const { log, time, processes } = this.#stage;
    const process = processes[node]!;
    // A handler at work has a memory that nobody sees yet, and executes again with what it began with.
    if (!process.up || process.starting || process.busy) return 'idle';
    // What properties have kept of the state stays what it was.
    const state = copyPlain(process.state) as PlainObject;
    for (const [path, value] of Object.entries(set)) {
      if (setPath(state, path, value)) continue;
      throw new ScenarioError(
        `${name} overwrites ${path}, and the state of ${process.name} has nothing there.`,
        'Write a path of its state, such as `holder` or `log.3.term`, as the diagram shows it.',
        { node: process.name },
      );
    }
    log.named(time, KIND.fault, node, label, -1);
    this.#lives.becomes(process, state);
    return 'struck';
  }
}
