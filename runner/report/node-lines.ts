import { timeText } from '../../sim-core/base/time-text.ts';
import type { NodeStatus } from '../../sim-core/base/node-status.ts';
import type { Spot } from '../points.ts';
import type { NodeView } from '../protocol.ts';
import type { Paint } from './paint.ts';
import type { Room } from './room.ts';
import { valueLines } from './value-lines.ts';

/** Why there is no state to show. */
const NO_STATE: Readonly<Record<NodeStatus, string>> = {
  unstarted: 'none: it has never started',
  starting: 'none: its init is under way',
  down: 'none: its memory was lost in the crash',
  up: 'none',
  busy: 'none',
  paused: 'none: it froze before it had one',
};

/** One node at a moment, as it was right after the last step before: its status, clock, state, timers and disk. */
export function nodeLines(view: NodeView, { step, time }: Spot, room: Room, paint: Paint): string[] {
  const { name, status, clock, state, changed, timers, byzantine } = view;
  return [
    `${paint('bold', name)}  ${status}, its clock read ${timeText(clock)} at step ${step}${byzantine ? `, Byzantine: ${byzantine.behaviour}` : ''}`,
    ...(state === undefined ? [`  state   ${NO_STATE[status]}`] : section('state', state, room)),
    ...(changed.length > 0 ? [room.fit(`  changed by this step: ${changed.map((path) => path || 'all').join(', ')}`)] : []),
    ...timers.map(({ name: timer, due }) => room.fit(`  timer   ${timer} at ${timeText(due)}, in ${timeText(due - time)}`)),
    ...diskLines(view, room),
  ];
}

function section(title: string, value: unknown, room: Room): string[] {
  const [first = '', ...rest] = valueLines('', value, INDENT, room);
  // A value of several lines stands below its title.
  return rest.length === 0
    ? [`  ${title.padEnd(INDENT - 2)}${first.trimStart()}`]
    : [`  ${title}`, ...rest.map((line) => line.slice(INDENT - 2))];
}

const INDENT = 10;

function diskLines({ disk, unsynced }: NodeView, room: Room): string[] {
  const deleted = unsynced.filter((key) => !Object.hasOwn(disk, key));
  return [
    ...Object.entries(disk).flatMap(([key, value]) => {
      const [first = '', ...rest] = valueLines(`${key} ${unsynced.includes(key) ? '(not synced)' : '(synced)'}`, value, INDENT, room);
      return [`  disk    ${first.trimStart()}`, ...rest];
    }),
    ...deleted.map((key) => room.fit(`  disk    ${key} (not synced): deleted`)),
  ];
}
