import type { Microseconds } from '../base/units.ts';
import type { Choices } from '../choices/choices.ts';
import type { LinkBursts } from './link-bursts.ts';
import { Link, type LinkDisturbance, type LinkModel, type LinkState } from './link.ts';
import { Port, type PortModel, type PortState } from './port.ts';

/** What becomes of one message. */
export interface Passage {
  /** Which message of its link it is, counted from 0. */
  number: number;
  lost: boolean;
  /** Whether it is damaged: what a checksum finds is lost, and the rest is delivered as it is. */
  damaged: boolean;
  arrival: Microseconds;
  /** When the second copy of a duplicated message arrives; -1 without one. */
  again: Microseconds;
}

/** A fault that disturbs links, by name. */
export interface ActiveDisturbance extends LinkDisturbance {
  readonly links: readonly number[];
  readonly shown?: 'bursts' | 'corruption' | 'swizzle';
}

/** What the network's part of a checkpoint holds: only links that were ever used or disturbed. */
export interface NetworkState {
  readonly active: readonly (readonly [name: string, disturbance: ActiveDisturbance])[];
  readonly links: readonly (readonly [link: number, state: LinkState])[];
  readonly ports: readonly PortState[];
  readonly stabilised: boolean;
}

/** What strikes single messages with a probability. */
type Struck = 'loss' | 'corrupt' | 'duplicate' | 'reorder';

/** Hears which sources of disturbance took effect on a message: faults by name, and what links are like by concern. */
export type HearEffect = (source: string) => void;

export interface NetworkOptions {
  readonly names: readonly string[];
  /** Directed links as `from * nodes + to`. */
  readonly links: readonly LinkModel[];
  /** The ports of switches, to which links refer. */
  readonly ports: readonly PortModel[];
  readonly choices: Choices;
  readonly hear: HearEffect;
}

const NONE: readonly string[] = Object.freeze([]);
const UNUSED: LinkState = Object.freeze({ sent: 0, newest: -1, lastArrival: 0 });

/** The links between all nodes, each directed path on its own, made when it is first used. */
export class SimulatedNetwork {
  readonly #names: readonly string[];
  readonly #models: readonly LinkModel[];
  readonly #choices: Choices;
  readonly #hear: HearEffect;
  readonly #links: (Link | undefined)[];
  /** The ports of all switches. */
  readonly ports: readonly Port[];
  /** The faults that disturb links now, in order of beginning. */
  readonly #active = new Map<string, ActiveDisturbance>();
  #stabilised = false;
  /** What the last strike on a message was decided by. */
  #drawn = 0;
  /** One answer, reused, because a fresh object for each message costs more than the draw. */
  readonly #passage: Passage = { number: 0, lost: false, damaged: false, arrival: 0, again: -1 };

  constructor({ names, links, ports, choices, hear }: NetworkOptions) {
    this.#names = names;
    this.#models = links;
    this.#choices = choices;
    this.#hear = hear;
    this.#links = new Array<Link | undefined>(links.length).fill(undefined);
    this.ports = ports.map((model) => new Port(model));
  }

  link(from: number, to: number): Link {
    return this.#at(from * this.#names.length + to);
  }

  /** How many messages a node has sent to each. */
  sentBy(from: number): readonly number[] {
    return this.#names.map((_, to) => this.#links[from * this.#names.length + to]?.sent ?? 0);
  }

  isCut(from: number, to: number): boolean {
    return this.#links[from * this.#names.length + to]?.isCut ?? false;
  }

  isHeld(from: number, to: number): boolean {
    return this.#links[from * this.#names.length + to]?.isHeld ?? false;
  }

  /** The names of the faults that disturb links now. */
  get active(): readonly string[] {
    return this.#active.size === 0 ? NONE : [...this.#active.keys()];
  }

  isActive(name: string): boolean {
    return this.#active.has(name);
  }

