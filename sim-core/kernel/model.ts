import { durationText, microseconds } from '../base/duration.ts';
import { keysOf, requireKnownKeys, requireKnownOptions, requireNamed } from '../base/known-keys.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { ErasedHandlers, NodeDefinition } from '../author/node.ts';
import type { PropertyDefinition } from '../author/properties.ts';
import type { Latency, Scenario, ScenarioDefinition } from '../author/scenario.ts';
import { FAULTS } from '../faults/catalogue.ts';
import { expandEverything } from '../faults/everything.ts';
import { indexOfNode } from '../faults/links.ts';
import { readOnce } from '../base/read-once.ts';
import { readScenario } from './read-scenario.ts';
import type { Keeping } from '../judges/memory.ts';
import { toleranceOf, type Tolerance } from '../faults/tolerance.ts';
import { systemBounds, type SystemBounds } from '../faults/system-model.ts';
import { planNemesis, type PlannedStrike } from '../faults/nemesis.ts';
import { planFault, type PlannedFault, type WrittenFault } from '../faults/planned-fault.ts';
import { erased, type ErasedKind } from '../faults/registry.ts';
import { checkBehaviour, type ByzantineOverrides } from '../world/byzantine/catalogue.ts';
import type { IntervalModel } from '../world/interval-clock.ts';
import type { LinkModel } from '../world/link.ts';
import { alikeNodes } from './alike.ts';
import type { RunChanges } from '../trace/run-changes.ts';
import { diskModel, requireDisksWithin, type DiskModel } from './disk-model.ts';
import { CLOCKS, clocksOf } from './clock-model.ts';
import { handlerTables, type HandlerTable } from './handler-table.ts';
import { laneModels, type LaneModel } from './lanes.ts';
import { nodesOf, requireShort } from './node-definitions.ts';
import { coreModel, type CoreModel } from './run-core.ts';
import { linkModels } from './link-models.ts';
import type { OrderedLink } from './ordered-model.ts';
import { propertyList } from './property-list.ts';
import { messageSizes, type MessageSizes } from './message-sizes.ts';
import { frozenSettings } from './settings.ts';
import type { SwitchPortModel } from './switch-models.ts';
import { factsOfModel, requireWithin, strikeBeyond } from './within-model.ts';
import { liesFromStart, liesOf, requireLiars, requireUpgradeStrikes, requireUpgrades, versionsOf, type Version } from './versions.ts';
import { writtenText } from '../base/written-text.ts';

/** A scenario that has been checked and put into numbers, once for all its runs. */
export interface Model extends DiskModel {
  readonly name: string;
  readonly names: readonly string[];
  /** The number of each node by its name. */
  readonly indexes: ReadonlyMap<string, number>;
  readonly handlers: readonly ErasedHandlers[];
  /** What the nodes were listed with. */
  readonly definitions: readonly NodeDefinition[];
  /** Other versions of them, which they run after an upgrade. */
  readonly versions: readonly Version[];
  /** The same, found by the names of messages and timers. */
  readonly tables: readonly HandlerTable[];
  /** What each node was listed with, frozen; undefined for one that was listed without. */
  readonly settings: readonly unknown[];
  /** For each node, the other nodes that run the same definition. */
  readonly peers: readonly (readonly string[])[];
  /** Directed links as `from * nodes + to`. */
  readonly links: readonly LinkModel[];
  /** The ports of all switches, to which links refer. */
  readonly ports: readonly SwitchPortModel[];
  /** How many bytes messages have, for what has a rate. */
  readonly sizes: MessageSizes;
  /** Whether any link is a stream, and whether any datagrams wait in a buffer that may be full. */
  readonly hasStreams: boolean;
  readonly hasReceiveBuffers: boolean;
  /** Whether the scenario says anything of clocks; if not, all agree. */
  readonly clocksDiffer: boolean;
  readonly clockOffset: Microseconds;
  /** Parts per million. */
  readonly clockDrift: number;
  /** The interval clock of each node; undefined where the scenario gives them none. */
  readonly clockInterval: IntervalModel | undefined;
  readonly byzantine: ByzantineOverrides;
  /** The catalogue of faults that the scenario was checked with. */
  readonly faultKinds: ReadonlyMap<string, ErasedKind>;
  readonly faults: readonly PlannedFault[];
  readonly nemesis: readonly PlannedStrike[];
  /** Whether the nemesis rests from time to time. */
  readonly hasQuiet: boolean;
  /** What is assumed of time and of nodes; undefined where the scenario does not say. */
  readonly system: SystemBounds | undefined;
  readonly duration: Microseconds;
  /** Infinity for a scenario with faults that never says when they stop. */
  readonly stabilisesAt: Microseconds;
  /** Of how many nodes progress is demanded; undefined where the scenario does not say. */
  readonly core: CoreModel | undefined;
  /** What the scenario says that it tolerates; undefined where it does not say. */
  readonly tolerance: Tolerance | undefined;
  readonly properties: readonly PropertyDefinition[];
  /** What is told beside the lanes of its runs, and changes none. */
  readonly lanes: readonly LaneModel[];
  /** Of each directed link what may happen to its messages, where time is only order; undefined where time decides. */
  readonly order: readonly OrderedLink[] | undefined;
  /** What has taken the place of what the scenario says, where something has. */
  readonly explicit?: NonNullable<RunChanges['explicit']>;
  /** Groups of nodes that may be taken for each other, by number. */
  readonly alike: readonly (readonly number[])[];
  /** How its runs make their choices of their seeds, where they do not say: `random`, unless whoever loads it says otherwise. */
  readonly strategy: string;
  /** What earlier runs have shown of the author's code. It saves work and changes no run. */
  readonly learned: Keeping['learned'];
}

