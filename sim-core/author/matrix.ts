import { ScenarioError } from '../base/scenario-error.ts';
import { parametersText, parameterText, type Parameters, type ParameterValue } from './parameters.ts';
import type { ScenarioDefinition } from './scenario.ts';

/** For each parameter, the values that it takes. */
export type ParameterLists = Readonly<Record<string, readonly ParameterValue[]>>;

/** One value of each parameter. */
export type Cell<Lists extends ParameterLists> = { readonly [Name in keyof Lists]: Lists[Name][number] };

/** A family of scenarios, one for each combination of the values of its parameters. */
export interface ScenarioMatrix {
  readonly kind: 'backstep.matrix';
  /** The last parameter changes fastest. */
  readonly cells: readonly { readonly parameters: Parameters; readonly scenario: ScenarioDefinition }[];
}

/** All of them are made when the file is loaded, and more results than this nobody reads. */
const MOST_CELLS = 1_000;
/** A name longer than this fits no table. */
const LONGEST_TEXT = 60;
const NAME = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;

/**
 * Declares a family of scenarios that differ in parameters: `make` is called with each combination of their
 * values, when the file is loaded, and returns the scenario for it. What each is called by follows from its
 * parameters: `quorum[replicas=3, writeBack=true]`.
 *
 * ```ts
 * export const quorum = scenario.matrix({ replicas: [3, 5], writeBack: [true, false] }, ({ replicas, writeBack }) =>
 *   scenario({ name: 'quorum', nodes: clusterOf(replicas, writeBack), duration: '60s', properties: [Register] }),
 * );
 * ```
 *
 * @param lists for each parameter its values: strings, finite numbers, booleans or null, each once
 * @throws ScenarioError when there is no combination, or more than 1,000, or a value that no name can show.
 */
export function matrix<const Lists extends ParameterLists>(
  lists: Lists,
  make: (parameters: Cell<Lists>) => ScenarioDefinition,
): ScenarioMatrix {
  const names = checkedNames(lists);
  if (typeof make !== 'function')
    throw new ScenarioError(
      'A matrix has no function that makes its scenarios.',
      'Write `scenario.matrix({ … }, (p) => scenario({ … }))`.',
    );
  let all: readonly Parameters[] = [{}];
  for (const name of names) all = all.flatMap((parameters) => lists[name]!.map((value) => ({ ...parameters, [name]: value })));
  return {
    kind: 'backstep.matrix',
    cells: all.map((parameters) => cellOf(parameters, make as (parameters: Parameters) => ScenarioDefinition)),
  };
}

function cellOf(parameters: Parameters, make: (parameters: Parameters) => ScenarioDefinition): ScenarioMatrix['cells'][number] {
  const { kind, scenario } = (madeFor(parameters, make) ?? {}) as Partial<ScenarioDefinition>;
  if (kind !== 'backstep.scenario' || typeof scenario !== 'object' || scenario === null)
    throw new ScenarioError(
      `The function of a matrix makes no scenario for ${parametersText(parameters)}.`,
      'Let it return `scenario({ … })` for each combination.',
    );
  const { name } = scenario;
  // A scenario without a name is refused when it is checked.
  const told = typeof name === 'string' && name !== '' ? { ...scenario, name: `${name}${parametersText(parameters)}` } : scenario;
  return { parameters, scenario: { kind, scenario: told } };
}

function madeFor(parameters: Parameters, make: (parameters: Parameters) => ScenarioDefinition): ScenarioDefinition {
  try {
    return make(parameters);
  } catch (error) {
    const what = `The function of a matrix threw for ${parametersText(parameters)}`;
    const failure =
      error instanceof ScenarioError
        ? new ScenarioError(`${what}: ${error.message}`, error.cure, error.subject)
        : new ScenarioError(
            `${what}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
            'It must make a scenario for each combination.',
          );
    failure.cause = error;
    throw failure;
  }
}

/** @throws ScenarioError when the lists have no combination or too many, or hold what cannot be told. */
function checkedNames(lists: ParameterLists): readonly string[] {
  const entries = typeof lists === 'object' && lists !== null ? Object.entries(lists) : [];
  if (entries.length === 0)
    throw new ScenarioError('A matrix has no parameters.', 'Write lists of values, as in `scenario.matrix({ replicas: [3, 5] }, …)`.');
  for (const [name, values] of entries) checkList(name, values);
  const cells = entries.reduce((product, [, values]) => product * values.length, 1);
  if (cells > MOST_CELLS) {
    const product = entries.map(([name, values]) => `${values.length} of \`${name}\``).join(' times ');
    throw new ScenarioError(
      `A matrix has ${cells} scenarios (${product}), and may have at most ${MOST_CELLS}.`,
      'Leave out values, or make several matrices of fewer parameters.',
    );
  }
  return entries.map(([name]) => name);
}

function checkList(name: string, values: unknown): void {
  if (!NAME.test(name))
    throw new ScenarioError(
      `A matrix has a parameter ${parameterText(name)}.`,
      'Name it like a variable: it is written on the command line, as in `--scenario "quorum[replicas=3]"`.',
    );
  if (!Array.isArray(values))
    throw new ScenarioError(`The parameter \`${name}\` of a matrix has no list of values.`, `Write \`${name}: [3, 5]\`.`);
  if (values.length === 0)
    throw new ScenarioError(
      `The parameter \`${name}\` of a matrix has no values, so that it has no scenario at all.`,
      'Give it one, or take it away.',
    );
  const texts = values.map((value: unknown) => checkedText(name, value));
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice !== undefined)
    throw new ScenarioError(`The parameter \`${name}\` of a matrix has the value ${twice} twice.`, 'Write each value once.');
}

function checkedText(name: string, value: unknown): string {
  const isPlain = value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  const instead = 'Use strings, finite numbers, booleans or null, and let the function look up what they stand for.';
  if (!isPlain)
    throw new ScenarioError(
      `The parameter \`${name}\` of a matrix has a value that no name can show: ${typeof value === 'number' ? value : `one of type ${typeof value}`}.`,
      instead,
    );
  const text = parameterText(value as ParameterValue);
  if (text.length > LONGEST_TEXT)
    throw new ScenarioError(
      `The parameter \`${name}\` of a matrix has a value of ${text.length} characters, too many for a name.`,
      instead,
    );
  return text;
}