  disturb(name: string, disturbance: ActiveDisturbance): void {
    this.#active.set(name, disturbance);
    for (const index of disturbance.links) {
      const link = this.#at(index);
      link.disturbances.set(name, disturbance);
      if (disturbance.bursts) link.beginBursts(name, disturbance.bursts);
      link.combine();
    }
  }

  calm(name: string): void {
    const disturbance = this.#active.get(name);
    this.#active.delete(name);
    for (const index of disturbance?.links ?? []) {
      const link = this.#at(index);
      link.disturbances.delete(name);
      link.bursts?.end(name);
      link.combine();
    }
  }

  /** An active fault disturbs otherwise from now on. */
  redisturb(name: string, disturbance: ActiveDisturbance): void {
    // It keeps its place in the order of beginning.
    const { links = [] } = this.#active.get(name) ?? {};
    for (const index of links) {
      const link = this.#at(index);
      link.disturbances.delete(name);
      link.combine();
    }
    this.disturb(name, disturbance);
  }

  /** How a fault that disturbs links is shown; undefined where it is not active, or no other than any. */
  shownAs(name: string): ActiveDisturbance['shown'] {
    return this.#active.get(name)?.shown;
  }

  /** The names of the active faults that cut links. */
  cuts(): readonly string[] {
    return [...this.#active].filter(([, { cut }]) => cut).map(([name]) => name);
  }

  /** From here on no link loses, repeats, cuts or delays without bound, but for the faults that last for ever. */
  stabilise(now: Microseconds, isForEver: (name: string) => boolean): void {
    for (const name of Array.from(this.#active.keys())) if (!isForEver(name)) this.calm(name);
    this.#stabilised = true;
    for (const link of this.#links) {
      if (!link) continue;
      link.stabilised = true;
      link.combine();
      // Nothing waits behind a message that was to come later than any may now.
      link.lastArrival = Math.min(link.lastArrival, link.bound(now));
    }
  }

  /**
   * Decides what becomes of a message that leaves now, or that cannot leave at all. The answer is
   * valid until the next call.
   */
  carry(link: Link, now: Microseconds, isGone = false): Passage {
    const passage = this.#passage;
    passage.number = link.sent++;
    // What never sets out meets nothing else, and nothing waits behind it.
    passage.lost = isGone;
    passage.damaged = false;
    if (isGone) return passage;
    passage.again = -1;
    if (link.calm) {
      passage.arrival = now + link.latency(passage.number);
      if (passage.arrival > link.lastArrival) link.lastArrival = passage.arrival;
      return passage;
    }
    return this.#carryThrough(link, now, passage);
  }

  #carryThrough(link: Link, now: Microseconds, passage: Passage): Passage {
    const { number } = passage;
    const { model } = link;
    if (link.bursts && this.#burstsLose(link.bursts, number)) {
      passage.lost = true;
      return passage;
    }
    if (this.#strikes(link, 'loss', model.loss, number)) {
      passage.lost = true;
      return passage;
    }
    if (this.#strikes(link, 'corrupt', model.corrupt, number)) {
      passage.damaged = true;
      passage.lost = this.#isFound(link, this.#drawn);
      if (passage.lost) return passage;
    }
    let delay = 0;
    for (const [name, { delay: by = 0 }] of link.disturbances) {
      if (by > 0) this.#hear(name);
      delay = Math.max(delay, by);
    }
    const free = model.reorder >= 1 || this.#strikes(link, 'reorder', model.reorder, number);
    const drawn = this.#drawn;
    passage.arrival = now + link.latency(number) + delay;
    if (!free) passage.arrival = Math.max(passage.arrival, link.lastArrival);
    // It goes ahead of a message that it would have waited for.
    else if (model.reorder < 1 && passage.arrival < link.lastArrival) this.#hearStrikes(link, 'reorder', model.reorder, drawn);
    link.lastArrival = Math.max(link.lastArrival, passage.arrival);
    if (this.#strikes(link, 'duplicate', model.duplicate, number)) {
      // A second copy that keeps its place comes right behind the first, before any newer message.
      passage.again = free ? now + link.latencyAgain(number) + delay : passage.arrival;
    }
    return passage;
  }

  /** Whether a concern strikes a message: the strongest of what the link is like and of what disturbs it counts. */
  #strikes(link: Link, concern: Struck, own: number, number: number): boolean {
    const base = this.#base(concern, own);
    let strongest = base;
    for (const disturbance of link.disturbances.values()) strongest = Math.max(strongest, disturbance[concern] ?? 0);
    if (strongest === 0) return false;
    const drawn = link.draw(concern, number);
    this.#drawn = drawn;
    if (drawn >= strongest) return false;
    // A message that goes free may find nothing to go ahead of.
    if (concern !== 'reorder') this.#hearStrikes(link, concern, own, drawn);
    return true;
  }

  /** Whether any bursts lose a message; those of the link itself end with stabilisation. */
  #burstsLose(bursts: LinkBursts, number: number): boolean {
    const sources = bursts.losing(number).filter((source) => source !== '' || !this.#stabilised);
    for (const source of sources) this.#hear(source === '' ? 'network.burstLoss' : source);
    return sources.length > 0;
  }

  /** Whether a checksum finds that a message is damaged: not where any that damages it says otherwise. */
  #isFound({ model, disturbances }: Link, drawn: number): boolean {
    if (drawn < this.#base('corrupt', model.corrupt) && !model.checksum) return false;
    for (const { corrupt = 0, checksum = true } of disturbances.values()) if (drawn < corrupt && !checksum) return false;
    return true;
  }

  /** From stabilisation on, links by themselves neither lose nor repeat. */
  #base(concern: Struck, own: number): number {
    return this.#stabilised && concern !== 'reorder' ? 0 : own;
  }

