import type { Operation, World } from '../author/world.ts';
import type { History } from '../judges/history.ts';
import type { SimulatedNetwork } from '../world/network.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { ScenarioError } from '../base/scenario-error.ts';

/** What properties see of a run: the states as of the last completed handlers, the history, who reaches whom. */
export class WorldView {
  readonly world: World;
  /** The states by node name. */
  readonly states: Record<string, unknown>;
  /** How many nodes have no state yet that others could see. */
  #unseen: number;

  constructor(processes: readonly SimulatedProcess[], network: SimulatedNetwork, history: History, now: () => number) {
    this.#unseen = processes.length;
    // All names from the start, so that the order in which properties meet them never varies.
    this.states = Object.fromEntries(processes.map(({ name }) => [name, undefined]));
    const index = (name: string): number => {
      const found = processes.findIndex((process) => process.name === name);
      if (found >= 0) return found;
      const names = processes.map((process) => process.name).join(', ');
      throw new ScenarioError(`A property asks for the node '${String(name)}', which does not exist.`, `The nodes are ${names}.`);
    };
    const isUp = (name: string): boolean => processes[index(name)]!.up;
    this.world = {
      nodes: this.states as World['nodes'],
      get history(): readonly Operation[] {
        return history.operations;
      },
      get time(): number {
        return now() / 1_000;
      },
      isUp,
      canReach: (from, to) => isUp(from) && isUp(to) && !network.isCut(index(from), index(to)),
    };
  }

  /** Whether every node has a state: before that, properties would look at nothing. */
  get complete(): boolean {
    return this.#unseen === 0;
  }

  /** A process has another state to be seen. */
  show({ name, visible }: SimulatedProcess): void {
    if ((this.states[name] === undefined) !== (visible === undefined)) this.#unseen += visible === undefined ? 1 : -1;
    this.states[name] = visible;
  }
}
