import { NotPlain } from './plain.ts';

/** Names that take each other's place in texts, as whole words; undefined where none does. */
export type Renaming = ((text: string) => string) | undefined;

/**
 * Plain data as a text that differs wherever code could tell the data apart: kinds, keys in their order, values, and which
 * places share one object. Under a renaming, keys that it changes are put in order, so that who came first is forgotten
 * among those who are alike. It is made to be compared and never to be read back. @throws NotPlain
 */
export function shapeText(value: unknown, renamed?: Renaming): string {
  return typeof value === 'object' && value !== null ? textOf(value, renamed, new Map()) : textOf(value, renamed, NOWHERE);
}

/** What is no object has no place. */
const NOWHERE = new Map<object, number>();

function textOf(value: unknown, renamed: Renaming, places: Map<object, number>): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(renamed ? renamed(value) : value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : objectText(value, renamed, places);
    default:
      throw new NotPlain();
  }
}

function objectText(value: object, renamed: Renaming, places: Map<object, number>): string {
  const place = places.get(value);
  if (place !== undefined) return `@${place}`;
  places.set(value, places.size);
  const text = (item: unknown): string => textOf(item, renamed, places);
  if (Array.isArray(value)) return `[${Array.from(value, (item, index) => (index in value ? text(item) : '')).join(',')}]`;
  switch (Object.getPrototypeOf(value)) {
    case Object.prototype:
      if (!renamed) return fieldsText(value as Readonly<Record<string, unknown>>, places);
      return `{${entriesText(Object.entries(value), renamed, text)}}`;
    case Map.prototype:
      return `M{${entriesText([...(value as Map<unknown, unknown>)], renamed, text)}}`;
    case Set.prototype:
      return `S{${entriesText(
        Array.from(value as Set<unknown>, (item) => [item, true] as const),
        renamed,
        text,
      )}}`;
    case Uint8Array.prototype:
      return `B[${(value as Uint8Array).join(',')}]`;
    default:
      throw new NotPlain();
  }
}

/** What `entriesText` says of an object under no renaming, in one go, since most that is told is that. */
function fieldsText(value: Readonly<Record<string, unknown>>, places: Map<object, number>): string {
  let told = '';
  for (const key of Object.keys(value)) told += `${told === '' ? '{' : ','}${JSON.stringify(key)}:${textOf(value[key], undefined, places)}`;
  return told === '' ? '{}' : `${told}}`;
}

function entriesText(entries: readonly (readonly [unknown, unknown])[], renamed: Renaming, text: (value: unknown) => string): string {
  const parts = entries.map(([key, item]) => `${text(key)}:${text(item)}`);
  const isRenamed = renamed && entries.some(([key]) => typeof key === 'string' && renamed(key) !== key);
  return (isRenamed ? parts.sort() : parts).join(',');
}
