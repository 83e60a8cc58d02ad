/**
 * A copy of plain data in which `change` has replaced what it wants, by the name of the field; what
 * it answers with `KEEP` is gone into, through objects, arrays, Maps and Sets.
 */
export function mapFields(value: unknown, change: (item: unknown, field: string | undefined) => unknown): unknown {
  const visit = (item: unknown, field: string | undefined): unknown => {
    const changed = change(item, field);
    if (changed !== KEEP) return changed;
    if (typeof item !== 'object' || item === null) return item;
    if (Array.isArray(item)) return item.map((element) => visit(element, field));
    if (item instanceof Map) return new Map(Array.from(item, ([key, element]) => [key, visit(element, typeof key === 'string' ? key : field)]));
    if (item instanceof Set) return new Set(Array.from(item, (element) => visit(element, field)));
    if (item instanceof Uint8Array) return item.slice();
    return Object.fromEntries(Object.entries(item).map(([key, element]) => [key, visit(element, key)]));
  };
  return visit(value, undefined);
}

export const KEEP = Symbol('keep');
