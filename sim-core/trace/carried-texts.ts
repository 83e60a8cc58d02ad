import { stepsThat } from './columns.ts';
import { EVENT_FACTS } from './event-kinds.ts';
import { NONE } from './event.ts';
import { detailOf } from './label.ts';
import type { Trace } from './trace.ts';

/** Between two texts, where it is part of neither: what is told in one line has no line break. */
const END = '\n';

interface Portion {
  /** Texts one after the other, each with an end. */
  readonly text: string;
  /** Where each of them begins. */
  readonly starts: Uint32Array;
  /** The number of the first of them. */
  readonly first: number;
}

/**
 * What the events of a trace carry, each in one line of lower case, gathered so that a text is found in a million of them within
 * milliseconds. Gathering takes much longer, so that it is done in portions, before somebody searches. Events that carry the same, such
 * as the sending of a message and its delivery, share a text.
 */
export class CarriedTexts {
  readonly #trace: Trace;
  readonly #portions: Portion[] = [];
  /** The number of the text of each step. */
  readonly #textOf: Uint32Array;
  /** The numbers of texts by what is told, and how. */
  readonly #known = new Map<string, number>();
  #gathered = 0;
  #texts = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#textOf = new Uint32Array(trace.columns.length);
  }

  /** Gathers the texts of so many more events. Whether there are more. */
  gather(events: number): boolean {
    const { columns } = this.#trace;
    const end = Math.min(columns.length, this.#gathered + events);
    const starts: number[] = [];
    const first = this.#texts;
    let text = '';
    for (let step = this.#gathered; step < end; step++) {
      const value = columns.value[step]!;
      const key = `${value === NONE ? '' : value} ${EVENT_FACTS[columns.kind[step]!]?.value}`;
      let number = this.#known.get(key);
      if (number === undefined) {
        number = this.#texts++;
        this.#known.set(key, number);
        starts.push(text.length);
        text += detailOf(this.#trace, step).toLowerCase() + END;
      }
      this.#textOf[step] = number;
    }
    this.#portions.push({ text, starts: Uint32Array.from(starts), first });
    this.#gathered = end;
    if (end === columns.length) this.#known.clear();
    return end < columns.length;
  }

  /** The events that carry a text, in lower case, as a bit for each step, the lowest of each byte first. */
  carrying(text: string): Uint8Array<ArrayBuffer> {
    if (text.includes(END)) return new Uint8Array((this.#textOf.length + 7) >> 3);
    while (this.#gathered < this.#textOf.length) this.gather(this.#textOf.length);
    const has = new Uint8Array(this.#texts);
    for (const { text: all, starts, first } of this.#portions) {
      let index = 0;
      for (let at = all.indexOf(text); at >= 0; at = all.indexOf(text, starts[index]!)) {
        while (index < starts.length && starts[index]! <= at) index += 1;
        has[first + index - 1] = 1;
        // One hit is enough of each.
        if (index >= starts.length) break;
      }
    }
    return stepsThat(this.#textOf.length, (step) => has[this.#textOf[step]!] === 1);
  }
}
