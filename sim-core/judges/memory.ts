import type { PropertyDefinition } from '../author/properties.ts';
import type { Copy } from '../base/plain.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { describeUnplain } from '../base/unplain.ts';

/** A property's memory at the start of a run. @throws ScenarioError when it is not plain data. */
export function freshMemory(property: PropertyDefinition): unknown {
  const memory = property.memory();
  requirePlainMemory(property, memory);
  return memory;
}

/** @throws ScenarioError when a property has put something else than plain data into its memory. */
export function requirePlainMemory(property: PropertyDefinition, memory: unknown): void {
  const unplain = describeUnplain(memory, 'memory');
  if (unplain === undefined) return;
  throw new ScenarioError(
    `In the memory of the property '${property.name}', ${unplain}.`,
    'Keep plain data there: objects, arrays, strings, numbers, booleans, null, bigint, Map, Set, Uint8Array.',
    { property: property.name },
  );
}

/** A copy for a checkpoint, which goes on sharing with the world what the property kept of it. @throws ScenarioError when the property put something else than plain data there. */
export function copyMemory(property: PropertyDefinition, memory: unknown, copy: Copy): unknown {
  try {
    return copy(memory);
  } catch (error) {
    requirePlainMemory(property, memory);
    throw error;
  }
}
