import type { Verdict } from '../sim-core/base/verdict.ts';
import { compareRuns, foldedComparison, type ComparedEvent } from '../sim-core/search/compare-runs.ts';
import { timeText } from '../sim-core/base/time-text.ts';
import { labelOf } from '../sim-core/trace/label.ts';
import { eventAt, type Trace } from '../sim-core/trace/trace.ts';

/** An event of one of two runs that are compared, told. */
export interface ToldEvent {
  readonly step: number;
  readonly time: string;
  readonly node: string;
  readonly what: string;
}

/** One line of two runs side by side. */
export interface ToldRow {
  readonly is: ComparedEvent['is'];
  readonly left?: ToldEvent;
  readonly right?: ToldEvent;
}

/** Lines to show, or how many equal ones are folded away, and from which step of each run. */
export type ToldStretch = { readonly rows: readonly ToldRow[] } | { readonly folded: number; readonly from: readonly [number, number] };

/** Two runs side by side. */
export interface Comparison {
  /** What is compared, with verdicts. */
  readonly sides: readonly [{ readonly verdict: Verdict; readonly events: number }, { readonly verdict: Verdict; readonly events: number }];
  /** How many lines are of each kind. */
  readonly counts: Readonly<Record<ComparedEvent['is'], number>>;
  /** The first step of each run at which they differ; absent where they do not. */
  readonly first?: { readonly left?: number; readonly right?: number };
  readonly stretches: readonly ToldStretch[];
  /** So many lines that differ are left out at the end, since nobody reads so many. */
  readonly leftOut: number;
}

/** So many equal lines are shown around each that differs. */
const AROUND = 3;
/** So many lines are told. */
const MOST = 2_000;

/** Compares two runs, told for people. */
export function comparisonOf(left: Trace, right: Trace): Comparison {
  const rows = compareRuns(left, right);
  const counts = { same: 0, shifted: 0, changed: 0, left: 0, right: 0 };
  for (const { is } of rows) counts[is] += 1;
  const first = rows.find(({ is }) => is !== 'same');
  let room = MOST;
  let leftOut = 0;
  const stretches = foldedComparison(rows, AROUND).flatMap((stretch): ToldStretch[] => {
    const [begins] = stretch.rows;
    if (stretch.folded) return room > 0 ? [{ folded: stretch.rows.length, from: [begins!.left!, begins!.right!] }] : [];
    const shown = stretch.rows.slice(0, room);
    leftOut += stretch.rows.slice(shown.length).filter(({ is }) => is !== 'same').length;
    room -= shown.length;
    return shown.length === 0 ? [] : [{ rows: shown.map((row) => toldRow(left, right, row)) }];
  });
  return {
    sides: [sideOf(left), sideOf(right)],
    counts,
    ...(first
      ? {
          first: {
            ...(first.left === undefined ? {} : { left: first.left }),
            ...(first.right === undefined ? {} : { right: first.right }),
          },
        }
      : {}),
    stretches,
    leftOut,
  };
}

function sideOf({ outcome: { verdict, events } }: Trace): Comparison['sides'][0] {
  return { verdict, events };
}

function toldRow(one: Trace, other: Trace, { is, left, right }: ComparedEvent): ToldRow {
  return {
    is,
    ...(left === undefined ? {} : { left: toldEvent(one, left) }),
    ...(right === undefined ? {} : { right: toldEvent(other, right) }),
  };
}

function toldEvent(trace: Trace, step: number): ToldEvent {
  const { kind, node = '', peer, time } = eventAt(trace, step);
  const towards = peer === undefined ? '' : kind === 'send' ? ` → ${peer}` : ` ← ${peer}`;
  return { step, time: timeText(time), node, what: `${kind}${towards} ${labelOf(trace, step)}`.trim() };
}
