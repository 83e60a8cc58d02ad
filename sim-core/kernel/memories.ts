import { setPath } from '../base/set-path.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Beginning } from '../faults/fault-kind.ts';
import { KIND } from '../trace/event.ts';
import type { Stage } from './stage.ts';

/** Lets faults change what processes hold in memory. */
export class Memories {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  overwrites(node: number, name: string, set: Readonly<Record<string, unknown>>, label: string): Beginning {
    const { log, time, processes } = this.#stage;
    const process = processes[node]!;
    // A handler at work has a memory that nobody sees yet, and executes again with what it began with.
    if (!process.up || process.starting || process.busy) return 'idle';
    for (const [path, value] of Object.entries(set)) {
      if (setPath(process.state, path, value)) continue;
      throw new ScenarioError(
        `${name} overwrites ${path}, and the state of ${process.name} has nothing there.`,
        'Write a path of its state, such as `holder` or `log.3.term`, as the diagram shows it.',
        { node: process.name },
      );
    }
    log.named(time, KIND.fault, node, label, -1);
    this.#stage.changed();
    return 'struck';
  }
}
