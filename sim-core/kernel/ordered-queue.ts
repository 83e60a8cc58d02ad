import type { Microseconds } from '../base/units.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { FLAG } from '../trace/event.ts';
import { EventQueue } from './event-queue.ts';
import { ITEM, type Item } from './item.ts';
import { LOOP_BEGINS, LOOP_CLOSES } from './loop-marks.ts';
import { Move, movesOf } from './moves.ts';
import type { Stage } from './stage.ts';

/** The last word of an order: nothing more happens, and time passes up to the end. */
export const THE_END = 'end';

/**
 * The queue of a world in which time is only order. Nodes start in theirs; from then on one of all that may happen is
 * chosen, by the order of the run or by whoever explores, and happens now.
 */
export class OrderedQueue extends EventQueue {
  readonly #stage: Stage;
  readonly #order: readonly string[];
  #chosen: Move | undefined;
  #ends = false;

  constructor(stage: Stage, order: readonly string[]) {
    super(stage.model.names);
    this.#stage = stage;
    this.#order = order;
  }

  /** What happens next; `THE_END` lets time pass up to the end. */
  choose(move: Move | typeof THE_END): void {
    this.#ends = move === THE_END;
    this.#chosen = move === THE_END ? undefined : move;
  }

  /** A loop begins or closes next. */
  chooseLoop(mark: typeof LOOP_BEGINS | typeof LOOP_CLOSES): void {
    this.choose(this.#loop(mark));
  }

  #loop(mark: string): Move {
    const { agenda, time, model } = this.#stage;
    return new Move(model.names, agenda.worldItem(ITEM.loop, time, 0, -1, mark));
  }

  override get nextTime(): Microseconds {
    return this.#stage.toStart > 0 || this.#chosen || this.#isNext() ? this.#stage.time : Infinity;
  }

  #isNext(): boolean {
    return this.taken < this.#order.length && this.#order[this.taken] !== THE_END;
  }

  /** An order that stops somewhere stops the run there. */
  override endOf(duration: Microseconds): Microseconds {
    return this.#ends || this.#order[this.taken] === THE_END ? duration : this.#stage.time;
  }

  /** What may happen more than once is kept once; where it counts, as what has to arrive. */
  override push(item: Item): void {
    const { order, names } = this.#stage.model;
    const link = item.what === ITEM.deliver ? order?.[item.peer * names.length + item.node] : undefined;
    if (link?.repeats) {
      const there = this.find((other) => isSame(item, other));
      if (there && !(link.owes && (there.flags & FLAG.duplicate) !== 0)) return;
      if (there) this.take((other) => other === there);
    }
    super.push(item);
  }

  override pop(): Item | undefined {
    if (this.#stage.toStart > 0) return super.pop();
    const { item, isLoss, stays } = this.#chosen ?? this.#following();
    this.#chosen = undefined;
    this.taken += 1;
    // What should have gone before a fault that must happen does not happen any more.
    const isOver = ({ what, time }: Item): boolean => what === ITEM.faultBegins && item.what === what && time < item.time;
    this.take((other) => other === item || isOver(other));
    if (stays) super.push(item.marked(item.flags | FLAG.duplicate));
    return item.becomes(isLoss ? ITEM.lost : item.what, this.#stage.time);
  }

  #following(): Move {
    const name = this.#order[this.taken]!;
    if (name === LOOP_BEGINS || name === LOOP_CLOSES) return this.#loop(name);
    const move = movesOf(this.#stage).find((each) => each.name === name);
    if (move) return move;
    throw new ScenarioError(
      `The order of the run has '${name}' at its place ${this.taken}, which cannot happen there.`,
      'It belongs to another scenario, or to an earlier version of this one: explore again.',
    );
  }
}

function isSame({ what, peer, node, name, contentHash }: Item, other: Item): boolean {
  return other.what === what && other.peer === peer && other.node === node && other.name === name && other.contentHash === contentHash;
}
