import { asksManyRuns } from '../base/property-kinds.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { shapeText } from '../base/shape-text.ts';
import type { PropertyOutcome } from '../base/verdict.ts';
import type { Owed } from '../judges/liveness.ts';
import type { ProcessState } from '../world/process.ts';
import { Arrangements } from './arrangements.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Commutation, type Touched } from './commuting.ts';
import { ITEM } from './item.ts';
import { LOOP_BEGINS, LOOP_CLOSES } from './loop-marks.ts';
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

/** Whose turn it is at such an item, no other node can notice. */
const OF_ONE_NODE: ReadonlySet<number> = new Set([ITEM.deliver, ITEM.timer, ITEM.wake]);

/** A scenario as a world to explore: it can be saved and loaded, and one of all that may happen next is made to happen. */
export class ExploredWorld {
  /** The promises of liveness, by name. */
  readonly promises: readonly string[];
  /** Why nothing is demanded of anybody, if so. */
  readonly unavailable: string | undefined;
  readonly #simulation: Simulation;
  /** What was made to happen since the start, for when a handler turns out to be one before which the run has to start over. */
  readonly #order: string[] = [];
  readonly #arrangements: Arrangements;
  /** What was saved of each process that has not changed since; its states then share it, and it is not told anew. */
  #saved: readonly (ProcessState | undefined)[];
  /** A property with a memory may keep the states that it sees, so that all are copied together. */
  readonly #shares: boolean;
  /** How many properties had come to their verdict before the last move. */
  #settled = 0;
  /** The timers that could fire before the last move. */
  #ringing: readonly Move[] = [];
  readonly #commutation: Commutation;
  /** What the last move did that does not show in the move itself. */
  #did = 0;
  /** How many worlds were told. */
  #told = 0;
  readonly #reached = new Set<string>();
  readonly #demanded = new Set<string>();
  readonly #histories = new Map<string, { isTested: boolean; unsure: string | undefined }>();
  readonly #draws = new Set<string>();

  /** @throws ScenarioError for a scenario that cannot be explored, and for a mistake in it. */
  constructor(model: Model, seed: number) {
    const ordered = orderedModel(model);
    this.#simulation = new Simulation(ordered, runOf(ordered, seed, { order: this.#order }), { travels: true, checks: 'few' });
    const { judges, stage } = this.#simulation;
    this.#arrangements = new Arrangements(ordered);
    this.#commutation = new Commutation(() => this.#simulation.stage, this.#arrangements.some);
    this.unavailable = stage.end.unavailable;
    this.promises = this.unavailable === undefined ? judges.promises.map(({ property }) => property.name) : [];
    this.#shares = !judges.remember;
    this.#saved = stage.processes.map(() => undefined);
    while (this.#simulation.stage.toStart > 0 && this.#simulation.step());
  }

  get #queue(): OrderedQueue {
    return this.#simulation.stage.agenda.queue as OrderedQueue;
  }

  moves(): readonly Move[] {
    const moves = movesOf(this.#simulation.stage);
    if (this.promises.length > 0) this.#ringing = moves.filter(({ item }) => item.what === ITEM.timer);
    return moves;
  }

  make(move: Move): void {
    const { what, node } = move.item;
    this.#saved = this.#saved.map((saved, index) => (OF_ONE_NODE.has(what) && index !== node ? saved : undefined));
    this.#tells(move.name);
    this.#queue.choose(move);
    this.#commutation.begins(move);
    this.#simulation.step();
    this.#did = this.#commutation.did(move);
  }

  #tells(name: string): void {
    this.#order.length = this.#queue.taken;
    this.#order.push(name);
  }