  /** Tells of all that strikes a message: what the link is like, and what disturbs it. */
  #hearStrikes(link: Link, concern: Struck, own: number, drawn: number): void {
    if (drawn < this.#base(concern, own)) this.#hear(`network.${concern}`);
    for (const [name, disturbance] of link.disturbances) if (drawn < (disturbance[concern] ?? 0)) this.#hear(name);
  }

  #at(index: number): Link {
    let link = this.#links[index];
    if (!link) {
      const size = this.#names.length;
      link = new Link(`${this.#names[Math.floor(index / size)]!}>${this.#names[index % size]!}`, this.#models[index]!, this.#choices);
      const { line, port } = link.model;
      if (line !== undefined) link.line = this.ports[line];
      if (port !== undefined) link.port = this.ports[port];
      link.stabilised = this.#stabilised;
      link.combine();
      this.#links[index] = link;
    }
    return link;
  }

  save(): NetworkState {
    const links: (readonly [number, LinkState])[] = [];
    this.#links.forEach((link, index) => {
      if (link && link.sent > 0) links.push([index, link.save()]);
    });
    return { active: [...this.#active], links, ports: this.ports.map((port) => port.save()), stabilised: this.#stabilised };
  }

  load(state: NetworkState): void {
    // Where no fault disturbs any, a link is what it is by itself and by how far it has come.
    const isCalm = this.#active.size === 0 && state.active.length === 0 && this.#stabilised === state.stabilised;
    this.#links.forEach((link, index) => {
      if (isCalm && link?.isPlain) link.load(UNUSED);
      else this.#links[index] = undefined;
    });
    this.#active.clear();
    this.#stabilised = state.stabilised;
    for (const [index, saved] of state.links) this.#at(index).load(saved);
    for (const [name, disturbance] of state.active) this.disturb(name, disturbance);
    for (const link of this.#links) link?.bursts?.loaded();
    this.ports.forEach((port, index) => port.load(state.ports[index]!));
  }
}
