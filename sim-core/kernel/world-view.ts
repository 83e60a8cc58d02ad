import type { DiskView, Operation, QueueView, Status, World } from '../author/world.ts';
import { freezeMethods } from '../base/freeze-methods.ts';
import { copyPlain } from '../base/plain.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import { didYouMean } from '../base/nearest.ts';
import type { HistoryLog } from '../judges/histories/entry.ts';
import { NotStarted, type Viewed } from '../judges/questions.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { QueueViews } from './queue-view.ts';
import type { Stage } from './stage.ts';
import { writtenText } from '../base/written-text.ts';

/** What properties see of a run: the states as of the last completed handlers, the history, who reaches whom. */
export class WorldView implements Viewed {
  readonly world: World;
  time: Microseconds = 0;
  timeWasRead = false;
  missing: string | undefined;
  readonly #stage: Stage;
  /** The states by node name, of nodes that have started; the others are there as well, but hidden. Made when it is looked at. */
  #states: World['nodes'] | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.world = freezeMethods(new SeenWorld(stage, this));
  }

  get history(): HistoryLog {
    return this.#stage.history;
  }

  /** All that properties see of the nodes, without looking for who has not started. */
  get states(): unknown {
    return this.#stage.processes.map(({ visible }) => visible);
  }

  /** All that properties can keep. */
  get seen(): readonly unknown[] {
    return [this.#states, ...this.#stage.processes.map(({ visible }) => visible)];
  }

  /** A process has another state to be seen, or the whole world is another. */
  refresh(): void {
    this.#states = undefined;
  }

  get nodes(): World['nodes'] {
    return (this.#states ??= this.#seen());
  }

  /** Frozen, because properties only look; all names in the order of the scenario, so that the order in which they meet them never varies. */
  #seen(): World['nodes'] {
    const states: Record<string, unknown> = {};
    for (const { name, started, visible } of this.#stage.processes) {
      if (started && name !== '__proto__') states[name] = visible;
      else if (started) Object.defineProperty(states, name, { enumerable: true, value: visible });
      else Object.defineProperty(states, name, { enumerable: false, get: () => this.#notStarted(name) });
    }
    return Object.freeze(states) as World['nodes'];
  }

  #notStarted(name: string): never {
    this.missing = name;
    throw new NotStarted(`'${name}' has not started.`);
  }
}

/**
 * The world, as properties get it: what it says comes from the view. Its questions are functions of its own, because authors take them
 * out of it; what it only reads is shared by all worlds, so that an engine knows the properties' code by one shape.
 */
class SeenWorld implements World {
  readonly #stage: Stage;
  readonly #view: WorldView;
  readonly #queues: QueueViews;

  constructor(stage: Stage, view: WorldView) {
    this.#stage = stage;
    this.#view = view;
    this.#queues = new QueueViews(stage, () => {
      view.timeWasRead = true;
      return view.time;
    });
  }

  get nodes(): World['nodes'] {
    return this.#view.nodes;
  }

  get history(): readonly Operation[] {
    return this.#stage.history.seen;
  }

  get core(): readonly string[] {
    return this.#stage.stabilised ? this.#stage.coreNames : this.#stage.model.names;
  }

  get time(): number {
    this.#view.timeWasRead = true;
    if (this.#stage.model.order) this.#stage.clockReaders.add('');
    return this.#view.time / 1_000;
  }

  readonly status = (name: string): Status => STATUS[this.#process(name).status()];

  readonly isUp = (name: string): boolean => {
    const { up, starting } = this.#process(name);
    return up && !starting;
  };

  readonly isHonest = (name: string): boolean => !this.#stage.liars.hasLied(this.#process(name));

  readonly disk = (name: string): DiskView => diskView(this.#process(name));

  readonly queue = (line: string): QueueView => this.#queues.of(line);

  readonly canReach = (from: string, to: string): boolean =>
    this.isUp(from) && this.isUp(to) && !this.#stage.network.isCut(this.#process(from).index, this.#process(to).index);

  #process(name: string): SimulatedProcess {
    const { model, processes } = this.#stage;
    const index = model.indexes.get(name);
    if (index !== undefined) return processes[index]!;
    throw new ScenarioError(
      `A property asks for the node ${writtenText(name)}, which does not exist.`,
      didYouMean(name, model.names).replace('Known are', 'The nodes are'),
    );
  }
}

freezeMethods(SeenWorld.prototype);

const STATUS = {
  unstarted: 'starting',
  starting: 'starting',
  up: 'up',
  busy: 'up',
  paused: 'paused',
  down: 'down',
} as const satisfies Record<string, Status>;

export function diskView({ visibleDisk }: SimulatedProcess): DiskView {
  const { durable, cached, givenUp } = visibleDisk;
  // In the order of keys, not of how they came there.
  const synced = [...durable].sort(([a], [b]) => (a < b ? -1 : 1));
  return copyPlain({ synced: Object.fromEntries(synced), unsynced: [...givenUp, ...cached] });
}
