import { microseconds } from '../base/duration.ts';
import type { ErasedHandlers, NodeDefinition } from '../author/node.ts';
import { propertiesOf, type PropertyDefinition } from '../author/properties.ts';
import type { Latency, Link, Nemesis, Scenario, ScenarioDefinition } from '../author/scenario.ts';
import { BYZANTINE_BEHAVIOURS, type ByzantineBehaviour } from '../world/byzantine.ts';
import type { LatencyModel } from '../world/latency.ts';
import { checkNemesis } from '../world/nemesis.ts';
import type { LinkModel } from '../world/network.ts';
import { indexOf, planFault, probability } from '../world/timeline.ts';
import type { Fault } from '../author/scenario.ts';
import { ScenarioError } from '../base/scenario-error.ts';

/** A scenario that has been checked and put into numbers, once for all its runs. */
export interface Model {
  readonly name: string;
  readonly names: readonly string[];
  /** The number of each node by its name. */
  readonly indexes: ReadonlyMap<string, number>;
  readonly handlers: readonly ErasedHandlers[];
  /** For each node, the other nodes that run the same definition. */
  readonly peers: readonly (readonly string[])[];
  /** Directed links as `from * nodes + to`. */
  readonly links: readonly LinkModel[];
  readonly syncLatency: LatencyModel;
  /** Bounds for the clocks: microseconds, and parts per million. */
  readonly clockOffset: number;
  readonly clockDrift: number;
  readonly byzantine: Readonly<Record<string, ByzantineBehaviour>>;
  readonly faults: readonly Fault[];
  readonly nemesis: Nemesis | undefined;
  readonly duration: number;
  /** Infinity for a scenario with faults that never says when they stop. */
  readonly stabilisesAt: number;
  readonly properties: readonly PropertyDefinition[];
  /**
   * The nodes whose handlers were seen to take simulated time, so that the next run copies their
   * state beforehand from its start. It saves work and changes no run.
   */
  readonly slow: Set<number>;
}

const DEFAULT_LATENCY: Latency = { min: '1ms', max: '10ms' };

/**
 * Checks a scenario.
 * @throws ScenarioError saying what is wrong, where, and what to do.
 */
export function modelOf(definition: unknown): Model {
  const scenario = declared(definition);
  const { names, definitions } = nodesOf(scenario);
  const duration = microseconds(scenario.duration, 'The `duration` of the scenario');
  if (duration === 0) throw new ScenarioError('The `duration` of the scenario is zero.', "Give it time to run, such as '60s'.");
  const links = linksOf(scenario, names);
  const faults = scenario.faults ?? [];
  faults.forEach((fault, index) => planFault(fault, names, `faults[${index}]`));
  if (scenario.nemesis) checkNemesis(scenario.nemesis, names);
  const disturbed = faults.length > 0 || scenario.nemesis !== undefined || links.some((link) => link.loss > 0 || link.duplicate > 0);
  const stabilisesAt =
    scenario.stabilisesAt === undefined
      ? disturbed ? Infinity : 0
      : microseconds(scenario.stabilisesAt, 'The `stabilisesAt` of the scenario');
  const drift = scenario.clocks?.drift ?? 0;
  if (!Number.isSafeInteger(drift) || drift < 0 || drift >= 1_000_000) {
    throw new ScenarioError(`The clock \`drift\` is ${String(drift)}.`, 'Give whole parts per million, from 0 to 999,999.');
  }
  return {
    name: scenario.name,
    names,
    indexes: new Map(names.map((name, index) => [name, index])),
    handlers: definitions.map(({ handlers }) => handlers),
    peers: definitions.map((own, index) => names.filter((_, other) => other !== index && definitions[other] === own)),
    links,
    syncLatency: latencyModel(scenario.disk?.syncLatency ?? 0, 'disk.syncLatency'),
    clockOffset: microseconds(scenario.clocks?.offset ?? 0, 'The clock `offset`'),
    clockDrift: drift,
    byzantine: checkByzantine(scenario.byzantine ?? {}, names),
    faults,
    nemesis: scenario.nemesis,
    duration,
    stabilisesAt,
    properties: propertyList(scenario),
    slow: new Set(),
  };
}

/** @throws ScenarioError when a node or behaviour is unknown. */
export function checkByzantine<Overrides extends Readonly<Record<string, ByzantineBehaviour | undefined>>>(
  overrides: Overrides,
  names: readonly string[],
): Readonly<Record<string, ByzantineBehaviour>> {
  for (const [name, behaviour] of Object.entries(overrides)) {
    indexOf(name, names, '`byzantine`');
    if (!behaviour || !(BYZANTINE_BEHAVIOURS as readonly string[]).includes(behaviour.behaviour)) {
      throw new ScenarioError(
        `The Byzantine behaviour of '${name}' is ${JSON.stringify(behaviour)}.`,
        `Write { behaviour: … } with one of ${BYZANTINE_BEHAVIOURS.join(', ')}.`,
      );
    }
    if (behaviour.behaviour === 'forge' && (typeof behaviour.fields !== 'object' || behaviour.fields === null)) {
      throw new ScenarioError(`The Byzantine node '${name}' forges, but no fields.`, 'Name them, as in { behaviour: \'forge\', fields: { token: 999999 } }.');
    }
  }
  return overrides as Readonly<Record<string, ByzantineBehaviour>>;
}

