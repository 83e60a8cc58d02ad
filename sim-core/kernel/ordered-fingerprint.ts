import { RollingHash } from '../base/hash.ts';
import { shapeText, type Renaming } from '../base/shape-text.ts';
import type { ChoicesState } from '../choices/choices.ts';
import { faultLine, type WrittenFault } from '../faults/planned-fault.ts';
import type { HistoryEntry } from '../judges/histories/entry.ts';
import { FLAG } from '../trace/event.ts';
import type { ProcessState, SimulatedProcess } from '../world/process.ts';
import { ITEM, type Item } from './item.ts';
import type { Stage } from './stage.ts';

/** Who takes whose place: the number of the node that stands at each place, and the names as they are then. */
export class Arrangement {
  readonly nodes: readonly number[];
  readonly renamed: Renaming;
  // What never changes is told once: what was saved of processes, messages under way, entries of the history.
  readonly processes = new WeakMap<ProcessState, number>();
  readonly items = new WeakMap<Item, number>();
  readonly entries = new WeakMap<HistoryEntry, number>();

  constructor(nodes: readonly number[], renamed?: Renaming) {
    this.nodes = nodes;
    this.renamed = renamed;
  }
}

/** What is told of a world besides what its stage holds. */
export interface Told {
  /** For each process what was saved of it, where it is as it was saved. */
  readonly saved: readonly (ProcessState | undefined)[];
  /** What the verdicts of properties with a past depend on. */
  readonly past: readonly unknown[];
  readonly drawn: ChoicesState;
}

/** A message's place on a link that keeps the order of its messages is told beside its number. */
const MOST_PLACES = 0x10_0000;

/**
 * Texts over worlds in which time is only order: what their future depends on and what properties can see. Two worlds with one
 * text have the same future. Times are not in it, nor how many messages were ever sent. Whatever a part of a world looks like has
 * a number, so that what does not change from one world to the next is neither told nor compared again.
 */
export class OrderedTexts {
  readonly #numbers = new Map<string, number>();

