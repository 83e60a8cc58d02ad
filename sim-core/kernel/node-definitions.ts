import type { ErasedHandlers, NodeDefinition } from '../author/node.ts';
import type { Scenario } from '../author/scenario.ts';
import { keysOf, requireKnownKeys } from '../base/known-keys.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { thrownText } from '../base/thrown-text.ts';
import { writtenText } from '../base/written-text.ts';

/** The nodes of a scenario with their names. @throws ScenarioError when one of them is none. */
export function nodesOf(scenario: Scenario): { names: readonly string[]; definitions: readonly NodeDefinition[] } {
  return inPart('nodes', () => checkedNodes(scenario));
}

function checkedNodes(scenario: Scenario): { names: readonly string[]; definitions: readonly NodeDefinition[] } {
  const nodes: unknown = scenario.nodes ?? {};
  // The characters of a text and the places of a list would be names of nodes too.
  if (typeof nodes !== 'object' || nodes === null || Array.isArray(nodes))
    throw new ScenarioError(
      `The \`nodes\` of the scenario are ${Array.isArray(nodes) ? 'a list' : writtenText(nodes)}, which gives them no names.`,
      'Write an object, as in `nodes: { server, client }`.',
      { path: ['nodes'] },
    );
  const entries = Object.entries(scenario.nodes ?? {});
  if (entries.length === 0) {
    throw new ScenarioError(`The scenario '${scenario.name}' has no nodes.`, 'List them, as in `nodes: { server, client }`.');
  }
  if (entries.length > 1_000) {
    throw new ScenarioError(`The scenario '${scenario.name}' has ${entries.length} nodes.`, 'Use at most 1,000.');
  }
  for (const [name, definition] of entries) {
    inPart(name, () => {
      requireShort(name, 'The name of a node');
      requireNode(name, definition);
      if (name.includes('>'))
        throw new ScenarioError(`The node name '${name}' has a '>'.`, 'Links are written with it: choose another name.');
    });
  }
  return { names: entries.map(([name]) => name), definitions: entries.map(([, definition]) => definition) };
}

/** A longer name fits no line of a report and no column of a diagram. */
const LONGEST_NAME = 200;

/** @throws ScenarioError for a name that nobody could read, or see. */
export function requireShort(name: string, what: string, path: readonly string[] = []): void {
  if (name === '') throw new ScenarioError(`${what} is empty.`, 'Give it one.', { path });
  if (name.length <= LONGEST_NAME) return;
  throw new ScenarioError(`${what} has ${name.length} characters: ${writtenText(name)}.`, `Use at most ${LONGEST_NAME}.`, { path });
}

const HANDLERS = keysOf<ErasedHandlers>({ init: true, on: true, timers: true, requests: true });

/** @throws ScenarioError when it is no node, or has what nodes do not have; `where` it is listed, if not among the nodes. */
export function requireNode(name: string, definition: NodeDefinition | undefined, where = ''): void {
  try {
    requireHandlers(name, definition, where);
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    // Only what the author has made can throw anything else when it is read.
    throw new ScenarioError(`'${name}' cannot be read: it threw ${thrownText(error)}.`, NODE_CURE, { node: name });
  }
}

const NODE_CURE = 'Make it with `node<Messages>()({ init, on })`.';

function requireHandlers(name: string, definition: NodeDefinition | undefined, where: string): void {
  const of = where === '' ? '' : ` of ${where}`;
  if (definition?.kind !== 'backstep.node' || typeof definition.handlers?.init !== 'function') {
    throw new ScenarioError(`'${name}'${of} is not a node.`, NODE_CURE, { node: name });
  }
  requireKnownKeys(definition.handlers, HANDLERS, `The node '${name}'${of}`, { node: name });
  for (const group of ['on', 'timers'] as const) {
    for (const [key, handler] of Object.entries(definition.handlers[group] ?? {})) {
      if (typeof handler !== 'function')
        throw new ScenarioError(`${group}.${key} of '${name}'${of} is not a function.`, 'Write a handler.', { node: name });
    }
  }
}
