import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import type { NodeDefinition } from './node.ts';

/** The whole numbers from 1 to `Count`; any number, where it is not known while the file is compiled. */
type From1To<Count extends number, Counted extends readonly unknown[] = [], Numbers = never> = number extends Count
  ? number
  : Counted['length'] extends Count
    ? Numbers
    : From1To<Count, [...Counted, unknown], Numbers | [...Counted, unknown]['length']>;

/** The names of `nodesOf`: `'server1' | 'server2' | 'server3'`. */
export type NumberedNames<Count extends number, Name extends string> = `${Name}${From1To<Count> & number}`;

/**
 * Several nodes of one kind, named by number from 1: an object to spread into `nodes`. Their names stay
 * known to `World`, faults and links.
 *
 * @param count how many; a whole number from 1 to 1,000
 * @param name what their names begin with
 * @param definition the definition of all, or what makes it of each from its number
 * @throws ScenarioError when `count` is not such a number
 * @example
 * ```ts
 * const nodes = { ...nodesOf(5, 'server', server), client };
 * const zoned = nodesOf(3, 'replica', (number) => replica.with({ zone: number }));
 * ```
 */
export function nodesOf<const Count extends number, const Name extends string, Definition extends NodeDefinition>(
  count: Count,
  name: Name,
  definition: Definition | ((number: number) => Definition),
): { readonly [Each in NumberedNames<Count, Name>]: Definition } {
  if (!Number.isSafeInteger(count) || count < 1 || count > 1_000)
    throw new ScenarioError(
      `nodesOf was asked for ${writtenText(count)} nodes of the name '${name}'.`,
      'Ask for a whole number from 1 to 1,000.',
    );
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const made = numbers.map((number) => [`${name}${number}`, typeof definition === 'function' ? definition(number) : definition]);
  return Object.fromEntries(made) as { readonly [Each in NumberedNames<Count, Name>]: Definition };
}
