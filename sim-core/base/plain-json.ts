/**
 * Plain data as JSON and back without loss. JSON has no undefined, NaN, infinities, negative zero,
 * bigints, Maps, Sets or bytes, and VS Code's messages to a webview are JSON: what JSON lacks is
 * written as an object with the key `$backstep`, and an object of the author's that has such a key
 * itself is written as its entries, so that no value is taken for another.
 */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The key of what JSON lacks: a text without it is plain data as it is. */
export const PLAIN_TAG = '$backstep';

/** A place of an array at which nothing stands, not even undefined. */
const HOLE = { [PLAIN_TAG]: 'hole' };

/** A value that `JSON.stringify` writes whole; it shares with the given one what is JSON already. */
export function plainToJson(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { [PLAIN_TAG]: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { [PLAIN_TAG]: 'bigint', text: String(value) };
    case 'object':
      return value === null ? null : objectToJson(value);
    default:
      return { [PLAIN_TAG]: 'undefined' };
  }
}

function objectToJson(value: object): Json {
  if (Array.isArray(value)) return arrayToJson(value);
  if (value instanceof Map)
    return { [PLAIN_TAG]: 'map', entries: Array.from(value, ([key, item]) => [plainToJson(key), plainToJson(item)]) };
  if (value instanceof Set) return { [PLAIN_TAG]: 'set', items: Array.from(value, plainToJson) };
  if (value instanceof Uint8Array) return { [PLAIN_TAG]: 'bytes', items: Array.from(value) };
  const record = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(record);
  if (keys.includes(PLAIN_TAG) || keys.includes('__proto__')) {
    return { [PLAIN_TAG]: 'object', entries: keys.map((key) => [key, plainToJson(record[key])]) };
  }
  // Most of what is written is JSON already, and a sweep writes an outcome for each seed: only what differs is copied.
  let copy: Record<string, Json> | undefined;
  for (const key of keys) {
    const json = plainToJson(record[key]);
    if (json === record[key]) continue;
    copy ??= { ...(record as Readonly<Record<string, Json>>) };
    copy[key] = json;
  }
  return copy ?? (record as Readonly<Record<string, Json>>);
}

function arrayToJson(items: readonly unknown[]): Json {
  let copy: Json[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const json = item === undefined && !(index in items) ? HOLE : plainToJson(item);
    if (json === item) continue;
    copy ??= items.slice() as Json[];
    copy[index] = json;
  }
  return copy ?? (items as readonly Json[]);
}

/** The value that `plainToJson` was given; it shares with the given JSON what stands there as it is. @throws RangeError for JSON that it did not write. */
export function plainFromJson(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return arrayFromJson(json);
  if (!Object.hasOwn(json, PLAIN_TAG)) return recordFromJson(json as Readonly<Record<string, unknown>>);
  const { [PLAIN_TAG]: kind, text, entries, items } = json as Readonly<Record<string, unknown>>;
  if (kind === 'undefined') return undefined;
  if (kind === 'number' && typeof text === 'string') return Number(text);
  if (kind === 'bigint' && typeof text === 'string' && /^-?\d+$/.test(text)) return BigInt(text);
  if (kind === 'map' && Array.isArray(entries)) return new Map(entries.map(pairFromJson));
  if (kind === 'set' && Array.isArray(items)) return new Set(items.map(plainFromJson));
  if (kind === 'bytes' && Array.isArray(items)) return Uint8Array.from(items as number[]);
  if (kind === 'object' && Array.isArray(entries))
    return Object.fromEntries(entries.map((entry) => pairFromJson(entry) as [string, unknown]));
  throw new RangeError(`There is no plain data of the kind ${String(kind)}.`);
}

function recordFromJson(record: Readonly<Record<string, unknown>>): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(record)) {
    const value = plainFromJson(record[key]);
    if (value === record[key]) continue;
    copy ??= { ...record };
    copy[key] = value;
  }
  return copy ?? record;
}

function arrayFromJson(items: readonly unknown[]): readonly unknown[] {
  const isHole = (item: unknown): boolean => (item as { [PLAIN_TAG]?: unknown } | null)?.[PLAIN_TAG] === HOLE[PLAIN_TAG];
  if (items.some(isHole)) {
    const holed = new Array<unknown>(items.length);
    items.forEach((item, index) => {
      if (!isHole(item)) holed[index] = plainFromJson(item);
    });
    return holed;
  }
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const value = plainFromJson(items[index]);
    if (value === items[index]) continue;
    copy ??= items.slice();
    copy[index] = value;
  }
  return copy ?? items;
}

function pairFromJson(entry: unknown): [unknown, unknown] {
  if (!Array.isArray(entry) || entry.length !== 2) throw new RangeError('An entry of plain data is not a pair.');
  return [plainFromJson(entry[0]), plainFromJson(entry[1])];
}
