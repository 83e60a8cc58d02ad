import { ScenarioError } from '../base/scenario-error.ts';
import { describeUnplain } from '../base/unplain.ts';

/**
 * A copy of a node's settings that is frozen through and through: all runs share it.
 * @throws ScenarioError when they are not plain data, or hold what cannot be frozen, saying where.
 */
export function frozenSettings(settings: unknown, node: string): unknown {
  if (settings === undefined) return undefined;
  const unplain = describeUnplain(settings, 'settings') ?? describeUnfreezable(settings, 'settings');
  if (unplain === undefined) return frozenCopy(settings);
  throw new ScenarioError(
    `Of '${node}', ${unplain}.`,
    'Settings are objects, arrays, strings, numbers, booleans, null and bigint, so that all runs can share them.',
    { node },
  );
}

/** A Map, a Set and bytes can be changed however they are frozen. */
function describeUnfreezable(value: unknown, path: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const kind of [Map, Set, Uint8Array]) if (value instanceof kind) return `${path} is a ${kind.name}, which cannot be frozen`;
  for (const [key, item] of Object.entries(value)) {
    const found = describeUnfreezable(item, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, frozenCopy(item)])));
}