  save(): Checkpoint {
    const checkpoint = this.#simulation.save(this.#saved);
    if (this.#shares) this.#saved = checkpoint.processes;
    return checkpoint;
  }

  load(checkpoint: Checkpoint): void {
    this.#simulation.load(checkpoint, this.#saved);
    if (this.#shares) this.#saved = checkpoint.processes;
    this.#settled = this.#simulation.judges.settled;
  }

  /** Two worlds with one fingerprint have the same future. */
  fingerprint(): string {
    const { stage, judges } = this.#simulation;
    const drawn = stage.choices.save();
    for (const [site] of drawn) this.#draws.add(site);
    this.#checkStates();
    return digestOf(this.#arrangements.textOf(stage, { saved: this.#saved, past: judges.pastFingerprint(), drawn }));
  }

  /** Whether the world is what was saved, which it is from then on, and not only alike to it. */
  isStill(saved: Checkpoint): boolean {
    if (!this.#arrangements.some) return true;
    const now = this.#textAsItIs();
    this.load(saved);
    return now === this.#textAsItIs();
  }

  #textAsItIs(): string {
    const { stage, judges } = this.#simulation;
    return this.#arrangements.textAsItIs(stage, { saved: this.#saved, past: judges.pastFingerprint(), drawn: stage.choices.save() });
  }

  // Which moves commute.

  /** Why all orders have to be gone through, if so: a loop is made of every way, and a property with a memory may tell one from another. */
  get needsEveryOrder(): 'promises' | 'memories' | undefined {
    if (this.promises.length > 0) return 'promises';
    return this.#simulation.judges.remember ? 'memories' : undefined;
  }

  get commuting(): this | undefined {
    return this.needsEveryOrder ? undefined : this;
  }

  did(): number {
    return this.#did;
  }

  touchedBy(move: Move, did: number): Touched {
    return this.#commutation.touchedBy(move, did);
  }

  doCommute(one: Touched, other: Touched): boolean {
    return this.#commutation.doCommute(one, other);
  }

  /** What does the same has one number, in the world that was told last as in all that are alike to it. */
  naming(): (move: Move) => number {
    const { stage } = this.#simulation;
    const numberOf = this.#arrangements.naming();
    return ({ item, isLoss }) => numberOf(stage, item) * 2 + (isLoss ? 1 : 0);
  }

  /**
   * A property that changed the state of a node would change it in all worlds that share it. Of the first worlds, and then of
   * some, it is looked whether what should not have changed has not.
   */
  #checkStates(): void {
    const count = this.#told++;
    if (count >= 64 && count % 512 !== 0) return;
    for (const [index, { name, state, visible }] of this.#simulation.stage.processes.entries()) {
      const saved = this.#saved[index];
      if (!saved || shapeText([state, visible]) === shapeText([saved.state, saved.apart ? saved.visible : saved.state])) continue;
      throw new ScenarioError(
        `The state of '${name}' was changed, though none of its handlers ran.`,
        'A property only looks. Copy what it needs to change, or keep it in its `memory`.',
        { node: name },
      );
    }
  }

  /** What the last move, or the start, has violated. */
  violated(): PropertyOutcome | undefined {
    const { judges } = this.#simulation;
    for (const { property, wasTested, unsure } of judges.ofHistories) {
      const known = this.#histories.get(property.name);
      this.#histories.set(property.name, { isTested: wasTested || known?.isTested === true, unsure: known?.unsure ?? unsure });
    }
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
    this.#tells(THE_END);
    this.#queue.choose(THE_END);
    this.#simulation.run();
    return { violated: this.violated(), isDeadlock: isOpen || awaits };
  }

  // What is promised, and what has to happen for it.

  /** How each promise stands. */
  owed(): readonly Owed[] {
    return this.#simulation.judges.promises.map(({ owed, wasGiven, property }) => {
      if (wasGiven) this.#demanded.add(property.name);
      return owed;
    });
  }

  /** What a move is, as one number in whichever world it can be made. */
  actionOf({ item }: Move): number {
    return this.#arrangements.numberOf(this.#simulation.stage, item);
  }

  /** The timers that were set anew by the last move: they could fire before it and can now, and are not the same. */
  renewed(): readonly number[] {
    const { processes } = this.#simulation.stage;
    const isRenewed = ({ item: { node, name, tag } }: Move): boolean => {
      const { timers, frozen } = processes[node]!;
      const timer = timers.get(name);
      return timer !== undefined && timer.generation !== tag && !frozen;
    };
    return this.#ringing.filter(isRenewed).map((move) => this.actionOf(move));
  }

  /** What follows can be gone through again and again, up to where the loop closes. Returns the word for it. */
  beginLoop(): string {
    return this.#comesTo(LOOP_BEGINS);
  }

  closeLoop(): string {
    return this.#comesTo(LOOP_CLOSES);
  }

  #comesTo(mark: typeof LOOP_BEGINS | typeof LOOP_CLOSES): string {
    this.#tells(mark);
    this.#queue.chooseLoop(mark);
    this.#simulation.step();
    return mark;
  }

  // What was met on the way.

  /** The `@sometimes` that were reached so far. */
  get reached(): ReadonlySet<string> {
    return this.#reached;
  }

  /** The promises whose `given` ever held. */
  get demanded(): ReadonlySet<string> {
    return this.#demanded;
  }

  /** Of each property of the history, whether there ever was something to judge, and why something could not be judged. */
  get histories(): ReadonlyMap<string, { readonly isTested: boolean; readonly unsure: string | undefined }> {
    return this.#histories;
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
