import { propertiesOf, type PropertyDefinition } from '../author/properties.ts';
import type { Scenario } from '../author/scenario.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { requireClaim } from '../judges/histories/claim.ts';

/** The name of the built-in safety property. */
export const HANDLERS_PROPERTY = 'noHandlerThrows';

/** The properties of a scenario. @throws ScenarioError when they are no list of properties, or cannot be told apart. */
export function propertyList(scenario: Scenario): readonly PropertyDefinition[] {
  if (!Array.isArray(scenario.properties)) {
    throw new ScenarioError(
      (scenario.properties as unknown) === undefined
        ? 'The scenario has no `properties`.'
        : `The \`properties\` of the scenario are ${writtenText(scenario.properties)}, which is no list.`,
      'List classes with decorated static methods, as in `properties: [LeaseProperties]`.',
    );
  }
  const properties = scenario.properties.flatMap((entry: unknown, index) => {
    const found = propertiesIn(entry);
    if (found) return found;
    return inPart(index, () => {
      throw new ScenarioError(
        `properties[${index}] has no property.`,
        'Decorate its static methods with @safety, @liveness(…) or @sometimes, or write linearizable(…).',
      );
    });
  });
  for (const property of properties) if ('history' in property) requireClaim(property.history, property.name);
  const names = properties.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new ScenarioError(`Two properties are named '${twice}'.`, 'Rename one: reports tell them apart by name.', { property: twice });
  if (names.includes(HANDLERS_PROPERTY)) {
    throw new ScenarioError(`A property is named '${HANDLERS_PROPERTY}', as the one that every scenario has.`, 'Rename it.', {
      property: HANDLERS_PROPERTY,
    });
  }
  return properties;
}

/** What cannot be read has none. */
function propertiesIn(entry: unknown): readonly PropertyDefinition[] | undefined {
  try {
    return propertiesOf(entry);
  } catch {
    return undefined;
  }
}
