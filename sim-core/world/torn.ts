/**
 * What is left of a write that was cut off: its beginning, and behind that what lay there before, as where a record is
 * overwritten in its place.
 * @param cut how many parts of it were written, as `partsOf` counts them
 */
export function torn(before: unknown, after: unknown, cut: number): unknown {
  if (typeof after === 'string') return after.slice(0, cut) + (typeof before === 'string' ? before.slice(cut) : '');
  if (after instanceof Uint8Array)
    return Uint8Array.from([...after.subarray(0, cut), ...(before instanceof Uint8Array ? before.subarray(cut) : [])]);
  if (Array.isArray(after))
    return [...(after as unknown[]).slice(0, cut), ...(Array.isArray(before) ? (before as unknown[]).slice(cut) : [])];
  if (after instanceof Set) return new Set([...[...after].slice(0, cut), ...(before instanceof Set ? [...before].slice(cut) : [])]);
  if (after instanceof Map) {
    const written = [...after].slice(0, cut);
    return new Map([...(before instanceof Map ? (before as Map<unknown, unknown>) : []), ...written]);
  }
  const written = Object.fromEntries(Object.entries(after as object).slice(0, cut));
  return isRecord(before) ? { ...before, ...written } : written;
}

/**
 * How many parts a value has that a disk writes one after the other: characters of a text, bytes, items of an array, entries of a
 * Map or Set, fields of an object. Of numbers and the like it is one, so that they are never torn.
 */
export function partsOf(value: unknown): number {
  if (typeof value === 'string' || value instanceof Uint8Array || Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 1;
}

function isRecord(value: unknown): value is object {
  const isOther = Array.isArray(value) || value instanceof Map || value instanceof Set || value instanceof Uint8Array;
  return typeof value === 'object' && value !== null && !isOther;
}
