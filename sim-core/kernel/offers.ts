import type { ScenarioMatrix } from '../author/matrix.ts';
import { parametersText, parameterText, type Parameters } from '../author/parameters.ts';
import type { ScenarioDefinition } from '../author/scenario.ts';
import { ScenarioError } from '../base/scenario-error.ts';

/** One of the scenarios that a file offers to be run. */
export interface OfferedScenario {
  /** What it is chosen by: the name of its export, followed by its parameters if it is of a family. */
  readonly id: string;
  /** The name of its export; of several the first in order, and `default` only where there is no other. */
  readonly exported: string;
  /** The other names of the same export. */
  readonly aliases: readonly string[];
  /** What reports call it, as its author wrote it. */
  readonly name: string;
  /** Of a scenario of a family. */
  readonly parameters?: Parameters;
  readonly definition: ScenarioDefinition;
}

/**
 * What a file offers: the scenarios and families that it exports, by default or by name, in order of name and,
 * within a family, of its parameters. What else a file exports is nobody's business here.
 * @throws ScenarioError when there is none.
 */
export function offersOf(exported: unknown): readonly OfferedScenario[] {
  const names = new Map<ScenarioDefinition | ScenarioMatrix, string[]>();
  const entries = Object.entries((exported ?? {}) as Readonly<Record<string, unknown>>);
  for (const [name, value] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isScenario(value) || isMatrix(value)) names.set(value, [...(names.get(value) ?? []), name]);
  }
  if (names.size === 0)
    throw new ScenarioError(
      'The file does not export a scenario.',
      'Write `export default scenario({ … })`, or `export const NAME = scenario({ … })` for several.',
    );
  const named = [...names].map(([value, all]) => ({
    value,
    all: [...all.filter((name) => name !== 'default'), ...all.filter((name) => name === 'default')],
  }));
  return named
    .sort((a, b) => (a.all[0]! < b.all[0]! ? -1 : 1))
    .flatMap(({ value, all }) => {
      const [first, ...aliases] = all;
      if (first!.includes('['))
        throw new ScenarioError(
          `A scenario is exported as ${parameterText(first!)}.`,
          'Families are written with `[`: choose another name.',
        );
      const offer = (definition: ScenarioDefinition, parameters?: Parameters): OfferedScenario => ({
        id: parameters ? `${first!}${parametersText(parameters)}` : first!,
        exported: first!,
        aliases,
        name: typeof definition.scenario?.name === 'string' ? definition.scenario.name : '',
        ...(parameters ? { parameters } : {}),
        definition,
      });
      return isMatrix(value) ? value.cells.map(({ parameters, scenario }) => offer(scenario, parameters)) : [offer(value)];
    });
}

function isScenario(value: unknown): value is ScenarioDefinition {
  return kindOf(value) === 'backstep.scenario';
}

function isMatrix(value: unknown): value is ScenarioMatrix {
  return kindOf(value) === 'backstep.matrix';
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { readonly kind?: unknown }).kind : undefined;
}
