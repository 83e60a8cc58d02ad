import type { Scenario } from '../author/scenario.ts';
import { readOnce } from '../base/read-once.ts';

/** Nodes, versions and properties hold definitions, which are no data: they are read as far as to them. */
const LEVELS: Readonly<Record<string, number>> = { nodes: 1, versions: 2, properties: 1 };

/** What an author has written, read once, as data. @throws ScenarioError with the path of what is none. */
export function readScenario(written: object): Scenario {
  const scenario = readOnce(written, [], { levels: 1, root: 'The scenario' }) as Readonly<Record<string, unknown>>;
  const parts = Object.entries(scenario).map(([key, part]) => {
    const levels = Object.hasOwn(LEVELS, key) ? LEVELS[key]! : Infinity;
    return [key, readOnce(part, [key], { levels })] as const;
  });
  return Object.fromEntries(parts) as unknown as Scenario;
}
