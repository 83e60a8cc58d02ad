import { momentText } from '../../sim-core/base/moment-text.ts';
import { plainToJson } from '../../sim-core/base/plain-json.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { sentenceOf } from '../../sim-core/base/verdict.ts';
import { FLAG, type EventKind } from '../../sim-core/trace/event.ts';
import { labelOf } from '../../sim-core/trace/label.ts';
import { eventAt, type Trace } from '../../sim-core/trace/trace.ts';
import type { Spot } from '../points.ts';
import type { NodeView } from '../protocol.ts';
import { EventTable } from './event-table.ts';
import { nodeLines } from './node-lines.ts';
import type { Paint } from './paint.ts';
import type { Room } from './room.ts';
import { underWayAt, underWayText } from './under-way-lines.ts';
import { valueLines } from './value-lines.ts';
import { countText, passedWords } from './words.ts';

/** What is to be seen of a run: a stretch of its events, a moment, or both. */
export interface Looked {
  readonly stretch: { readonly from: number; readonly to: number } | undefined;
  readonly spot: Spot | undefined;
  /** The nodes as they were at the moment; none where the code that has their states is not run. */
  readonly nodes: readonly NodeView[];
}

/** It as lines for a room. */
export function lookLines(trace: Trace, { stretch, spot, nodes }: Looked, room: Room, paint: Paint): string[] {
  return [
    ...(stretch ? ['', ...stretchLines(trace, stretch, room, paint)] : []),
    ...(spot ? ['', ...spotLines(trace, spot, room, paint)] : []),
    ...(spot ? nodes.flatMap((view) => ['', ...nodeLines(view, spot, room, paint)]) : []),
    ...(room.wasCut
      ? ['', paint('dim', '… stands where something is cut off: --json has it whole, and a wider terminal more of it.')]
      : []),
  ];
}

function stretchLines(trace: Trace, { from, to }: { from: number; to: number }, room: Room, paint: Paint): string[] {
  const { length } = trace.columns;
  const table = new EventTable(trace, room);
  const end = to === length - 1 ? ', the last' : '';
  const lines = [from === to ? `Step ${from} of ${countText(length)}${end}:` : `Steps ${from} to ${to}${end}, of ${countText(length)}:`];
  for (let step = from; step <= to; step++) {
    const violated = trace.outcome.properties.filter((property) => property.verdict === 'violated' && property.step === step);
    const here = violated.some(({ eventTime }) => eventTime === undefined);
    const line = table.line(step, labelOf(trace, step), here ? '▶' : ' ');
    lines.push(here ? paint(['red', 'bold'], line) : line);
    for (const { name, kind, time = 0, eventTime } of violated) {
      const what = eventTime === undefined ? `${kind} violated` : passedWords(kind);
      lines.push(paint(['red', 'bold'], table.between(time, `${what}: ${sentenceOf(name)}`)));
    }
  }
  return lines;
}

function spotLines(trace: Trace, { step, time }: Spot, room: Room, paint: Paint): string[] {
  const event = eventAt(trace, step);
  const later = time > event.time;
  const told = underWayAt(trace, step).map((span) => underWayText(trace, span));
  return [
    later ? `At ${timeText(time)}, after step ${step}, the last event before:` : `After step ${step}, at ${timeText(time)}:`,
    paint('bold', new EventTable(trace, room).line(step, labelOf(trace, step))),
    ...(event.value === undefined ? [] : valueLines('carries', event.value, 2, room)),
    ...(event.cause === undefined ? [] : [`  caused by step ${event.cause}`]),
    ...trace.outcome.properties
      .filter((property) => property.verdict === 'violated' && property.step === step)
      .map((property) => paint('red', room.fit(`  ${property.kind} violated ${momentText(property)}: ${sentenceOf(property.name)}`))),
    ...told.map((text) => room.fit(`  ${text}`)),
  ];
}

/** It as data: Maps, Sets, bigints and the like as `plainToJson` writes them. */
export function lookJson(trace: Trace, { stretch, spot, nodes }: Looked): object {
  return {
    ...(stretch
      ? {
          shown: {
            ...stretch,
            events: Array.from({ length: stretch.to - stretch.from + 1 }, (_, at) => eventJson(trace, stretch.from + at)),
          },
        }
      : {}),
    ...(spot
      ? {
          at: {
            ...spot,
            event: eventJson(trace, spot.step),
            underWay: underWayAt(trace, spot.step).map(({ kind, node, from, to, label }) => ({
              kind,
              ...(node < 0 ? {} : { node: trace.nodes[node] }),
              ...(kind === 'operation' ? { name: trace.strings[label] } : {}),
              ...(kind === 'fault' ? { name: trace.faults[label]?.name, fault: trace.faults[label]?.line } : {}),
              from,
              ...(to < trace.columns.length ? { to } : {}),
            })),
            ...(nodes.length > 0 ? { nodes: nodes.map(plainToJson) } : {}),
          },
        }
      : {}),
  };
}

interface EventJson {
  readonly step: number;
  readonly time: number;
  readonly kind: EventKind;
  readonly flags: readonly string[];
}

function eventJson(trace: Trace, step: number): EventJson {
  const { value, flags, ...event } = eventAt(trace, step);
  const raised = Object.entries(FLAG).filter(([, bit]) => (flags & bit) !== 0);
  return { ...event, ...(value === undefined ? {} : { value: plainToJson(value) }), flags: raised.map(([name]) => name) };
}
