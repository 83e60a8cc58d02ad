import { ITEM } from './item.ts';
import type { Move } from './moves.ts';
import type { Stage } from './stage.ts';

/** What a move did that does not show in the move itself: whether it wrote into the history, and from the second bit on to whom it sent. */
export type Did = number;

const HISTORY = 1;
/** More nodes than this have no bit of their own. */
const MOST_BITS = 30;

/** What a move touches. */
export interface Touched {
  /** The only process that it reads and changes; -1 where it is none, and `EVERYTHING` where more is touched than what is named here. */
  readonly node: number;
  readonly did: Did;
  /** The link on which it arrives; -1 where it does not. */
  readonly arrives: number;
  /** The links of which it changes what they let pass, if any. */
  readonly links: readonly number[] | 'all' | undefined;
  /** Whether other faults may not begin any more. */
  readonly begins: boolean;
  readonly move: Move;
}

const EVERYTHING = -2;

/** What faults there are that strike one process and nothing else, and which ones strike links. */
const OF_ONE_PROCESS: readonly string[] = ['crash', 'restart', 'pause'];
const OF_LINKS: readonly string[] = ['partition', 'clog', 'heal'];

/** Sees what moves do that does not show in them, and tells which commute. */
export class Commutation {
  readonly #stage: () => Stage;
  /** Whether it counts to whom one sends, because something may cut links; and whether whom is known by a name, or anybody. */
  readonly #mayCut: boolean;
  readonly #names: boolean;
  readonly #isAlike: boolean;
  #entries = 0;
  #sent: readonly number[] = [];

  /** @param isAlike whether nodes may take each other's places */
  constructor(stage: () => Stage, isAlike: boolean) {
    const { plan, model } = stage();
    this.#stage = stage;
    this.#mayCut = [...plan.values()].some(({ kind }) => OF_LINKS.includes(kind));
    this.#isAlike = isAlike;
    this.#names = !isAlike && model.names.length <= MOST_BITS;
  }

  /** A move is about to be made. */
  begins(move: Move): void {
    const { history } = this.#stage();
    this.#entries = history.length;
    if (this.#mayCut) this.#sent = this.#sentBy(move);
  }

  /** What the move did that was made since. */
  did(move: Move): Did {
    const wrote = this.#stage().history.length > this.#entries ? HISTORY : 0;
    if (!this.#mayCut) return wrote;
    const sent = this.#sentBy(move).flatMap((count, to) => (count > (this.#sent[to] ?? 0) ? [to] : []));
    if (sent.length === 0) return wrote;
    return wrote | (this.#names ? sent.reduce((bits, to) => bits | (2 << to), 0) : ~HISTORY);
  }

  #sentBy({ item }: Move): readonly number[] {
    const { plan, network } = this.#stage();
    const node = item.node >= 0 ? item.node : plan.get(item.name)?.node;
    return node === undefined ? [] : network.sentBy(node);
  }

  /**
   * What a move reads and changes. A message that arrives, or a timer, is handled by one process, with its memory, disk, timers and
   * draws; what it sends is put behind what its own links hold, where it neither hinders nor enables what is there already.
   */
  touchedBy(move: Move, did: Did): Touched {
    const { plan, model } = this.#stage();
    const { what, node, peer, name } = move.item;
    const touched = { node: EVERYTHING, did, arrives: -1, links: undefined, begins: false, move };
    // The number of an operation tells whose it is, which no change of names can hide.
    if (this.#isAlike && (did & HISTORY) !== 0) return touched;
    if (what === ITEM.timer) return { ...touched, node };
    if (what === ITEM.deliver) {
      // Nobody hears of a loss. What a process sent to itself it loses in a crash, too.
      if (move.isLoss) return { ...touched, node: peer === node ? node : -1 };
      return { ...touched, node, arrives: peer * model.names.length + node };
    }
    if (what !== ITEM.faultBegins && what !== ITEM.faultEnds) return touched;
    const { kind, node: struck, links } = plan.get(name)!;
    const begins = what === ITEM.faultBegins;
    if (OF_ONE_PROCESS.includes(kind) && struck !== undefined) return { ...touched, node: struck, begins };
    return OF_LINKS.includes(kind) ? { ...touched, node: -1, links: links ?? 'all', begins } : touched;
  }

  /** Whether two moves that are both possible lead to one world whichever is made first, and are both possible after the other. */
  doCommute(one: Touched, other: Touched): boolean {
    if (one.node === EVERYTHING || other.node === EVERYTHING) return false;
    if (one.node === other.node && one.node >= 0) return false;
    if ((one.did & other.did & HISTORY) !== 0 || (one.begins && other.begins)) return false;
    if (this.#disturbs(one, other) || this.#disturbs(other, one)) return false;
    // A message cannot both arrive and be lost.
    return one.move.item !== other.move.item;
  }

  /** Whether one changes what links let pass on which the other sends or arrives, or changes that too. */
  #disturbs({ links }: Touched, { node, did, arrives, links: others }: Touched): boolean {
    if (links === undefined) return false;
    if (links === 'all' || others !== undefined) return others !== undefined || arrives >= 0 || did > HISTORY || did < 0;
    const size = this.#stage().model.names.length;
    return links.some(
      (link) => link === arrives || (Math.floor(link / size) === node && (this.#names ? (did & (2 << (link % size))) !== 0 : did < 0)),
    );
  }
}
