import { sentenceOf } from '../../sim-core/base/verdict.ts';
import { asksManyRuns } from '../../sim-core/base/property-kinds.ts';
import { momentText } from '../../sim-core/base/moment-text.ts';
import { lineOf } from '../../sim-core/base/plain-text.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { labelOf } from '../../sim-core/trace/label.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import type { LocatedProperty, NodeView } from '../protocol.ts';
import type { Debuggee } from './debuggee.ts';
import type { Lines } from './lines.ts';
import type { Timeline } from './timeline.ts';
import { itemsOf, memberPath, type Named } from './variables.ts';
import type { Place, Worlds } from './worlds.ts';

/** What there is to look at after a step: the debugger's scopes. */
export interface Scope {
  readonly name: string;
  readonly children: () => Promise<readonly Named[]> | readonly Named[];
  /** It takes more than a look, so that it is made when it is opened. */
  readonly expensive?: boolean;
}

export interface Seen {
  readonly debuggee: Debuggee;
  readonly timeline: Timeline;
  readonly worlds: Worlds;
  readonly lines: Lines;
}

const LONGEST = 120;

export async function scopesAt({ debuggee, timeline, worlds, lines }: Seen, place: Place): Promise<readonly Scope[]> {
  const { step, lane, line } = place;
  const { trace } = debuggee;
  const scopes: Scope[] = [{ name: 'Event', children: () => eventItems(debuggee, step) }];
  // The rest of what is shown is the world after the event, whatever line of its handler it is.
  const after = line ? ' after this event' : '';
  if (line) scopes.unshift({ name: `Variables at line ${line.location.line}`, children: () => lines.variablesAt(line) });
  const owner = trace.nodes[lane];
  if (worlds.known) {
    const { nodes, time } = await worlds.at(step);
    const view = nodes.find(({ name }) => name === owner);
    if (view) {
      scopes.push({ name: `State of ${view.name}${after}`, children: () => stateItems(view) });
      if (view.changed.length > 0) {
        const before = step > 0 ? () => worlds.viewOf(lane, step - 1) : () => Promise.resolve(undefined);
        scopes.push({ name: 'Changed by this step', children: async () => changeItems(view, await before()) });
      }
      scopes.push({ name: 'Clock, timers and disk', children: () => surroundings(view, time) });
    }
    const others = nodes.filter(({ name }) => name !== owner);
    scopes.push({ name: view ? 'Other nodes' : 'Nodes', children: () => others.map((other) => nodeItem(other, time)) });
  }
  scopes.push(
    { name: 'Messages in flight', expensive: true, children: () => flightItems(debuggee, timeline, step) },
    { name: 'Properties', children: () => debuggee.properties.map((property) => propertyItem(property, step)) },
  );
  return scopes;
}

function eventItems({ trace }: Debuggee, step: number): readonly Named[] {
  const { time, kind, node, peer, name, cause, value } = eventAt(trace, step);
  return [
    { name: 'step', value: step, path: 'step' },
    { name: 'time', text: timeText(time), path: 'time' },
    { name: 'kind', text: kind, path: 'event.kind' },
    ...(node === undefined ? [] : [{ name: 'node', text: node, path: 'event.node' }]),
    ...(peer === undefined ? [] : [{ name: 'peer', text: peer, path: 'event.peer' }]),
    ...(name === '' ? [] : [{ name: 'name', text: name, path: 'event.name' }]),
    ...(cause === undefined ? [] : [{ name: 'cause', text: `step ${cause}: ${told(trace, cause)}` }]),
    ...(value === undefined ? [] : [{ name: 'message', value, path: 'message' }]),
  ];
}

function told(trace: Debuggee['trace'], step: number): string {
  const { kind, node } = eventAt(trace, step);
  return [node, kind, labelOf(trace, step)].filter((part) => part !== undefined && part !== '').join(' ');
}

function stateItems({ name, status, state }: NodeView): readonly Named[] {
  const path = `nodes${memberPath(name)}`;
  if (state === undefined) return [{ name: 'state', text: `none: the node is ${status}` }];
  return typeof state === 'object' && state !== null ? itemsOf(state, path) : [{ name: 'state', value: state, path }];
}

