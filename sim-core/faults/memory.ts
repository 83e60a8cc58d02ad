import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import type { FaultKind } from './fault-kind.ts';

export interface MemoryTypes<Name extends string> {
  /**
   * Fields of its state hold other values from now on, each named by its path, such as `holder` or `log.3.term`: a
   * transient fault (Dijkstra 1974). It strikes between two handlers; who is down or at work is spared.
   */
  form: { readonly memory: Name; readonly set: Readonly<Record<string, unknown>> };
}

interface PlannedMemory {
  readonly node: number;
  readonly set: Readonly<Record<string, unknown>>;
  readonly label: string;
}

export const memory: FaultKind<MemoryTypes<string>['form'], PlannedMemory> = {
  keys: ['set'],
  glyph: 'memory',
  plan({ memory: name, set }, { node, where }) {
    if (typeof set !== 'object' || set === null || Array.isArray(set) || Object.keys(set).length === 0)
      throw new ScenarioError(
        `The \`set\` of ${where} is ${writtenText(set)}.`,
        'Write `set: { holder: null }`: each path with its value.',
        { path: ['set'] },
      );
    for (const [path, value] of Object.entries(set)) {
      if (!isWritable(value))
        throw new ScenarioError(
          `The \`set\` of ${where} gives ${path} a value that a line of \`faults\` cannot hold.`,
          'Write numbers, texts, true, false, null, arrays and objects; name an item of a Map by its path.',
          { path: ['set'] },
        );
    }
    const label = Object.entries(set)
      .map(([path, value]) => `${path} = ${writtenText(value)}`)
      .join(', ');
    return { node: node(name, 'memory'), set, label };
  },
  begin: ({ node, set, label }, world, name) => world.memories.overwrites(node, name, set, label),
  describe: ({ node, label }) => ({ label, node, strain: { alters: true } }),
};

/** Whether a value can be written in a line of `faults` and read back. */
function isWritable(value: unknown): boolean {
  if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every(isWritable);
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(isWritable);
}
