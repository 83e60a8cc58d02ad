import { keyLine, kindOf, lineOf, lineWithin } from '../../sim-core/base/plain-text.ts';
import type { Room } from './room.ts';

/** So many items of one object, array, Map or Set have lines of their own. */
const MOST_ITEMS = 40;
const DEEPEST = 8;

/**
 * Plain data in lines that fit: whatever fits into one line has one, and what does not has a line for each of
 * its items. What is cut off even so is remembered by the room.
 */
export function valueLines(name: string, value: unknown, indent: number, room: Room): string[] {
  const lead = `${' '.repeat(indent)}${name === '' ? '' : `${name}: `}`;
  const line = lineWithin(value, room.width - lead.length);
  if (line !== undefined) return [`${lead}${line}`];
  const items = itemsOf(value);
  if (!items || indent >= 2 * DEEPEST) return [room.fit(`${lead}${lineOf(value, cutAt(lead, room))}`)];
  const shown = items.slice(0, MOST_ITEMS);
  if (shown.length < items.length) room.wasCut = true;
  return [
    room.fit(`${lead}${kindOf(value) ?? (Array.isArray(value) ? `${value.length} items` : '')}`.trimEnd()),
    ...shown.flatMap(([key, item]) => valueLines(key, item, indent + 2, room)),
    ...(shown.length < items.length ? [`${' '.repeat(indent + 2)}… ${items.length - shown.length} more`] : []),
  ];
}

/** One more than fits, so that the room sees what is cut off. */
function cutAt(lead: string, room: Room): number {
  return Math.max(1, room.width - lead.length + 1);
}

/** What an object, array, Map or Set holds, each with how it is called there; undefined for what holds nothing. */
function itemsOf(value: unknown): readonly (readonly [key: string, item: unknown])[] | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  if (value instanceof Map) return Array.from(value, ([key, item]) => [keyLine(key, LONGEST_KEY), item] as const);
  if (value instanceof Set) return Array.from(value, (item: unknown) => ['', item] as const);
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => [String(index), item] as const);
  return Object.entries(value).map(([key, item]) => [keyLine(key, LONGEST_KEY), item] as const);
}

const LONGEST_KEY = 40;