/**
 * Checks a scenario.
 * @param catalogue the kinds of fault that it may use
 * @throws ScenarioError saying what is wrong, where, and what to do.
 */
export function modelOf(definition: unknown, catalogue: object = FAULTS): Model {
  const scenario = declared(definition);
  requireKnownKeys(scenario, KEYS, 'The scenario');
  inPart('clocks', () => requireKnownOptions(scenario.clocks, CLOCKS, 'clocks'));
  const { names, definitions } = nodesOf(scenario);
  const duration = inPart('duration', () => durationOf(scenario));
  const system = inPart('model', () => systemBounds(scenario.model));
  const sizes = inPart('network', () => messageSizes(scenario.network?.size, typesOf(definitions)));
  const usual = system?.timing === 'asynchronous' ? UNBOUNDED : undefined;
  const { links, ports } = inPart('network', () => linkModels(scenario.network === undefined ? {} : scenario.network, names, sizes, usual));
  const faultKinds = erased(catalogue);
  const faults = inPart('faults', () => faultsIn(scenario.faults, { names, kinds: faultKinds, duration }));
  const written = (scenario.nemesis ?? {}) as Readonly<Record<string, unknown>>;
  inPart('nemesis', () => requireNamed(scenario.nemesis, 'nemesis', "nemesis: { crash: { every: '10s', for: '1s' } }"));
  const hasQuiet = written['everything'] !== undefined;
  const clocks = inPart('clocks', () => clocksOf(scenario.clocks));
  const versions = inPart('versions', () => versionsOf(scenario.versions, { names, definitions }));
  const disk = inPart('disk', () => diskModel(scenario.disk, names));
  const tolerance = inPart('tolerates', () => toleranceOf(scenario.tolerates, names));
  const facts = {
    names,
    versions: versions.map(({ name }) => name),
    badDisks: disk.badDisks,
    liars: tolerance && { most: tolerance.byzantine, nodes: tolerance.nodes.map((node) => names[node]!) },
    model: system && factsOfModel(system, links),
    until:
      scenario.stabilisesAt === undefined
        ? duration
        : Math.min(
            duration,
            inPart('stabilisesAt', () => stabilisation(scenario, true)),
          ),
    keepsOrder: links.some(({ reorder }) => reorder < 1),
    clocks: clocks.clocksDiffer ? { offset: clocks.clockOffset, drift: clocks.clockDrift } : undefined,
  };
  const strikes = inPart('nemesis', () =>
    planNemesis(hasQuiet ? expandEverything(written, faultKinds, facts) : written, names, faultKinds, facts.until),
  );
  // What the model excludes makes no sense for the scenario, unless its author has asked for it.
  const nemesis = strikes.filter(
    (strike) => !system || written[strike.kind] !== undefined || !strikeBeyond(system, strike, { names, links }),
  );
  inPart('faults', () => requireDisksWithin(faults, disk.badDisks, names));
  inPart('faults', () => requireUpgrades(faults, { names, definitions, versions }));
  inPart('nemesis', () => requireUpgradeStrikes(nemesis, { names, definitions, versions }));
  inPart('faults', () => requireLiars(liesOf(faults), { names, definitions, versions }));
  inPart('nemesis', () => requireLiars(liesOf([], nemesis), { names, definitions, versions }));
  const disturbed =
    faults.length > 0 ||
    nemesis.length > 0 ||
    links.some((link) => link.loss > 0 || link.bursts !== undefined || link.corrupt > 0 || link.duplicate > 0);
  const properties = inPart('properties', () => propertyList(scenario));
  const byzantine = inPart('byzantine', () => {
    requireNamed(scenario.byzantine, 'byzantine', "byzantine: { a: { behaviour: 'silent' } }");
    const checked = checkByzantine(scenario.byzantine ?? {}, names, 'byzantine');
    requireLiars(liesFromStart(checked), { names, definitions, versions });
    return checked;
  });
  const stabilisesAt = inPart('stabilisesAt', () => stabilisation(scenario, disturbed));
  const model: Model = {
    name: scenario.name,
    names: Object.freeze(names),
    indexes: new Map(names.map((name, index) => [name, index])),
    handlers: definitions.map(({ handlers }) => handlers),
    definitions,
    versions,
    tables: handlerTables(definitions, names),
    settings: definitions.map(({ settings }, index) => frozenSettings(settings, names[index]!)),
    // Nodes with different settings run the same handlers.
    peers: definitions.map(({ handlers }, index) =>
      Object.freeze(names.filter((_, other) => other !== index && definitions[other]!.handlers === handlers)),
    ),
    links,
    ports,
    sizes,
    hasStreams: links.some(({ stream }) => stream !== undefined),
    hasReceiveBuffers: links.some(({ receiveBuffer }) => receiveBuffer !== undefined),
    ...disk,
    ...clocks,
    byzantine,
    faultKinds,
    faults,
    nemesis,
    hasQuiet,
    system,
    duration,
    stabilisesAt,
    core: inPart('core', () => coreModel(scenario.core, { names, faults, byzantine, stabilisesAt, duration })),
    tolerance,
    properties,
    lanes: inPart('lanes', () => laneModels(scenario.lanes)),
    order: undefined,
    alike: inPart('alike', () => alikeNodes(scenario.alike, names)),
    strategy: 'random',
    learned: { keepsStates: false, changesStates: false },
  };
  if (system) requireWithin(system, model, scenario);
  return model;
}

