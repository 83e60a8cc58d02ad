import type { TraceColumns } from './columns.ts';
import { KIND } from './event.ts';

/** Numbers of these names order what happens, so that a lie about them does the most harm. */
const TELLING = ['token', 'term', 'epoch', 'version', 'ballot'];

/** For each node the number fields of what it sends, at any depth, the most telling first. */
export function forgeableFields(
  nodes: readonly string[],
  columns: TraceColumns,
  values: readonly unknown[],
): Readonly<Record<string, readonly string[]>> {
  // The first message of each type tells what fields the others have.
  const seen = nodes.map(() => new Set<number>());
  const fields = nodes.map(() => new Set<string>());
  for (let step = 0; step < columns.length; step++) {
    if (columns.kind[step] !== KIND.send) continue;
    const node = columns.node[step]!;
    const name = columns.name[step]!;
    if (seen[node]!.has(name)) continue;
    seen[node]!.add(name);
    collect(values[columns.value[step]!], undefined, fields[node]!);
  }
  return Object.fromEntries(nodes.map((name, node) => [name, [...fields[node]!].sort((a, b) => rank(a) - rank(b))]));
}

function collect(value: unknown, field: string | undefined, into: Set<string>): void {
  if (typeof value === 'number' && field !== undefined) into.add(field);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (Array.isArray(value) || value instanceof Set) for (const item of value) collect(item, field, into);
  else if (value instanceof Map) for (const [key, item] of value) collect(item, typeof key === 'string' ? key : field, into);
  else for (const [key, item] of Object.entries(value)) collect(item, key, into);
}

function rank(name: string): number {
  const place = TELLING.findIndex((telling) => name.toLowerCase().includes(telling));
  return place < 0 ? TELLING.length : place;
}
