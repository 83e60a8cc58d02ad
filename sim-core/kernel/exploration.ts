import { asksManyRuns } from '../base/property-kinds.ts';
import type { PropertyOutcome } from '../base/verdict.ts';
import { Arrangements } from './arrangements.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Model } from './model.ts';
import { movesOf, type Move } from './moves.ts';
import { digestOf } from './ordered-fingerprint.ts';
import { orderedModel } from './ordered-model.ts';
import { THE_END, type OrderedQueue } from './ordered-queue.ts';
import { runOf } from './run.ts';
import { Simulation } from './simulation.ts';

/** What becomes of a world in which nothing more happens. */
export interface WorldsEnd {
  /** What is violated then, once time has passed, if anything is. */
  readonly violated: PropertyOutcome | undefined;
  /** Somebody still waits: an operation of a client or a request has not come to its end. */
  readonly isDeadlock: boolean;
}

/** A scenario as a world to explore: it can be saved and loaded, and one of all that may happen next is made to happen. */
export class ExploredWorld {
  readonly #simulation: Simulation;
  readonly #queue: OrderedQueue;
  readonly #arrangements: Arrangements;
  /** How many properties had come to their verdict before the last move. */
  #settled = 0;
  readonly #reached = new Set<string>();
  readonly #draws = new Set<string>();

  /** @throws ScenarioError for a scenario that cannot be explored, and for a mistake in it. */
  constructor(model: Model, seed: number) {
    const ordered = orderedModel(model);
    this.#simulation = new Simulation(ordered, runOf(ordered, seed, { order: [] }), { travels: true, checks: 'few' });
    this.#queue = this.#simulation.stage.agenda.queue as OrderedQueue;
    this.#arrangements = new Arrangements(ordered);
    while (this.#simulation.stage.toStart > 0 && this.#simulation.step());
  }

  moves(): readonly Move[] {
    return movesOf(this.#simulation.stage);
  }

  make(move: Move): void {
    this.#queue.choose(move);
    this.#simulation.step();
  }

  save(): Checkpoint {
    return this.#simulation.save();
  }

  load(checkpoint: Checkpoint): void {
    this.#simulation.load(checkpoint);
    this.#settled = this.#simulation.judges.settled;
  }

  /** Two worlds with one fingerprint have the same future. */
  fingerprint(): string {
    const { stage, judges } = this.#simulation;
    for (const [site] of stage.choices.save()) this.#draws.add(site);
    return digestOf(this.#arrangements.textOf(stage, judges.pastFingerprint()));
  }

  /** What the last move, or the start, has violated. */
  violated(): PropertyOutcome | undefined {
    const { judges } = this.#simulation;
    if (judges.settled === this.#settled) return undefined;
    const { properties } = this.#simulation.outcome();
    for (const { name, kind, verdict } of properties) if (asksManyRuns(kind) && verdict === 'held') this.#reached.add(name);
    return properties.find(({ verdict }) => verdict === 'violated');
  }

  /** Lets time pass, where nothing more happens. The world is over then, up to the next load. */
  end(): WorldsEnd {
    const { stage } = this.#simulation;
    const isOpen = stage.history.operations.some(({ status }) => status === 'pending');
    const awaits = stage.processes.some(({ up, state }) => up && isAwaiting(state));
    this.#queue.choose(THE_END);
    this.#simulation.run();
    return { violated: this.violated(), isDeadlock: isOpen || awaits };
  }

  /** The `@sometimes` that were reached so far. */
  get reached(): ReadonlySet<string> {
    return this.#reached;
  }

  /** Where something was drawn, which is explored for one seed alone. */
  get draws(): ReadonlySet<string> {
    return this.#draws;
  }

  /** The nodes that have read a clock so far; an empty name for properties. */
  get clockReaders(): ReadonlySet<string> {
    return this.#simulation.stage.clockReaders;
  }
}

function isAwaiting(state: unknown): boolean {
  const requests = (state as { readonly requests?: unknown } | null | undefined)?.requests;
  return Array.isArray(requests)
    ? requests.length > 0
    : typeof requests === 'object' && requests !== null && Object.keys(requests).length > 0;
}
