import { countWhile } from '../../../base/count-while.ts';
import { canonicalText } from '../../../base/canonical-text.ts';
import { endOf, outOfOrder, type Block } from '../in-blocks.ts';
import type { Decision, Timed } from '../model.ts';

/** A value of a register, who wrote it, who read it, and who replaced it. */
interface Held<Of> {
  readonly value: string;
  readonly writer: Of | undefined;
  readonly readers: Of[];
  /** The compare-and-set that found it there. */
  next: Of | undefined;
}

/** Values of which each was replaced by the next, with nothing between. */
interface Chain<Of> {
  readonly operations: readonly Of[];
  readonly blocks: readonly Block<Of>[];
  /** When the first of its operations has ended, and when the last has begun. */
  readonly firstEnd: number;
  readonly lastBegin: number;
}

const VIOLATED = 'violated' as const;

/**
 * Decides whether a register, with or without compare-and-set, is linearizable, where no value was written twice: then a
 * value is there once, so that all that is about it is together, and two values are in order unless each has to come
 * before the other (Gibbons and Korach 1997). Undefined where a value was written twice.
 */
export function decideRegister<Of extends Timed>(all: readonly Of[], initial: unknown): Decision<Of> | undefined {
  const begin = canonicalText(initial);
  const writers = new Map<string, Of>();
  for (const each of all) {
    if (each.operation === 'read') continue;
    const value = writtenBy(each);
    if (value === begin || writers.has(value)) return undefined;
    writers.set(value, each);
  }
  const held = heldValues(all, writers, begin);
  if ('verdict' in held) return held;
  const chains: Chain<Of>[] = [];
  let length = 0;
  for (const first of held.values()) {
    if (first.writer?.operation === 'cas') continue;
    const chain = chainFrom(first, held);
    length += chain.operations.length;
    if (outOfOrder(chain.blocks)) return { verdict: VIOLATED, few: chain.operations };
    chains.push(chain);
  }
  const count = [...held.values()].reduce((sum, { writer, readers }) => sum + readers.length + (writer ? 1 : 0), 0);
  // Values that replace each other in a ring were never written.
  if (length < count) return { verdict: VIOLATED };
  const crossed = crossedChains(chains);
  return crossed ? { verdict: VIOLATED, few: crossed.flatMap(({ operations }) => operations) } : { verdict: 'held' };
}

function writtenBy({ operation, input }: Timed): string {
  return canonicalText(operation === 'cas' ? (input as readonly unknown[])[1] : input);
}

function expectedBy({ input }: Timed): string {
  return canonicalText((input as readonly unknown[])[0]);
}

/** The values that were there: all that are known to have been written, or that somebody has seen. */
function heldValues<Of extends Timed>(
  all: readonly Of[],
  writers: ReadonlyMap<string, Of>,
  begin: string,
): Map<string, Held<Of>> | Decision<Of> {
  const held = new Map<string, Held<Of>>([[begin, { value: begin, writer: undefined, readers: [], next: undefined }]]);
  const wanted: { readonly value: string; readonly by: Of }[] = [];
  for (const each of all) {
    if (each.completedAt === undefined) continue;
    wanted.push({ value: each.operation === 'read' ? canonicalText(each.output) : writtenBy(each), by: each });
  }
  for (const { value, by } of wanted) {
    let one = held.get(value);
    if (!one) {
      const writer = writers.get(value);
      if (!writer) return { verdict: VIOLATED, few: [by] };
      one = { value, writer, readers: [], next: undefined };
      held.set(value, one);
      if (writer.operation === 'cas') wanted.push({ value: expectedBy(writer), by: writer });
    }
    if (by.operation === 'read') one.readers.push(by);
    else if (by !== one.writer) {
      if (one.next && one.next !== by) return { verdict: VIOLATED, few: [one.next, by, ...(one.writer ? [one.writer] : [])] };
      one.next = by;
    }
  }
  return held;
}

function chainFrom<Of extends Timed>(first: Held<Of>, held: ReadonlyMap<string, Held<Of>>): Chain<Of> {
  const blocks: { readonly operations: readonly Of[] }[] = [];
  for (let at: Held<Of> | undefined = first; at; at = at.next && held.get(writtenBy(at.next))) {
    if (at.writer) blocks.push({ operations: [at.writer] });
    blocks.push({ operations: at.readers });
  }
  const operations = blocks.flatMap((block) => block.operations);
  let [firstEnd, lastBegin] = [Infinity, -Infinity];
  for (const each of operations) {
    firstEnd = Math.min(firstEnd, endOf(each));
    lastBegin = Math.max(lastBegin, each.invokedAt);
  }
  // What the register holds at the beginning comes before all else.
  return { operations, blocks, firstEnd: first.writer ? firstEnd : -Infinity, lastBegin };
}

/** Two of which each has to come before the other. Where there is any ring of such, there are two. */
function crossedChains<Of>(chains: readonly Chain<Of>[]): readonly [Chain<Of>, Chain<Of>] | undefined {
  const byEnd = [...chains].sort((a, b) => a.firstEnd - b.firstEnd);
  // Of all up to each place, those two that begin last.
  const latest: (readonly [Chain<Of>, Chain<Of> | undefined])[] = [];
  for (const chain of byEnd) {
    const [most, second] = latest.at(-1) ?? [undefined, undefined];
    if (!most || chain.lastBegin > most.lastBegin) latest.push([chain, most]);
    else latest.push([most, !second || chain.lastBegin > second.lastBegin ? chain : second]);
  }
  for (const chain of byEnd) {
    const [most, second] = latest[placesBefore(byEnd, chain.lastBegin) - 1] ?? [undefined, undefined];
    const other = most === chain ? second : most;
    if (other && other.lastBegin > chain.firstEnd) return [chain, other];
  }
  return undefined;
}

/** How many of them have an end before a moment. */
function placesBefore(byEnd: readonly Chain<unknown>[], moment: number): number {
  return countWhile(byEnd.length, (at) => byEnd[at]!.firstEnd < moment);
}
