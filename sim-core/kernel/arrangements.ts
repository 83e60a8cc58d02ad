import { shapeText } from '../base/shape-text.ts';
import { Arrangement, OrderedTexts, type Told } from './ordered-fingerprint.ts';
import type { Item } from './item.ts';
import type { Model } from './model.ts';
import type { Stage } from './stage.ts';

/** The most arrangements of alike nodes that are compared for one world: what is more of them goes without symmetry. */
const MOST_ARRANGEMENTS = 720;

/**
 * Worlds that differ only in who of those declared alike is who have one text: the least of all that the world has when they
 * take each other's places (Ip and Dill, "Better Verification Through Symmetry", 1996). Nodes whose states differ whoever
 * is meant by the names in them have their order by that already, so that only the others are tried in all orders.
 */
export class Arrangements {
  readonly #names: readonly string[];
  readonly #alike: readonly (readonly number[])[];
  readonly #asTheyAre: Arrangement;
  readonly #texts = new OrderedTexts();
  /** Those that were tried, by the nodes at their places. */
  readonly #known = new Map<string, Arrangement>();
  readonly #words: RegExp | undefined;
  /** That of the text that was told last. */
  #last: Arrangement;

  constructor({ names, alike }: Pick<Model, 'names' | 'alike'>) {
    this.#names = names;
    this.#alike = alike.filter((group) => group.length > 1);
    this.#asTheyAre = new Arrangement(names.map((_, index) => index));
    this.#last = this.#asTheyAre;
    const words = this.#alike.flat().map((node) => names[node]!.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    this.#words = words.length === 0 ? undefined : new RegExp(`(?<![\\w$])(?:${words.join('|')})(?![\\w$])`, 'g');
  }

  /** Whether any nodes are alike. */
  get some(): boolean {
    return this.#words !== undefined;
  }

  /** The text of a world, the same for all that are alike to it. */
  textOf(stage: Stage, told: Told): string {
    this.#last = this.#asTheyAre;
    // Who lies is not alike to who does not, and of lies it is not known whom they are about.
    if (!this.#words || stage.liars.some) return this.textAsItIs(stage, told);
    let least: string | undefined;
    for (const nodes of this.#tried(stage)) {
      const arrangement = this.#arrangement(nodes);
      const text = this.#texts.textOf(stage, told, arrangement);
      if (least !== undefined && text >= least) continue;
      least = text;
      this.#last = arrangement;
    }
    return least!;
  }

  /** The text of a world as it is, whoever is alike. */
  textAsItIs(stage: Stage, told: Told): string {
    return this.#texts.textOf(stage, told, this.#asTheyAre);
  }

  /** One number for all that is to happen in the same way, where everybody stands as in the text that was told last. */
  naming(): (stage: Stage, item: Item) => number {
    const arrangement = this.#last;
    return (stage, item) => this.#texts.numberOf(stage, item, arrangement);
  }

  /** One number for all that is to happen in the same way, whoever is alike. */
  numberOf(stage: Stage, item: Item): number {
    return this.#texts.numberOf(stage, item, this.#asTheyAre);
  }

  #arrangement(nodes: readonly number[]): Arrangement {
    const name = nodes.join();
    let arrangement = this.#known.get(name);
    if (!arrangement) this.#known.set(name, (arrangement = new Arrangement(nodes, this.#renaming(nodes))));
    return arrangement;
  }

  #renaming(nodes: readonly number[]): (text: string) => string {
    const places = new Map(nodes.map((node, place) => [this.#names[node]!, this.#names[place]!]));
    return (text) => text.replace(this.#words!, (name) => places.get(name)!);
  }

  /** The arrangements that may have the least text: those in which each group stands in the order of its members' own looks. */
  #tried(stage: Stage): readonly (readonly number[])[] {
    const nameless = (text: string): string => text.replace(this.#words!, '?');
    const looks = stage.processes.map(({ state, timers, up, incarnation }) =>
      shapeText([state, [...timers.keys()].sort(), up, incarnation], nameless),
    );
    let arrangements: (readonly number[])[] = [this.#asTheyAre.nodes];
    for (const group of this.#alike) {
      const orders = ordersOf(group, looks, Math.floor(MOST_ARRANGEMENTS / arrangements.length));
      arrangements = arrangements.flatMap((nodes) => orders.map((order) => placed(nodes, group, order)));
    }
    return arrangements;
  }
}

function placed(nodes: readonly number[], group: readonly number[], order: readonly number[]): readonly number[] {
  const copy = nodes.slice();
  group.forEach((place, index) => (copy[place] = order[index]!));
  return copy;
}

/** The orders of a group in which looks do not fall; one of them, where there are more than so many. */
function ordersOf(group: readonly number[], looks: readonly string[], most: number): readonly (readonly number[])[] {
  const sorted = [...group].sort((a, b) => (looks[a]! < looks[b]! ? -1 : looks[a]! > looks[b]! ? 1 : a - b));
  let orders: (readonly number[])[] = [[]];
  for (let from = 0; from < sorted.length;) {
    let to = from + 1;
    while (to < sorted.length && looks[sorted[to]!] === looks[sorted[from]!]) to++;
    const same = permutationsOf(sorted.slice(from, to), Math.floor(most / orders.length));
    orders = orders.flatMap((order) => same.map((rest) => [...order, ...rest]));
    from = to;
  }
  return orders;
}

function permutationsOf(items: readonly number[], most: number): readonly (readonly number[])[] {
  const count = items.reduce((product, _, index) => product * (index + 1), 1);
  if (count > most) return [items];
  if (items.length < 2) return [items];
  return items.flatMap((first, index) =>
    permutationsOf([...items.slice(0, index), ...items.slice(index + 1)], most).map((rest) => [first, ...rest]),
  );
}
