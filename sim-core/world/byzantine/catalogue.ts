import { didYouMean } from '../../base/nearest.ts';
import type { PlainObject } from '../../base/plain.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import type { BehaviourKind, Lie } from './behaviour.ts';
import { equivocate, type EquivocateOptions } from './equivocate.ts';
import { forge, type ForgeOptions } from './forge.ts';
import { silent } from './silent.ts';

// A new behaviour has its line here, and the one below.

/** The options of each behaviour, which stand beside `behaviour`: `{ behaviour: 'forge', fields: { token: 999999 } }`. */
interface BehaviourTypes {
  /** Nothing it sends ever leaves. */
  silent: object;
  /** Fields of all that it sends say something else. */
  forge: ForgeOptions;
  /** It tells every second of the other nodes something else than the rest. */
  equivocate: EquivocateOptions;
}

const BEHAVIOURS: { readonly [Name in keyof BehaviourTypes]: BehaviourKind<BehaviourTypes[Name]> } = { silent, forge, equivocate };

/**
 * How a Byzantine node deviates (Lamport, Shostak and Pease 1982). The node's own code runs
 * unchanged; what leaves it is withheld or altered on its way out.
 */
export type ByzantineBehaviour = {
  [Name in keyof BehaviourTypes]: { readonly behaviour: Name } & BehaviourTypes[Name];
}[keyof BehaviourTypes];

/** Nodes that are switched to Byzantine, by name. */
export type ByzantineOverrides = Readonly<Record<string, ByzantineBehaviour>>;

function kindOf({ behaviour }: ByzantineBehaviour): BehaviourKind<ByzantineBehaviour> {
  return BEHAVIOURS[behaviour] as BehaviourKind<ByzantineBehaviour>;
}

/** What a Byzantine node lets out in place of an honest message; undefined when it withholds it. */
export function deviate(behaviour: ByzantineBehaviour, lie: Lie): PlainObject | undefined {
  return kindOf(behaviour).deviate(behaviour, lie);
}

/** @throws ScenarioError when it is no behaviour that is known, naming the place by `where`. */
export function checkBehaviour(value: unknown, where: string): ByzantineBehaviour {
  const written = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const name = written['behaviour'];
  if (typeof name !== 'string' || !Object.hasOwn(BEHAVIOURS, name)) {
    const known = Object.keys(BEHAVIOURS);
    throw new ScenarioError(
      `${where} is ${JSON.stringify(value)}, which is no Byzantine behaviour.`,
      typeof name === 'string' ? didYouMean(name, known) : `Write { behaviour: … } with one of ${known.join(', ')}.`,
    );
  }
  const behaviour = written as unknown as ByzantineBehaviour;
  const { keys, check } = kindOf(behaviour);
  for (const key of Object.keys(written)) {
    if (key !== 'behaviour' && !(keys as readonly string[]).includes(key)) {
      throw new ScenarioError(`${where} has \`${key}\`, which '${name}' does not know.`, didYouMean(key, ['behaviour', ...keys]));
    }
  }
  check(behaviour, where);
  return behaviour;
}
