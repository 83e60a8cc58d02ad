/**
 * Plain data as a text that is the same for equal values and another for different ones, whatever the order of an
 * object's keys, a Map's entries or a Set's items. It is made to be compared and never to be read back.
 */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (value instanceof Map) return `M{${sorted([...value].map(([key, held]) => `${canonicalText(key)}:${canonicalText(held)}`))}}`;
  if (value instanceof Set) return `S{${sorted([...value].map(canonicalText))}}`;
  if (value instanceof Uint8Array) return `B[${value.join(',')}]`;
  return `{${sorted(Object.entries(value).map(([key, held]) => `${JSON.stringify(key)}:${canonicalText(held)}`))}}`;
}

function sorted(parts: string[]): string {
  return parts.sort().join(',');
}
