import { BreadthFirst, ExploredWorld, type Bounds, type Model } from '../sim-core/engine.ts';
import type { Exploring } from './protocol.ts';

/** The exploration of a scenario, in the realm: it goes on as far as it is told to, and says how far it has come. */
export class ExplorationUnderWay {
  readonly #world: ExploredWorld;
  readonly #search: BreadthFirst<ReturnType<ExploredWorld['save']>, ReturnType<ExploredWorld['moves']>[number]>;

  constructor(model: Model, seed: number, bounds: Bounds) {
    this.#world = new ExploredWorld(model, seed);
    this.#search = new BreadthFirst(this.#world, bounds);
  }

  goOn(count: number): Exploring {
    const goesOn = this.#search.goOn(count);
    const { states, transitions, leftOut, diameter, toDo, ends, deadlocks, deadlock, counterexample, neverKept, isComplete } = this.#search;
    const { reached, demanded, histories, unavailable, needsEveryOrder, draws, clockReaders } = this.#world;
    return {
      goesOn,
      states,
      transitions,
      leftOut,
      diameter,
      toDo,
      ends,
      deadlocks,
      deadlock,
      counterexample,
      neverKept,
      isComplete,
      reached: [...reached],
      demanded: [...demanded],
      histories: [...histories].map(([name, history]) => ({ name, ...history })),
      unavailable,
      needsEveryOrder,
      draws: [...draws].sort(),
      clockReaders: [...clockReaders].sort(),
    };
  }
}
