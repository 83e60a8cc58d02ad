/**
 * Plain data in which `change` has replaced what it wants, by the name of the field; what it answers
 * with `KEEP` is gone into, through objects, arrays, Maps and Sets. Where nothing is replaced it is
 * the value itself, so that a lie that says what is true is known for none.
 */
export function mapFields(value: unknown, change: (item: unknown, field: string | undefined) => unknown): unknown {
  const visit = (item: unknown, field: string | undefined): unknown => {
    const changed = change(item, field);
    if (changed !== KEEP) return changed;
    if (typeof item !== 'object' || item === null || item instanceof Uint8Array) return item;
    let differs = false;
    const inner = (element: unknown, name: string | undefined): unknown => {
      const mapped = visit(element, name);
      differs ||= !Object.is(mapped, element);
      return mapped;
    };
    const mapped = mapInside(item, field, inner);
    return differs ? mapped : item;
  };
  return visit(value, undefined);
}

function mapInside(item: object, field: string | undefined, inner: (element: unknown, field: string | undefined) => unknown): object {
  if (Array.isArray(item)) return item.map((element) => inner(element, field));
  if (item instanceof Map)
    return new Map(Array.from(item, ([key, element]) => [key, inner(element, typeof key === 'string' ? key : field)]));
  if (item instanceof Set) return new Set(Array.from(item, (element) => inner(element, field)));
  return Object.fromEntries(Object.entries(item).map(([key, element]) => [key, inner(element, key)]));
}

export const KEEP = Symbol('keep');