/** @throws ScenarioError for anything but a non-negative safe integer. */
export function checkSeed(seed: unknown): number {
  if (typeof seed === 'number' && Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new ScenarioError(`The seed ${String(seed)} is not one.`, `A seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`);
}

function declared(definition: unknown): Scenario {
  const { kind, scenario } = (typeof definition === 'object' && definition !== null ? definition : {}) as Partial<ScenarioDefinition>;
  if (kind !== 'backstep.scenario' || typeof scenario !== 'object' || scenario === null) {
    throw new ScenarioError('The file does not export a scenario by default.', 'Write `export default scenario({ … })`.');
  }
  if (typeof scenario.name !== 'string' || scenario.name === '') {
    throw new ScenarioError('The scenario has no `name`.', "Give it one, such as `name: 'leases'`.");
  }
  return scenario;
}

function nodesOf(scenario: Scenario): { names: readonly string[]; definitions: readonly NodeDefinition[] } {
  const entries = Object.entries(scenario.nodes ?? {});
  if (entries.length === 0) {
    throw new ScenarioError(`The scenario '${scenario.name}' has no nodes.`, 'List them, as in `nodes: { server, client }`.');
  }
  if (entries.length > 1_000) {
    throw new ScenarioError(`The scenario '${scenario.name}' has ${entries.length} nodes.`, 'Use at most 1,000.');
  }
  for (const [name, definition] of entries) {
    if (definition?.kind !== 'backstep.node' || typeof definition.handlers?.init !== 'function') {
      throw new ScenarioError(`'${name}' is not a node.`, 'Make it with `node<Messages>()({ init, on })`.', { node: name });
    }
    if (name.includes('>')) throw new ScenarioError(`The node name '${name}' has a '>'.`, 'Links are written with it: choose another name.');
    for (const [type, handler] of Object.entries(definition.handlers.on ?? {})) {
      if (typeof handler !== 'function') throw new ScenarioError(`on.${type} of '${name}' is not a function.`, 'Write a handler.', { node: name });
    }
  }
  return { names: entries.map(([name]) => name), definitions: entries.map(([, definition]) => definition) };
}

function linksOf(scenario: Scenario, names: readonly string[]): readonly LinkModel[] {
  const network = scenario.network ?? {};
  const common = linkModel({}, network, 'network');
  const special = new Map<string, LinkModel>();
  for (const [path, link] of Object.entries(network.links ?? {})) {
    const [from, to, more] = path.split('>');
    if (from === undefined || to === undefined || more !== undefined) {
      throw new ScenarioError(`network.links has '${path}', which is not a link.`, "Write 'from>to'.");
    }
    indexOf(from, names, 'network.links');
    indexOf(to, names, 'network.links');
    special.set(path, linkModel(network, link ?? {}, `network.links['${path}']`));
  }
  return names.flatMap((from) => names.map((to) => special.get(`${from}>${to}`) ?? common));
}

function linkModel(base: Link, link: Link, where: string): LinkModel {
  return {
    latency: latencyModel(link.latency ?? base.latency ?? DEFAULT_LATENCY, `${where}.latency`),
    loss: probability(link.loss ?? base.loss ?? 0, `The \`loss\` of ${where}`),
    duplicate: probability(link.duplicate ?? base.duplicate ?? 0, `The \`duplicate\` of ${where}`),
    reorder: probability(link.reorder ?? base.reorder ?? 1, `The \`reorder\` of ${where}`),
  };
}

function latencyModel(latency: Latency, where: string): LatencyModel {
  if (typeof latency !== 'object') {
    const fixed = microseconds(latency, where);
    return { min: fixed, max: fixed, mean: undefined, bounded: true };
  }
  const min = latency.min === undefined ? 0 : microseconds(latency.min, `${where}.min`);
  if ('mean' in latency) {
    const mean = microseconds(latency.mean, `${where}.mean`);
    const max = latency.max === undefined ? min + 10 * mean : microseconds(latency.max, `${where}.max`);
    if (mean < min || max < mean) throw new ScenarioError(`${where} has its min, mean and max out of order.`, 'Use min <= mean <= max.');
    return { min, max, mean, bounded: latency.max !== undefined };
  }
  const max = microseconds(latency.max, `${where}.max`);
  if (max < min) throw new ScenarioError(`${where} goes from ${latency.min} down to ${latency.max}.`, 'Write the smaller one as `min`.');
  return { min, max, mean: undefined, bounded: true };
}

function propertyList(scenario: Scenario): readonly PropertyDefinition[] {
  if (!Array.isArray(scenario.properties)) {
    throw new ScenarioError('The scenario has no `properties`.', 'List classes with decorated static methods, as in `properties: [LeaseProperties]`.');
  }
  const properties = scenario.properties.flatMap((entry: unknown, index) => {
    const found = propertiesOf(entry);
    if (!found) {
      throw new ScenarioError(`properties[${index}] has no property.`, 'Decorate its static methods with @safety, @liveness(…) or @sometimes.');
    }
    return found;
  });
  const names = properties.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ScenarioError(`Two properties are named '${twice}'.`, 'Rename one: reports tell them apart by name.', { property: twice });
  return properties;
}
