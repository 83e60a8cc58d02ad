/** Paths such as `log.3.term` at which `after` differs from `before`, the outermost that is new or gone. */
export function changedPaths(before: unknown, after: unknown): string[] {
  return changesBetween(before, after).map(({ path }) => path);
}

/** That something is otherwise at a path. `was` and `is` are absent where there was or is nothing. */
export interface ValueChange {
  readonly path: string;
  readonly was?: unknown;
  readonly is?: unknown;
}

/** The same as `changedPaths` with what was there, and what is. */
export function changesBetween(before: unknown, after: unknown): ValueChange[] {
  const changes: ValueChange[] = [];
  const compare = (a: unknown, b: unknown, path: string): void => {
    if (Object.is(a, b)) return;
    const [one, other] = [childrenOf(a), childrenOf(b)];
    if (one === undefined || other === undefined || one.kind !== other.kind) {
      changes.push({ path, was: a, is: b });
      return;
    }
    for (const key of new Set([...one.children.keys(), ...other.children.keys()])) {
      const inner = path === '' ? key : `${path}.${key}`;
      if (!other.children.has(key)) changes.push({ path: inner, was: one.children.get(key) });
      else if (one.children.has(key)) compare(one.children.get(key), other.children.get(key), inner);
      else changes.push({ path: inner, is: other.children.get(key) });
    }
  };
  compare(before, after, '');
  return changes;
}

/** What stands in a value under the names that paths give to it, one after the other; `found` tells nothing from undefined. */
export function valueAt(value: unknown, steps: readonly string[]): { readonly found: boolean; readonly value?: unknown } {
  let at = value;
  for (const step of steps) {
    const children = childrenOf(at)?.children;
    if (!children?.has(step)) return { found: false };
    at = children.get(step);
  }
  return { found: true, value: at };
}

interface Children {
  readonly kind: 'object' | 'array' | 'map' | 'set' | 'bytes';
  readonly children: ReadonlyMap<string, unknown>;
}

/** What a value holds, by the names that paths give to it; undefined for what holds nothing. */
function childrenOf(value: unknown): Children | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return { kind: 'array', children: new Map(Object.entries(value)) };
  if (value instanceof Map) return { kind: 'map', children: new Map(Array.from(value, ([key, item]) => [pathStep(key), item])) };
  if (value instanceof Set) return { kind: 'set', children: new Map(Array.from(value, (item) => [pathStep(item), item])) };
  if (value instanceof Uint8Array) return { kind: 'bytes', children: new Map(Object.entries(value)) };
  return { kind: 'object', children: new Map(Object.entries(value)) };
}

/** How a path names a key of a Map or an item of a Set. */
export function pathStep(key: unknown): string {
  if (typeof key !== 'object' || key === null) return typeof key === 'bigint' ? `${key}n` : String(key);
  return JSON.stringify(key, (_name, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item)) ?? '?';
}
