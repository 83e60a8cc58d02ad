import { countWhile } from '../../../base/count-while.ts';
import { canonicalText } from '../../../base/canonical-text.ts';
import { endOf } from '../in-blocks.ts';
import type { Decision, Timed } from '../model.ts';
import { matchingOf } from './queue-matching.ts';

/** An item that was in the queue. */
interface Item<Of> {
  readonly enqueue: Of;
  readonly dequeue: Of | undefined;
}

const taken = ({ dequeue }: Item<Timed>): number => dequeue?.invokedAt ?? Infinity;

/**
 * Decides whether a queue is linearizable in which no item is twice, by the patterns that alone make one that is not
 * (Henzinger, Sezgin and Vafeiadis 2013; Bouajjani, Emmi, Enea and Hamza 2015): something is dequeued that never was
 * enqueued, or twice, or before what came before it; or nothing, while there was something all the time. Where equal items are
 * in it, they are told apart by who can have taken which. Undefined where that was not found, or does not explain who found nothing.
 */
export function decideQueue<Of extends Timed>(all: readonly Of[], most?: number): Decision<Of> | undefined {
  const enqueues = byItem(
    all.filter(({ operation }) => operation === 'enqueue'),
    ({ input }) => input,
  );
  const isDone = ({ completedAt }: Of): boolean => completedAt !== undefined;
  const dequeues = all.filter((each) => each.operation === 'dequeue' && isDone(each));
  const nothings = dequeues.filter(({ output }) => output === null);
  const takers = byItem(
    dequeues.filter(({ output }) => output !== null),
    ({ output }) => output,
  );
  const items: Item<Of>[] = [];
  const mayTake = all.filter((each) => each.operation === 'dequeue' && !isDone(each)).sort((a, b) => a.invokedAt - b.invokedAt);
  let isTold = true;
  for (const [value, taking] of takers) {
    const given = enqueues.get(value) ?? [];
    if (given.length < taking.length) return { verdict: 'violated', few: [...given, ...taking] };
    const [enqueue, dequeue] = [given[0]!, taking[0]!];
    if (given.length > 1) isTold = false;
    else if (endOf(dequeue) < enqueue.invokedAt) return { verdict: 'violated', few: [enqueue, dequeue] };
    else items.push({ enqueue, dequeue });
  }
  if (isTold) return orderOf([...items, ...leftIn(all, items)], nothings, mayTake);
  const matching = matchingOf(
    {
      enqueues: [...enqueues.values()].flat(),
      dequeues: [...takers.values()].flat(),
      nothings,
      mayTake,
      itemOf: ({ operation, input, output }) => canonicalText(operation === 'enqueue' ? input : output),
    },
    most,
  );
  if (matching === 'none') return { verdict: 'violated' };
  if (matching === 'unknown') return undefined;
  return neverEmpty(nothings, [...matching, ...leftIn(all, matching)]) ? undefined : { verdict: 'held' };
}

/** What is still in the queue; what nobody has seen can as well have never been enqueued. */
function leftIn<Of extends Timed>(all: readonly Of[], items: readonly Item<Of>[]): readonly Item<Of>[] {
  const taken = new Set(items.map(({ enqueue }) => enqueue));
  return all.flatMap((each) =>
    each.operation === 'enqueue' && each.completedAt !== undefined && !taken.has(each) ? [{ enqueue: each, dequeue: undefined }] : [],
  );
}

/** Each in the order in which they began. */
function byItem<Of extends Timed>(operations: readonly Of[], itemOf: (each: Of) => unknown): ReadonlyMap<string, readonly Of[]> {
  const found = new Map<string, Of[]>();
  for (const each of [...operations].sort((a, b) => a.invokedAt - b.invokedAt)) {
    const name = canonicalText(itemOf(each));
    const known = found.get(name);
    if (known) known.push(each);
    else found.set(name, [each]);
  }
  return found;
}

function orderOf<Of extends Timed>(items: readonly Item<Of>[], nothings: readonly Of[], mayTake: readonly Of[]): Decision<Of> | undefined {
  const byBegin = items.filter(({ dequeue }) => dequeue).sort((a, b) => a.enqueue.invokedAt - b.enqueue.invokedAt);
  // From each place on, the item that was the first to be gone.
  const gone: Item<Of>[] = [];
  for (const [at, item] of [...byBegin.entries()].reverse()) {
    const next = gone[at + 1];
    gone[at] = next && endOf(next.dequeue!) < endOf(item.dequeue!) ? next : item;
  }
  const left: { readonly item: Item<Of>; readonly until: Item<Of> }[] = [];
  for (const item of items) {
    const overtakes = gone[placeAfter(byBegin, endOf(item.enqueue))];
    if (!overtakes) continue;
    if (!item.dequeue) left.push({ item, until: overtakes });
    else if (taken(item) > endOf(overtakes.dequeue!)) return { verdict: 'violated', few: operationsOf([item, overtakes]) };
  }
  // What was overtaken and is not known to have been taken must have been, by somebody who does not know.
  left.sort((a, b) => endOf(a.until.dequeue!) - endOf(b.until.dequeue!));
  const known = new Set(items);
  for (const [turn, { item, until }] of left.entries()) {
    const by = mayTake[turn];
    if (!by || by.invokedAt > endOf(until.dequeue!)) {
      const few = [...left.slice(0, turn + 1).flatMap((each) => operationsOf([each.item, each.until])), ...mayTake];
      return { verdict: 'violated', few: [...new Set(few)] };
    }
    known.delete(item);
    known.add({ enqueue: item.enqueue, dequeue: by });
  }
  const full = neverEmpty(nothings, [...known]);
  if (!full) return { verdict: 'held' };
  // Who does not know what they took, or whether, may have emptied it.
  if (mayTake.length === 0) return { verdict: 'violated', few: full };
  const surely = neverEmpty(nothings, byBegin);
  return surely && { verdict: 'violated', few: surely };
}

function operationsOf<Of>(items: readonly Item<Of>[]): readonly Of[] {
  return items.flatMap(({ enqueue, dequeue }) => (dequeue ? [enqueue, dequeue] : [enqueue]));
}

/** The first place of an item whose enqueue began after a moment. */
function placeAfter(byBegin: readonly Item<Timed>[], moment: number): number {
  return countWhile(byBegin.length, (at) => byBegin[at]!.enqueue.invokedAt < moment);
}

/** A dequeue that found nothing though there was something in the queue at each moment of it, with those items. */
function neverEmpty<Of extends Timed>(nothings: readonly Of[], items: readonly Item<Of>[]): readonly Of[] | undefined {
  const inside = items.filter((item) => endOf(item.enqueue) < taken(item)).sort((a, b) => endOf(a.enqueue) - endOf(b.enqueue));
  const spans: { readonly from: number; to: number; readonly items: Item<Of>[] }[] = [];
  for (const item of inside) {
    const [span, from, to] = [spans.at(-1), endOf(item.enqueue), taken(item)];
    if (!span || from > span.to) spans.push({ from, to, items: [item] });
    else if (to > span.to) {
      span.to = to;
      span.items.push(item);
    }
  }
  for (const nothing of nothings) {
    const full = spans.find(({ from, to }) => from < nothing.invokedAt && to > endOf(nothing));
    if (!full) continue;
    const around = full.items.filter((item) => taken(item) > nothing.invokedAt && endOf(item.enqueue) < endOf(nothing));
    return [nothing, ...operationsOf(around)];
  }
  return undefined;
}
