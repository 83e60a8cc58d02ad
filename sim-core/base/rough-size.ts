/** So many parts of a list, map or object are looked into; the others are taken to be like them. */
const SAMPLE = 64;

/** So many values are looked at in all. */
const MOST_LOOKS = 20_000;

/** What a value and a reference take, roughly. */
const VALUE = 8;
const HEAD = 32;

/** Deeper nothing is looked into. */
const DEEPEST = 200;

/**
 * How many bytes some plain data takes, roughly, in a time that does not grow with it. For messages about what grew: two
 * places that share an object count it twice, and of many parts a sample stands for all.
 */
export function roughSize(value: unknown): number {
  return sizeOf(value, { left: MOST_LOOKS }, 0);
}

function sizeOf(value: unknown, looks: { left: number }, depth: number): number {
  if (typeof value === 'string') return HEAD + value.length;
  if (typeof value !== 'object' || value === null || depth > DEEPEST || looks.left-- <= 0) return VALUE;
  if (value instanceof Uint8Array) return HEAD + value.byteLength;
  const all = partsOf(value);
  if (all.count === 0) return HEAD;
  let [sampled, looked] = [0, 0];
  for (const part of all.parts) {
    sampled += VALUE + sizeOf(part, looks, depth + 1);
    if (++looked === SAMPLE) break;
  }
  return HEAD + Math.round((sampled / Math.max(1, looked)) * all.count);
}

function partsOf(value: object): { readonly count: number; readonly parts: Iterable<unknown> } {
  if (Array.isArray(value)) return { count: value.length, parts: value };
  if (value instanceof Set) return { count: value.size, parts: value };
  // A key and its value count as one part.
  if (value instanceof Map) return { count: value.size, parts: value };
  const values = Object.values(value);
  return { count: values.length, parts: values };
}

/** The path to the part of some plain data that takes most of it, beginning with `name`, such as `state.all`; and how much all of it takes. */
export function heaviestPath(value: unknown, name: string): { readonly path: string; readonly bytes: number } {
  const bytes = roughSize(value);
  let [path, inside, size] = [name, value, bytes];
  for (;;) {
    // Of lists and maps one part is like another.
    if (typeof inside !== 'object' || inside === null || Array.isArray(inside) || inside instanceof Map || inside instanceof Set) break;
    const parts = Object.entries(inside).slice(0, SAMPLE);
    const heavy = parts.find(([, part]) => roughSize(part) > size / 2);
    if (!heavy || path.length > 80) break;
    [path, inside, size] = [`${path}.${heavy[0]}`, heavy[1], roughSize(heavy[1])];
  }
  return { path, bytes };
}
