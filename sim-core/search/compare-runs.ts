import { countWhile } from '../base/count-while.ts';
import { changedPaths } from '../base/changed-paths.ts';
import { EVENT_FACTS, KIND } from '../trace/event-kinds.ts';
import { NONE, NO_NODE } from '../trace/event.ts';
import { eventAt, type Trace } from '../trace/trace.ts';

type Compared = Pick<Trace, 'columns' | 'nodes' | 'strings' | 'values'>;

/**
 * One line of a comparison. `same` is the same event at the same time, `shifted` the same at another time, `changed` the same
 * of its kind with another content, such as a message that is lost in one run; `left` and `right` happen in one run alone, or
 * there in another order.
 */
export interface ComparedEvent {
  readonly is: 'same' | 'shifted' | 'changed' | 'left' | 'right';
  /** Its step in each run. */
  readonly left?: number;
  readonly right?: number;
}

/**
 * Two runs side by side, aligned by causal identity and not by step or time: an event is the one that happens at its node for the so
 * many-th time of its kind, name and other end; an arrival or loss is that of its message.
 */
export function compareRuns(left: Compared, right: Compared): readonly ComparedEvent[] {
  const [ours, theirs] = [identities(left), identities(right)];
  const places = new Map(theirs.map((identity, step) => [identity, step]));
  const pairs = ours.flatMap((identity, step): (readonly [number, number])[] => {
    const other = places.get(identity);
    return other === undefined ? [] : [[step, other]];
  });
  const rows: ComparedEvent[] = [];
  let [l, r] = [0, 0];
  const alone = (untilLeft: number, untilRight: number): void => {
    // What happens in one run alone stands in order of time.
    while (l < untilLeft || r < untilRight) {
      const leftIsNext = r >= untilRight || (l < untilLeft && left.columns.time[l]! <= right.columns.time[r]!);
      rows.push(leftIsNext ? { is: 'left', left: l++ } : { is: 'right', right: r++ });
    }
  };
  for (const [at, other] of inBothOrders(pairs)) {
    alone(at, other);
    rows.push({ is: likeness(left, at, right, other), left: l++, right: r++ });
  }
  alone(left.columns.length, right.columns.length);
  return rows;
}

/** What each event is, the same text in two runs for what is the same in both. */
function identities({ columns, nodes, strings }: Compared): string[] {
  const counts = new Map<string, number>();
  const counted = (what: string): string => {
    const count = counts.get(what) ?? 0;
    counts.set(what, count + 1);
    return `${what} ${count}`;
  };
  const nameOf = (index: number): string => (index === NO_NODE ? '' : nodes[index]!);
  const found: string[] = [];
  for (let step = 0; step < columns.length; step++) {
    const kind = columns.kind[step]!;
    const about = EVENT_FACTS[kind]?.message;
    const cause = columns.cause[step]!;
    // That it came or was lost is what became of one message.
    const ofMessage = (about === 'arrives' || about === 'lost') && cause !== NONE && columns.kind[cause] === KIND.send;
    found.push(
      counted(
        ofMessage
          ? `of ${found[cause]!}`
          : JSON.stringify([kind, nameOf(columns.node[step]!), nameOf(columns.peer[step]!), strings[columns.name[step]!]]),
      ),
    );
  }
  return found;
}

/** The most pairs of which each comes after the other in both runs: a longest rising sequence (Fredman 1975; Hunt and Szymanski 1977). */
function inBothOrders(pairs: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  /** Of the rising sequences of each length, the pair that ends the one that ends lowest; and the pair before each pair. */
  const ends: number[] = [];
  const before: number[] = [];
  pairs.forEach(([, right], index) => {
    const length = countWhile(ends.length, (at) => pairs[ends[at]!]![1] < right);
    before.push(length > 0 ? ends[length - 1]! : -1);
    ends[length] = index;
  });
  const chosen: (readonly [number, number])[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]!) chosen.push(pairs[at]!);
  return chosen.reverse();
}

function likeness(left: Compared, at: number, right: Compared, other: number): ComparedEvent['is'] {
  const [one, two] = [eventAt(left, at), eventAt(right, other)];
  const isSame =
    one.kind === two.kind && one.name === two.name && one.flags === two.flags && changedPaths(one.value, two.value).length === 0;
  return !isSame ? 'changed' : one.time === two.time ? 'same' : 'shifted';
}

/** A stretch of a comparison: lines to show, or so many equal ones that are folded away. */
export interface ComparedStretch {
  readonly folded: boolean;
  readonly rows: readonly ComparedEvent[];
}

/** The lines in order, equal ones folded away but for some around each difference. */
export function foldedComparison(rows: readonly ComparedEvent[], around: number): readonly ComparedStretch[] {
  const isNear = new Uint8Array(rows.length);
  rows.forEach(({ is }, at) => {
    if (is !== 'same') isNear.fill(1, Math.max(0, at - around), Math.min(rows.length, at + around + 1));
  });
  const stretches: { folded: boolean; rows: ComparedEvent[] }[] = [];
  rows.forEach((row, at) => {
    const folded = isNear[at] === 0;
    const last = stretches.at(-1);
    if (last?.folded === folded) last.rows.push(row);
    else stretches.push({ folded, rows: [row] });
  });
  return stretches;
}
