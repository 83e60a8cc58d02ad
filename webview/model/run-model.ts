import type { PanelRun } from '../../runner/protocol.ts';
import { columnsOver, type TraceColumns } from '../../sim-core/trace/columns.ts';
import { EVENT_FACTS, EVENT_KINDS, type EventKind } from '../../sim-core/trace/event-kinds.ts';
import { NONE, NO_NODE } from '../../sim-core/trace/event.ts';
import { arrowsOf, isArrival, type Arrows } from './arrows.ts';
import { BandCache } from './band-cache.ts';
import { spansOf, type Spans } from './lane-spans.ts';
import type { Axis, Rows } from './rows.ts';
import { shortNames } from './short-names.ts';
import { StepRows } from './step-rows.ts';
import { TimeRows } from './time-rows.ts';
import { deadlineBands, violationBands, type DeadlineBand, type ViolationBand } from './violation-bands.ts';

const LONGEST_IN_ROWS = 16;

/** One run as the diagram needs it: the columns, and what is derived from them once. */
export class RunModel {
  readonly content: PanelRun;
  readonly nodes: readonly string[];
  /** What they are called in rows, where a name is not all that is to be read. */
  readonly shortNodes: readonly string[];
  readonly strings: readonly string[];
  readonly columns: TraceColumns;
  readonly steps: number;
  readonly arrows: Arrows;
  readonly spans: Spans;
  readonly violations: readonly ViolationBand[];
  readonly deadlines: readonly DeadlineBand[];
  readonly bands: BandCache;
  /** Where its steps stand, which depends on what of it is shown. */
  rows: Rows;
  #unended: readonly number[] | undefined;

  /** @param askBands for what stands beside the lanes from a step up to, not including, another; it never comes, if absent */
  constructor(content: PanelRun, askBands: (from: number, to: number) => void = () => undefined) {
    const { run } = content;
    this.content = content;
    this.nodes = run.nodes;
    this.shortNodes = shortNames(run.nodes, LONGEST_IN_ROWS);
    this.strings = run.strings;
    this.columns = columnsOver(run.columns, run.length, run.length);
    this.steps = run.length;
    this.arrows = arrowsOf(this.columns);
    this.spans = spansOf(run);
    this.violations = violationBands(run.outcome.properties, run.nodes, run.length);
    this.deadlines = deadlineBands(run.outcome.properties, this.columns);
    this.bands = new BandCache(run.length, askBands);
    this.rows = this.rowsFor();
  }

  /** The sends whose messages neither arrive nor are lost, ascending: found when somebody first asks what is under way. */
  get unended(): readonly number[] {
    return (this.#unended ??= sendsWithoutEnd(this));
  }

  /** The rows when only some steps are shown; all of them, if not said which. */
  rowsFor(shown?: Uint8Array, axis: Axis = 'steps'): Rows {
    const slotsAfter = this.violations.map(({ step }) => step);
    return axis === 'steps' ? new StepRows(this.steps, slotsAfter, shown) : new TimeRows(this.columns, slotsAfter, axis.zoom, shown);
  }

  kindAt(step: number): EventKind {
    return EVENT_KINDS[this.columns.kind[step]!] ?? 'note';
  }

  nameAt(step: number): string {
    return this.strings[this.columns.name[step]!] ?? '';
  }

  /** The lane of a step, or -1 for an event of the world. */
  laneAt(step: number): number {
    const node = this.columns.node[step]!;
    return node === NO_NODE || node >= this.nodes.length ? -1 : node;
  }

  /** The lane of the other end of a message, or -1. */
  peerAt(step: number): number {
    const peer = this.columns.peer[step]!;
    return peer === NO_NODE || peer >= this.nodes.length ? -1 : peer;
  }

  causeAt(step: number): number | undefined {
    const cause = this.columns.cause[step]!;
    return cause === NONE || cause >= step ? undefined : cause;
  }

  /** A message's type, also of a lost one, whose own name is the reason. */
  messageTypeAt(step: number): string {
    const cause = this.causeAt(step);
    return isArrival(this.columns.kind[step]!) && cause !== undefined ? this.nameAt(cause) : this.nameAt(step);
  }

  /** Whether the message of a send never arrived nor was lost before the run ended. */
  isUnderWay(step: number): boolean {
    const { first } = this.arrows;
    return LEAVES[this.columns.kind[step]!] === 1 && first[step] === first[step + 1];
  }
}

/** By stored kind, 1 where a message leaves. */
const LEAVES = Uint8Array.from({ length: 256 }, (_, kind) => Number(EVENT_FACTS[kind]?.message === 'leaves'));

function sendsWithoutEnd({ steps, columns: { kind }, arrows: { first } }: RunModel): readonly number[] {
  const sends: number[] = [];
  for (let step = 0; step < steps; step++) if (LEAVES[kind[step]!] === 1 && first[step] === first[step + 1]) sends.push(step);
  return sends;
}
