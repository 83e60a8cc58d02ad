/** Paths such as `log.3.term` at which `after` differs from `before`, the outermost that is new or gone. */
export function changedPaths(before: unknown, after: unknown): string[] {
  const paths: string[] = [];
  const compare = (a: unknown, b: unknown, path: string): void => {
    if (Object.is(a, b)) return;
    const [one, other] = [childrenOf(a), childrenOf(b)];
    if (one === undefined || other === undefined || one.kind !== other.kind) {
      paths.push(path);
      return;
    }
    for (const key of new Set([...one.children.keys(), ...other.children.keys()])) {
      const inner = path === '' ? key : `${path}.${key}`;
      if (one.children.has(key) && other.children.has(key)) compare(one.children.get(key), other.children.get(key), inner);
      else paths.push(inner);
    }
  };
  compare(before, after, '');
  return paths;
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