/** Each path with what it was and what it became. */
function changeItems(now: NodeView, before: NodeView | undefined): readonly Named[] {
  return now.changed.map((path) => {
    const [was, is] = [atPath(before?.state, path), atPath(now.state, path)];
    return {
      name: path === '' ? 'state' : path,
      text: `${textOf(was)} → ${textOf(is)}`,
      children: () => [
        { name: 'was', ...was },
        { name: 'is', ...is },
      ],
    };
  });
}

function textOf(found: { readonly value?: unknown; readonly text?: string }): string {
  return found.text ?? lineOf(found.value, LONGEST);
}

/** What stands at a path of `changedPaths`. A key of a Map may hold dots, so that the longest that fits is taken. */
function atPath(value: unknown, path: string): { readonly value: unknown } | { readonly text: string } {
  if (path === '') return { value };
  if (typeof value !== 'object' || value === null) return { text: 'absent' };
  for (const item of itemsOf(value)) {
    if (item.name === path) return { value: item.value };
    if (path.startsWith(`${item.name}.`)) {
      const inner = atPath(item.value, path.slice(item.name.length + 1));
      if ('value' in inner) return inner;
    }
  }
  return { text: 'absent' };
}

function surroundings(view: NodeView, time: number): readonly Named[] {
  const { name, status, clock, timers, disk, unsynced, byzantine } = view;
  const path = `disk${memberPath(name)}`;
  return [
    { name: 'status', text: status, path: `status${memberPath(name)}` },
    { name: 'true time', text: timeText(time), path: 'time' },
    { name: 'own clock', text: timeText(clock), path: `clock${memberPath(name)}` },
    { name: 'timers', ...counted(timers.map((timer) => ({ name: timer.name, text: `due at ${timeText(timer.due)}` }))) },
    {
      name: 'disk',
      ...counted(
        Object.entries(disk).map(([key, value]) => {
          const item = { name: key, value, path: `${path}${memberPath(key)}` };
          return unsynced.includes(key) ? { ...item, text: `${lineOf(value, LONGEST)} (not synced)` } : item;
        }),
      ),
    },
    ...(byzantine === undefined ? [] : [{ name: 'Byzantine', value: byzantine }]),
  ];
}

function counted(items: readonly Named[]): Pick<Named, 'text' | 'children'> {
  return items.length === 0 ? { text: 'none' } : { text: items.map(({ name }) => name).join(', '), children: () => items };
}

function nodeItem(view: NodeView, time: number): Named {
  const { name, state, status } = view;
  return {
    name,
    text: status === 'up' ? lineOf(state, LONGEST) : `${status} ${state === undefined ? '' : lineOf(state, LONGEST)}`.trim(),
    path: `nodes${memberPath(name)}`,
    children: () => [{ name: 'state', value: state, path: `nodes${memberPath(name)}` }, ...surroundings(view, time)],
  };
}

function flightItems({ trace }: Debuggee, timeline: Timeline, step: number): readonly Named[] {
  return timeline.inFlight(step).map((send) => {
    const { node = '', peer = '', value, time } = eventAt(trace, send);
    return {
      name: `#${send} ${node} → ${peer}`,
      text: `${labelOf(trace, send)}, sent at ${timeText(time)}`,
      ...(typeof value === 'object' && value !== null ? { children: () => itemsOf(value) } : {}),
    };
  });
}

/** What a property says after a step: what will be concluded later is not told before it is. */
function propertyItem(property: LocatedProperty, step: number): Named {
  const { name, kind, verdict, because, step: decided } = property;
  const reached = decided !== undefined && step >= decided;
  const many = asksManyRuns(kind);
  const says =
    reached && verdict === 'violated'
      ? `violated ${momentText(property)}${because === undefined ? '' : `: ${because}`}`
      : many
        ? reached
          ? `reached ${momentText(property)}`
          : 'not reached so far'
        : 'not violated so far';
  return { name: sentenceOf(name), text: `${kind}, ${says}` };
}