  /** One text has one number as long as this lives. */
  #of(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) this.#numbers.set(text, (number = this.#numbers.size));
    return number;
  }

  textOf(stage: Stage, { saved, past, drawn }: Told, arrangement: Arrangement): string {
    const { nodes, renamed } = arrangement;
    const text = (value: unknown): string => shapeText(value, renamed);
    const processes = nodes.map((node) => this.#process(stage, stage.processes[node]!, saved[node], arrangement));
    const { liars, network } = stage;
    const { active } = network;
    let told = `${processes.join()};${this.#pending(stage, arrangement).join()}`;
    // Most worlds have nothing of the rest.
    if (active.length > 0) told += `;faults ${active.map((name) => faultText(stage, name, text)).sort().join()}`;
    if (stage.history.length > 0) told += `;history ${this.#entries(stage, arrangement).join()}`;
    if (drawn.length > 0) told += `;drawn ${text(drawn.map(([site, state]) => [site, state]))}`;
    if (liars.some) {
      const { active: lying, memories, everLied } = liars.save();
      told += `;liars ${text([lying.map(([node, faults]) => [node, faults.map(([name]) => name)]), memories, everLied])}`;
    }
    return past.length > 0 ? `${told};past ${text(past)}` : told;
  }

  /** The number of how a process looks, also of one that has not changed since it was saved. */
  #process(stage: Stage, process: SimulatedProcess, saved: ProcessState | undefined, { processes, renamed }: Arrangement): number {
    const known = saved && processes.get(saved);
    if (known !== undefined) return known;
    const number = this.#of(processText(stage, process, (value) => shapeText(value, renamed)));
    if (saved) processes.set(saved, number);
    return number;
  }

  /** What is to happen, in no order but that of links which keep theirs. */
  #pending(stage: Stage, arrangement: Arrangement): number[] {
    const { agenda, processes, model } = stage;
    const { queued, held, waiting } = agenda.pending();
    const places = new Map<number, number>();
    const numberOf = (item: Item): number => {
      const number = this.numberOf(stage, item, arrangement) * MOST_PLACES;
      const link = item.peer * model.names.length + item.node;
      if (item.what !== ITEM.deliver || !model.order?.[link]?.keepsOrder) return number;
      const place = (places.get(link) ?? 0) + 1;
      places.set(link, place);
      return number + place;
    };
    const numbers: number[] = [];
    for (const item of queued) {
      if (item.what === ITEM.timer) {
        if (processes[item.node]!.timers.get(item.name)?.generation !== item.tag) continue;
      } else if ((item.isEffect || item.what === ITEM.wake) && item.incarnation !== processes[item.node]?.incarnation) continue;
      numbers.push(numberOf(item));
    }
    for (const item of held) numbers.push(this.#of(`held ${numberOf(item)}`) * MOST_PLACES);
    waiting.forEach((item, index) => numbers.push(this.#of(`waits ${index} ${numberOf(item)}`) * MOST_PLACES));
    return numbers.sort((a, b) => a - b);
  }

  /** One number for all that is to happen in the same way: the same message, the same timer. */
  numberOf(stage: Stage, item: Item, { items, renamed }: Arrangement): number {
    let number = items.get(item);
    if (number === undefined) {
      number = this.#of(itemText(stage, item, (value) => shapeText(value, renamed)));
      items.set(item, number);
    }
    return number;
  }

  /** What clients have seen, in the order in which they saw it: which operation came before which is what histories are judged by. */
  #entries({ history, model }: Stage, { entries, renamed }: Arrangement): number[] {
    const size = model.names.length;
    return Array.from({ length: history.length }, (_, place) => {
      const entry = history.entry(place);
      let number = entries.get(entry);
      if (number === undefined) {
        const text = (value: unknown): string => shapeText(value, renamed);
        const operation = `${text(model.names[entry.id % size])} ${Math.floor(entry.id / size)}`;
        const told = entry.type === 'invoke' ? text([entry.operation, entry.input]) : text([entry.type, entry.output]);
        number = this.#of(`entry ${operation} ${told}`);
        entries.set(entry, number);
      }
      return number;
    });
  }
}

/** Sixteen hexadecimal digits over a text. */
export function digestOf(text: string): string {
  const hash = new RollingHash();
  for (let index = 0; index < text.length; index++) hash.mix(text.charCodeAt(index));
  return hash.digest();
}

function processText(stage: Stage, process: SimulatedProcess, text: (value: unknown) => string): string {
  const { state, visible, up, started, holds, timers, incarnation, operations, disk } = process;
  const { durable, cached } = disk.save().now;
  return [
    text(state),
    visible === state ? '' : text(visible),
    text([up, started, incarnation, operations]),
    ...[...holds].map(([name, kind]) => `${kind} ${faultText(stage, name, text)}`).sort(),
    text([...timers.keys()].sort()),
    ...[...durable].map(([key, value]) => text([key, value])).sort(),
    text(cached),
  ].join(' ');
}

/** A planned fault by what it does; by its name, the hold of a handler that threw. */
function faultText({ plan }: Stage, name: string, text: (value: unknown) => string): string {
  const fault = plan.get(name);
  if (!fault) return name;
  const does: WrittenFault = { ...fault.written, at: 0 };
  return text([fault.kind, faultLine(does)]);
}

function itemText(stage: Stage, { what, node, peer, name, payload, flags, time }: Item, text: (value: unknown) => string): string {
  const { names, order } = stage.model;
  if (what === ITEM.faultBegins || what === ITEM.faultEnds) return `${what} ${time} ${faultText(stage, name, text)}`;
  const ends = [names[peer], names[node]].map((end) => text(end)).join('>');
  const isTold = what === ITEM.deliver && order?.[peer * names.length + node]?.owes;
  return `${what} ${ends} ${text(name)} ${text(payload)} ${isTold ? flags : flags & ~FLAG.duplicate}`;
}
