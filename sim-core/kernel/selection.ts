import { parameterText, type ParameterValue } from '../author/parameters.ts';
import { nearest } from '../base/nearest.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { OfferedScenario } from './offers.ts';

/** More names than this do not help whoever has mistaken one. */
const MOST_NAMED = 12;

/**
 * The scenario that a text means; without a text the default one, or the only one there is.
 * @throws ScenarioError when it means none or several.
 */
export function chooseOne(offers: readonly OfferedScenario[], wanted: string | undefined): OfferedScenario {
  const fallback = offers.filter((offer) => isCalled(offer, 'default'));
  const chosen = wanted === undefined ? (fallback.length > 0 ? fallback : offers) : chooseAll(offers, wanted);
  const [only] = chosen;
  if (only && chosen.length === 1) return only;
  const what =
    wanted === undefined
      ? `The file exports ${chosen.length} scenarios: ${familiesText(chosen)}.`
      : `\`${wanted}\` means ${chosen.length} scenarios: ${namesOf(chosen, ({ id }) => id)}.`;
  throw new ScenarioError(what, `Choose one of them, such as --scenario ${optionText(only!.id)}.`);
}

/** A name as it is written after an option. */
function optionText(id: string): string {
  return id.includes('"') ? `'${id}'` : /[[ ]/.test(id) ? `"${id}"` : id;
}

/**
 * The scenarios that a text means, all of them without a text: a name means a scenario or its whole family, and
 * `quorum[replicas=3]` those of the family `quorum` that have this value, whatever other parameters they have.
 * Spaces and the order of parameters do not matter, and `replicas=3|5` means either.
 * @throws ScenarioError when it means none.
 */
export function chooseAll(offers: readonly OfferedScenario[], wanted: string | undefined): readonly OfferedScenario[] {
  if (wanted === undefined) return offers;
  const exact = offers.filter(({ id }) => id === wanted);
  if (exact.length > 0) return exact;
  const [, name = '', conditions = ''] = /^([^[]*?)\s*(?:\[(.*?)\]?\s*)?$/su.exec(wanted.trim()) ?? [];
  const family = offers.filter((offer) => isCalled(offer, name));
  if (family.length === 0) throw unknownScenario(offers, name);
  if (conditions.trim() === '') return family;
  const told = (conditions.match(BETWEEN_COMMAS) ?? []).map((condition) => conditionOf(family, condition));
  const chosen = family.filter(({ parameters }) => told.every(({ name: key, values }) => values.includes(parameters![key]!)));
  if (chosen.length > 0) return chosen;
  throw new ScenarioError(
    `No scenario of \`${name}\` has all of [${conditions}].`,
    `There is ${familyText(family)}; name each parameter once, as in replicas=3|5.`,
  );
}

/** What stands between commas or bars, except those in a string. */
const BETWEEN_COMMAS = /(?:"(?:[^"\\]|\\.)*"|[^,])+/gsu;
const BETWEEN_BARS = /(?:"(?:[^"\\]|\\.)*"|[^|])+/gsu;

function isCalled({ exported, aliases }: OfferedScenario, name: string): boolean {
  return exported === name || aliases.includes(name);
}

/** What one condition, such as `replicas=3`, asks of the scenarios of a family. */
function conditionOf(
  family: readonly OfferedScenario[],
  condition: string,
): { readonly name: string; readonly values: readonly ParameterValue[] } {
  const [{ exported, parameters = {} }] = family as readonly [OfferedScenario];
  const [, name = '', words = ''] = /^\s*(.*?)\s*(?:=(.*))?$/su.exec(condition) ?? [];
  const known = Object.keys(parameters);
  if (known.length === 0) throw new ScenarioError(`\`${exported}\` has no parameters.`, `Choose it with --scenario ${exported}.`);
  if (!known.includes(name))
    throw new ScenarioError(
      `\`${exported}\` has no parameter \`${name}\`.`,
      `${meant(nearest(name, known))}There is ${known.map((each) => `\`${each}\``).join(', ')}.`,
    );
  const all = valuesOf(family, name);
  const values = (words.match(BETWEEN_BARS) ?? ['']).map((text) => {
    const word = text.trim();
    const value = all.find((each) => parameterText(each) === word) ?? all.find((each) => String(each) === word);
    if (value !== undefined) return value;
    const texts = all.map(parameterText);
    throw new ScenarioError(
      `\`${exported}\` has no scenario with ${name}=${word}.`,
      `${meant(word === '' ? undefined : nearest(word, texts))}There is ${listed(texts, ', ')}.`,
    );
  });
  return { name, values };
}

function valuesOf(family: readonly OfferedScenario[], parameter: string): ParameterValue[] {
  return [...new Set(family.map(({ parameters }) => parameters![parameter]!))];
}

function unknownScenario(offers: readonly OfferedScenario[], name: string): ScenarioError {
  const known = [...new Set(offers.flatMap(({ exported, aliases }) => [exported, ...aliases]))];
  // Whoever has read a report knows a scenario by the name that its author gave it.
  const named = offers.find((offer) => offer.name.replace(/\[.*$/su, '') === name);
  return new ScenarioError(
    `The file has no scenario \`${name}\`.`,
    `${meant(named?.exported ?? nearest(name, known))}There is ${familiesText(offers)}.`,
  );
}

function meant(near: string | undefined): string {
  return near === undefined ? '' : `Did you mean \`${near}\`? `;
}

function familiesText(offers: readonly OfferedScenario[]): string {
  const families = new Map<string, OfferedScenario[]>();
  for (const offer of offers) families.set(offer.exported, [...(families.get(offer.exported) ?? []), offer]);
  return namesOf([...families.values()], familyText);
}

/** A family with the values of its parameters: `quorum[replicas=3|5, writeBack=true|false]`. */
function familyText(family: readonly OfferedScenario[]): string {
  const [{ exported, parameters }] = family as readonly [OfferedScenario];
  if (!parameters) return exported;
  const lists = Object.keys(parameters).map((name) => `${name}=${listed(valuesOf(family, name).map(parameterText), '|')}`);
  return `${exported}[${lists.join(', ')}]`;
}

function namesOf<Item>(items: readonly Item[], text: (item: Item) => string): string {
  const named = items.slice(0, MOST_NAMED).map(text).join(', ');
  return items.length > MOST_NAMED ? `${named} and ${items.length - MOST_NAMED} more` : named;
}

function listed(texts: readonly string[], separator: string): string {
  return [...texts.slice(0, MOST_NAMED), ...(texts.length > MOST_NAMED ? ['…'] : [])].join(separator);
}
