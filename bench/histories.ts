import { RandomStream } from '../sim-core/base/random.ts';
import { linearizability } from '../sim-core/judges/histories/linearizability.ts';
import { casRegister } from '../sim-core/judges/histories/models/register.ts';
import { median, type Row } from './rows.ts';

const ROUNDS = 7;
const HISTORIES = 20;
const OPERATIONS = 1_000;
const CLIENTS = 10;
const VALUES = 5;

type Operation = {
  readonly operation: 'read' | 'write' | 'cas';
  readonly input: number | readonly [number, number] | null;
  output: number | null;
  readonly invokedAt: number;
  completedAt: number;
};

/** What clients of a register saw, which took effect at some moment of each operation; values are written again and again, so that only a search can tell. */
function drawnHistory(seed: number): readonly Operation[] {
  const random = new RandomStream(seed, 'bench/histories');
  const operations: Operation[] = [];
  const underWay = new Map<number, { readonly of: Operation; isDone: boolean }>();
  let [value, moment]: [number | null, number] = [null, 0];
  while (operations.length < OPERATIONS || underWay.size > 0) {
    const client = random.below(CLIENTS);
    const mine = underWay.get(client);
    if (!mine) {
      if (operations.length === OPERATIONS) continue;
      const kind = random.below(3);
      const written = random.below(VALUES);
      const asked =
        kind === 0
          ? { operation: 'read' as const, input: null }
          : kind === 1
            ? { operation: 'write' as const, input: written }
            : { operation: 'cas' as const, input: [value ?? 0, written] as const };
      const of: Operation = { ...asked, output: null, invokedAt: moment++, completedAt: Infinity };
      operations.push(of);
      underWay.set(client, { of, isDone: false });
    } else if (!mine.isDone) {
      const { operation, input } = mine.of;
      if (operation === 'cas' && (input as readonly [number, number])[0] !== value) continue;
      if (operation === 'read') mine.of.output = value;
      else value = operation === 'write' ? (input as number) : (input as readonly [number, number])[1];
      mine.isDone = true;
    } else {
      mine.of.completedAt = moment++;
      underWay.delete(client);
    }
    // A compare-and-set whose value went by would wait for ever.
    if (operations.length === OPERATIONS && [...underWay.values()].every(({ of, isDone }) => of.operation === 'cas' && !isDone)) break;
  }
  return operations.filter(({ completedAt }) => completedAt < Infinity);
}

/** A call or a return in the list that is gone through, from which both are taken while their operation has its place. */
interface Entry {
  readonly of: Operation;
  readonly place: number;
  /** Of a call, its return. */
  readonly match: Entry | undefined;
  before: Entry | undefined;
  next: Entry | undefined;
}

/**
 * Wing and Gong's search with Lowe's memory, as one would write it for this register alone: entries in a list, a text for each
 * situation, and what needs no choice, as in ours: a read that returns what is there takes place at once.
 */
function isLinearizable(operations: readonly Operation[]): boolean {
  const head = listOf(operations);
  const isPlaced = new Uint8Array(operations.length);
  const known = new Set<string>();
  const path: { readonly entry: Entry; readonly state: number | null; readonly isChoice: boolean }[] = [];
  let [first, highest] = [0, -1];
  let state: number | null = null;
  let entry = placeReads();
  while (head.next) {
    if (!entry?.match) {
      // What comes next is an end: the last choice was wrong.
      let last = path.pop();
      for (; last && !last.isChoice; last = path.pop()) takeBack(last.entry);
      if (!last) return false;
      takeBack(last.entry);
      state = last.state;
      entry = last.entry.next;
      continue;
    }
    const { operation, input } = entry.of;
    const isPossible = operation === 'write' || (operation === 'cas' && (input as readonly [number, number])[0] === state);
    const before = state;
    if (isPossible) {
      state = operation === 'write' ? (input as number) : (input as readonly [number, number])[1];
      place(entry);
      const text = textOf();
      if (!known.has(text)) {
        known.add(text);
        path.push({ entry, state: before, isChoice: true });
        entry = placeReads();
        continue;
      }
      takeBack(entry);
      state = before;
    }
    entry = entry.next;
  }
  return true;

  function placeReads(): Entry | undefined {
    let each = head.next;
    while (each?.match) {
      const before: Entry | undefined = each.before;
      if (each.of.operation === 'read' && each.of.output === state) {
        place(each);
        path.push({ entry: each, state, isChoice: false });
        // Its end may have stood right behind it, and is gone as well.
        each = before!.next;
      } else each = each.next;
    }
    return head.next;
  }

  function place(each: Entry): void {
    isPlaced[each.place] = 1;
    highest = Math.max(highest, each.place);
    takeOut(each);
    takeOut(each.match!);
  }

  function takeBack(each: Entry): void {
    isPlaced[each.place] = 0;
    first = Math.min(first, each.place);
    putBack(each.match!);
    putBack(each);
  }

  /** The first that has no place, and what has one beyond it. */
  function textOf(): string {
    while (first < operations.length && isPlaced[first] === 1) first += 1;
    let text = `${state} ${first}`;
    for (let at = first + 1; at <= highest; at++) if (isPlaced[at] === 1) text += `,${at}`;
    return text;
  }
}

function listOf(operations: readonly Operation[]): Entry {
  const head: Entry = { of: operations[0]!, place: -1, match: undefined, before: undefined, next: undefined };
  const entries = operations.flatMap((of, place) => {
    const ends: Entry = { of, place, match: undefined, before: undefined, next: undefined };
    return [
      { at: of.invokedAt, entry: { ...ends, match: ends } },
      { at: of.completedAt, entry: ends },
    ];
  });
  let last = head;
  for (const { entry } of entries.sort((a, b) => a.at - b.at)) {
    last.next = entry;
    entry.before = last;
    last = entry;
  }
  return head;
}

function takeOut(entry: Entry): void {
  entry.before!.next = entry.next;
  if (entry.next) entry.next.before = entry.before;
}

function putBack(entry: Entry): void {
  entry.before!.next = entry;
  if (entry.next) entry.next.before = entry;
}

/** What of the processor's own time it takes to judge all histories, for each operation, in microseconds. */
function microseconds(histories: readonly (readonly Operation[])[], isHeld: (history: readonly Operation[]) => boolean): number {
  const started = process.cpuUsage();
  for (const history of histories) if (!isHeld(history)) throw new RangeError('A history that happened is said to be impossible.');
  return process.cpuUsage(started).user / histories.reduce((sum, { length }) => sum + length, 0);
}

/** How much longer judging an operation takes than by a search for compare-and-set registers alone. */
export function costOfHistories(): Row {
  const histories = Array.from({ length: HISTORIES }, (_, seed) => drawnHistory(seed));
  const model = casRegister();
  const measured = { ours: [] as number[], hand: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    measured.hand.push(microseconds(histories, isLinearizable));
    measured.ours.push(microseconds(histories, (history) => linearizability(model, history).verdict === 'held'));
  }
  const [own, hand] = [median(measured.ours), median(measured.hand)];
  return {
    what: 'an operation judged for linearizability, against a search by hand for this model',
    measured: `${(own / hand).toFixed(1)} × (${own.toFixed(1)} µs, by hand ${hand.toFixed(1)} µs)`,
    target: '2 ×',
    met: own / hand <= 2,
  };
}
