import type { NodeDefinition } from '../author/node.ts';
import { requireNamed } from '../base/known-keys.ts';
import { didYouMean } from '../base/nearest.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { indexOfNode } from '../faults/links.ts';
import type { PlannedStrike } from '../faults/nemesis.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import type { ByzantineBehaviour, ByzantineOverrides } from '../world/byzantine/catalogue.ts';
import { handlerTables, type HandlerTable } from './handler-table.ts';
import { requireNode } from './node-definitions.ts';
import { frozenSettings } from './settings.ts';

/** Another version of the nodes, which they run after an upgrade; those that it does not name stay as they are. */
export interface Version {
  readonly name: string;
  readonly definitions: readonly NodeDefinition[];
  readonly tables: readonly HandlerTable[];
  readonly settings: readonly unknown[];
}

interface Listed {
  readonly names: readonly string[];
  readonly definitions: readonly NodeDefinition[];
}

/** @throws ScenarioError when a version is none, or names a node that does not exist. */
export function versionsOf(written: unknown, { names, definitions }: Listed): readonly Version[] {
  if (written === undefined) return [];
  requireNamed(written, 'versions', 'versions: { v2: { server: serverV2 } }');
  return Object.entries(written as Readonly<Record<string, unknown>>).map(([name, nodes]) => {
    const where = `versions.${name}`;
    inPart(name, () => requireNamed(nodes ?? null, where, `${name}: { ${names[0]!}: … }`));
    const listed = nodes as Readonly<Record<string, NodeDefinition>>;
    for (const [node, definition] of Object.entries(listed)) {
      inPart(name, () =>
        inPart(node, () => {
          indexOfNode(node, names, where);
          requireNode(node, definition, where);
        }),
      );
    }
    const own = names.map((node, index) => listed[node] ?? definitions[index]!);
    return {
      name,
      definitions: own,
      tables: handlerTables(own, names, `${name}: `),
      settings: own.map(({ settings }, index) => frozenSettings(settings, names[index]!)),
    };
  });
}

interface Upgraded extends Listed {
  readonly versions: readonly Version[];
}

/** @throws ScenarioError when a fault upgrades to a version that the scenario does not have, or drains by a timer that its node does not have. */
export function requireUpgrades(faults: readonly PlannedFault[], model: Upgraded): void {
  for (const { kind, written, name, order } of faults)
    if (kind === 'upgrade') inPart(order, () => requireUpgrade(written, [written['upgrade'] as string], { where: name, model }));
}

/** The same for a nemesis. */
export function requireUpgradeStrikes(strikes: readonly PlannedStrike[], model: Upgraded): void {
  for (const { kind, written, nodes } of strikes)
    if (kind === 'upgrade') inPart(kind, () => requireUpgrade(written, nodes, { where: `nemesis.${kind}`, model }));
}

/** A behaviour of a Byzantine node, where it is written and of whom. */
export interface WrittenLie {
  readonly where: string;
  /** The keys that lead there, in what is written beside it. */
  readonly path: readonly string[];
  readonly node: string;
  readonly behaviour: ByzantineBehaviour;
}

/** All that faults and strikes have of lies. */
export function liesOf(faults: readonly PlannedFault[], strikes: readonly PlannedStrike[] = []): readonly WrittenLie[] {
  const ofFaults = faults
    .filter(({ kind }) => kind === 'byzantine')
    .map(({ written, name, order }) => ({
      where: `The \`lie\` of ${name}`,
      path: [String(order), 'lie'],
      node: written['byzantine'] as string,
      behaviour: written['lie'] as ByzantineBehaviour,
    }));
  const ofStrikes = strikes.flatMap(({ written, nodes, kind }) =>
    ((written['lies'] ?? []) as readonly ByzantineBehaviour[]).flatMap((behaviour, index) =>
      nodes.map((node) => ({ where: `nemesis.${kind}.lies[${index}]`, path: [kind, 'lies', String(index)], node, behaviour })),
    ),
  );
  return [...ofFaults, ...ofStrikes];
}

/** Who lies from the start, with where that is written. */
export function liesFromStart(byzantine: ByzantineOverrides): readonly WrittenLie[] {
  return Object.entries(byzantine).map(([node, behaviour]) => ({ where: `byzantine.${node}`, path: [node], node, behaviour }));
}

/** @throws ScenarioError when a liar is to run handlers that the scenario does not have, or the honest ones. */
export function requireLiars(lies: readonly WrittenLie[], { versions, names, definitions }: Upgraded): void {
  for (const { where, path, node, behaviour } of lies) {
    if (behaviour.behaviour !== 'handlers') continue;
    const known = versions.map(({ name }) => name);
    const found = versions.find(({ name }) => name === behaviour.version);
    if (!found)
      throw new ScenarioError(
        `${where} runs ${writtenText(behaviour.version)}, which is no version of the scenario.`,
        known.length === 0 ? `List it, as in \`versions: { evil: { ${node}: … } }\`.` : didYouMean(behaviour.version, known),
        { path: [...path, 'version'] },
      );
    const index = names.indexOf(node);
    if (found.definitions[index] !== definitions[index]) continue;
    throw new ScenarioError(
      `${where} runs '${behaviour.version}', in which '${node}' is honest.`,
      `List it there, as in \`versions: { ${behaviour.version}: { ${node}: … } }\`.`,
      { path: [...path, 'version'] },
    );
  }
}

/** The number of a version: 0 for the nodes as the scenario lists them. */
export function versionNumber(versions: readonly Version[], name: string): number {
  return 1 + versions.findIndex((version) => version.name === name);
}

function requireUpgrade(
  { to, drain }: Readonly<Record<string, unknown>>,
  nodes: readonly string[],
  { where, model: { versions, names, definitions } }: { readonly where: string; readonly model: Upgraded },
): void {
  const known = versions.map(({ name }) => name);
  if (!known.includes(to as string))
    throw new ScenarioError(
      `${where} upgrades to ${writtenText(to)}, which is no version of the scenario.`,
      known.length === 0 ? 'List it, as in `versions: { v2: { server: serverV2 } }`.' : didYouMean(to, known),
      { path: ['to'] },
    );
  if (drain === undefined) return;
  const { timer } = drain as { readonly timer: string };
  for (const node of nodes) {
    const index = names.indexOf(node);
    for (const [version, { handlers }] of [
      ['', definitions[index]!] as const,
      ...versions.map((of) => [of.name, of.definitions[index]!] as const),
    ]) {
      const timers = Object.keys(handlers.timers ?? {});
      if (timers.includes(timer)) continue;
      throw new ScenarioError(
        `The \`drain\` of ${where} rings the timer '${timer}', which '${node}' does not have${version === '' ? '' : ` in version '${version}'`}.`,
        timers.length === 0 ? 'Add a handler for it to `timers`.' : didYouMean(timer, timers),
        { path: ['drain'] },
      );
    }
  }
}