/** What messages take in an asynchronous system, where nothing else is said. */
const UNBOUNDED: Latency = { mean: '20ms', min: '1ms' };

/** What can be said of a scenario. */
const KEYS = keysOf<Scenario>({
  name: true,
  nodes: true,
  versions: true,
  model: true,
  network: true,
  clocks: true,
  disk: true,
  byzantine: true,
  faults: true,
  nemesis: true,
  duration: true,
  stabilisesAt: true,
  core: true,
  tolerates: true,
  alike: true,
  properties: true,
  lanes: true,
});

function durationOf({ duration: written }: Scenario): Microseconds {
  const duration = microseconds(written, 'The `duration` of the scenario');
  if (duration === 0) throw new ScenarioError('The `duration` of the scenario is zero.', "Give it time to run, such as '60s'.");
  return duration;
}

function faultsIn(
  faults: unknown,
  {
    names,
    kinds,
    duration,
  }: { readonly names: readonly string[]; readonly kinds: ReadonlyMap<string, ErasedKind>; readonly duration: number },
): readonly PlannedFault[] {
  if (faults === undefined) return [];
  if (!Array.isArray(faults))
    throw new ScenarioError(
      `The \`faults\` of the scenario are ${writtenText(faults)}, which is no list.`,
      "Write `faults: [{ at: '10s', crash: 'a' }]`.",
    );
  return Array.from(faults as readonly WrittenFault[], (fault, index) =>
    inPart(index, () => {
      const planned = planFault(fault, names, kinds, `faults[${index}]`, index);
      if (planned.at <= duration) return planned;
      throw new ScenarioError(
        `faults[${index}] is at ${durationText(planned.at)}, after the end of the run at ${durationText(duration)}, so that it never strikes.`,
        'Let it strike earlier, or raise `duration`.',
        { path: ['at'] },
      );
    }),
  );
}

/** Without any disturbance a scenario is stable from its start. */
function stabilisation({ stabilisesAt }: Scenario, disturbed: boolean): Microseconds {
  if (stabilisesAt !== undefined) return microseconds(stabilisesAt, 'The `stabilisesAt` of the scenario');
  return disturbed ? Infinity : 0;
}

/** @throws ScenarioError when a node or behaviour is unknown. */
export function checkByzantine(overrides: Readonly<Record<string, unknown>>, names: readonly string[], where: string): ByzantineOverrides {
  const given = Object.entries(overrides).filter(([, behaviour]) => behaviour !== undefined);
  return Object.fromEntries(
    given.map(([name, behaviour]) => {
      return inPart(name, () => {
        indexOfNode(name, names, `\`${where}\``);
        return [name, checkBehaviour(behaviour, `${where}.${name}`, names)];
      });
    }),
  );
}

/** @throws ScenarioError for anything but a non-negative safe integer. */
export function checkSeed(seed: unknown): number {
  if (typeof seed === 'number' && Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new ScenarioError(`The seed ${writtenText(seed)} is not one.`, `A seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`);
}

/** What an author has declared. @throws ScenarioError when it is no scenario, or has no name. */
export function declared(definition: unknown): Scenario {
  const { kind, scenario: written } = readOnce(definition ?? {}, [], { levels: 1, root: 'The scenario' }) as Partial<ScenarioDefinition>;
  if (kind !== 'backstep.scenario' || typeof written !== 'object' || written === null) {
    throw new ScenarioError('The file does not export a scenario.', 'Write `export default scenario({ … })`.');
  }
  const scenario = readScenario(written);
  if (typeof scenario.name !== 'string' || scenario.name === '') {
    throw new ScenarioError('The scenario has no `name`.', "Give it one, such as `name: 'leases'`.");
  }
  requireShort(scenario.name, 'The `name` of the scenario', ['name']);
  return scenario;
}

/** The types of the messages that somebody has a handler for, or asks for an answer to. */
function typesOf(definitions: readonly NodeDefinition[]): readonly string[] {
  return [...new Set(definitions.flatMap(({ handlers: { on, requests } }) => Object.keys({ ...on, ...requests })))];
}
