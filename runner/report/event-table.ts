import { visible } from '../../sim-core/base/plain-text.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { FLAG } from '../../sim-core/trace/event.ts';
import { appearanceOf } from '../../sim-core/trace/event-kinds.ts';
import { eventAt, type Trace } from '../../sim-core/trace/trace.ts';
import type { Room } from './room.ts';

/** Events as the lines of a table: step, time, node, kind, the other end of a message, what it is about. */
export class EventTable {
  readonly #trace: Pick<Trace, 'columns' | 'nodes' | 'strings' | 'values'>;
  readonly #room: Room;
  readonly #widths: { readonly step: number; readonly time: number; readonly node: number; readonly kind: number; readonly other: number };

  constructor(trace: Pick<Trace, 'columns' | 'nodes' | 'strings' | 'values'>, room: Room) {
    this.#trace = trace;
    this.#room = room;
    const { columns, nodes } = trace;
    const node = Math.max(0, ...nodes.map((name) => visible(name).length));
    const last = Math.max(0, columns.length - 1);
    // In a narrow room the label has what is left, so that nothing stands in columns for its own sake.
    this.#widths = room.isNarrow
      ? { step: String(last).length, time: timeText(columns.time[last] ?? 0).length, node, kind: 0, other: 0 }
      : { step: 6, time: 14, node, kind: 9, other: node + 2 };
  }

  /** `sign` stands in its margin. */
  line(step: number, label: string, sign = ' '): string {
    const { time, kind, node = '', peer, flags } = eventAt(this.#trace, step);
    const widths = this.#widths;
    const other = peer === undefined ? '' : `${kind === 'send' ? '→' : '←'} ${visible(peer)}`;
    const marks = [
      ...(flags & FLAG.duplicate ? ['duplicate'] : []),
      ...(flags & FLAG.byzantine ? ['Byzantine'] : []),
      ...(flags & FLAG.corrupted ? ['corrupted'] : []),
      ...(flags & FLAG.overtaken ? ['overtaken'] : []),
      ...(flags & FLAG.ends ? [appearanceOf(kind, flags).aside ?? 'ends'] : []),
    ];
    const text =
      `${sign} ${String(step).padStart(widths.step)}  ${timeText(time).padStart(widths.time)}  ${visible(node).padEnd(widths.node)}  ` +
      `${[kind.padEnd(widths.kind), other.padEnd(widths.other)].filter((part) => part !== '').join(' ')}  ` +
      `${label}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
    return this.#room.fit(text.trimEnd());
  }

  /** Something that stands between two events, with its time. */
  between(time: number, text: string): string {
    const { step, time: width } = this.#widths;
    return this.#room.fit(`▶ ${' '.repeat(step)}  ${timeText(time).padStart(width)}  ${text}`);
  }
}
