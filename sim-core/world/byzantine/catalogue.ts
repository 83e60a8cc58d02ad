import { didYouMean } from '../../base/nearest.ts';
import type { PlainObject } from '../../base/plain.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import { writtenText } from '../../base/written-text.ts';
import type { Microseconds } from '../../base/units.ts';
import type { Stream } from '../../choices/choices.ts';
import { amnesia, type AmnesiaOptions } from './amnesia.ts';
import type { BehaviourKind, Lie, Remembering } from './behaviour.ts';
import { collude, type ColludeOptions } from './collude.ts';
import { delay, type DelayOptions } from './delay.ts';
import { equivocate, type EquivocateOptions } from './equivocate.ts';
import { forge, type ForgeOptions } from './forge.ts';
import { handlers, type HandlersOptions } from './handlers.ts';
import { misreport, type MisreportOptions } from './misreport.ts';
import { replay, type ReplayOptions } from './replay.ts';
import { selective, type SelectiveOptions } from './selective.ts';
import { silent } from './silent.ts';

// A new behaviour has its line here, and the one below.

/** The options of each behaviour, which stand beside `behaviour`: `{ behaviour: 'forge', fields: { token: 999999 } }`. */
interface BehaviourTypes {
  /** Nothing it sends ever leaves. */
  silent: object;
  /** What it sends does not reach its victims. */
  selective: SelectiveOptions;
  /** What it sends leaves later. */
  delay: DelayOptions;
  /** Fields of all that it sends say something else. */
  forge: ForgeOptions;
  /** It tells each group of its victims something of its own. */
  equivocate: EquivocateOptions;
  /** Several nodes tell one lie. */
  collude: ColludeOptions;
  /** It sends again what it has sent before. */
  replay: ReplayOptions;
  /** It forgets what it has promised. */
  amnesia: AmnesiaOptions;
  /** It lies about its state. */
  misreport: MisreportOptions;
  /** It runs handlers of its own. */
  handlers: HandlersOptions;
}

const BEHAVIOURS: { readonly [Name in keyof BehaviourTypes]: BehaviourKind<BehaviourTypes[Name]> } = {
  silent,
  selective,
  delay,
  forge,
  equivocate,
  collude,
  replay,
  amnesia,
  misreport,
  handlers,
};

/**
 * How a Byzantine node deviates (Lamport, Shostak and Pease 1982). The node's own code runs
 * unchanged, and what leaves it is withheld or altered on its way out; or it runs handlers of its own.
 */
export type ByzantineBehaviour = {
  [Name in keyof BehaviourTypes]: { readonly behaviour: Name } & BehaviourTypes[Name];
}[keyof BehaviourTypes];

/** Nodes that are switched to Byzantine, by name. */
export type ByzantineOverrides = Readonly<Record<string, ByzantineBehaviour>>;

function kindOf({ behaviour }: ByzantineBehaviour): BehaviourKind<ByzantineBehaviour> {
  return BEHAVIOURS[behaviour] as unknown as BehaviourKind<ByzantineBehaviour>;
}

/** What a Byzantine node lets out in place of an honest message; undefined when it withholds it. */
export function deviate(behaviour: ByzantineBehaviour, lie: Lie): PlainObject | undefined {
  const kind = kindOf(behaviour);
  return kind.deviate ? kind.deviate(behaviour, lie, deviate) : lie.honest;
}

/** Whether all that it sends comes of handlers of its own. */
export function isOwnCode(behaviour: ByzantineBehaviour): boolean {
  return kindOf(behaviour).isOwnCode ?? false;
}

/** How long it holds back what it lets out. */
export function delayOf(behaviour: ByzantineBehaviour, lie: Lie): Microseconds {
  return kindOf(behaviour).delay?.(behaviour, lie, delayOf) ?? 0;
}

/** Which fields of its state it forgets before it handles a message. */
export function forgottenBy(behaviour: ByzantineBehaviour, random: () => Stream): 'all' | readonly string[] | undefined {
  const kind = kindOf(behaviour);
  return kind.forgets?.(behaviour, random());
}

/** What it keeps in mind. */
export function rememberedBy(behaviour: ByzantineBehaviour): Remembering {
  return kindOf(behaviour).remembers?.(behaviour) ?? {};
}

const DRAWABLE = Object.entries(BEHAVIOURS).filter(([, kind]) => kind.draw !== undefined);

/** A behaviour for a node, drawn as data that an author could have written. */
export function drawBehaviour(random: Stream, names: readonly string[], liar: string): ByzantineBehaviour {
  const [behaviour, kind] = DRAWABLE[random.below(DRAWABLE.length)]!;
  return { behaviour, ...kind.draw!(random, { names }, liar) } as ByzantineBehaviour;
}

/**
 * @param names the nodes that a behaviour may speak of
 * @throws ScenarioError when it is no behaviour that is known, naming the place by `where`.
 */
export function checkBehaviour(value: unknown, where: string, names: readonly string[]): ByzantineBehaviour {
  const written = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const name = written['behaviour'];
  if (typeof name !== 'string' || !Object.hasOwn(BEHAVIOURS, name)) {
    const known = Object.keys(BEHAVIOURS);
    throw new ScenarioError(
      `${where} is ${writtenText(value)}, which is no Byzantine behaviour.`,
      typeof name === 'string' ? didYouMean(name, known) : `Write { behaviour: … } with one of ${known.join(', ')}.`,
      name === undefined ? {} : { path: ['behaviour'] },
    );
  }
  const behaviour = written as unknown as ByzantineBehaviour;
  const { keys, check } = kindOf(behaviour);
  for (const key of Object.keys(written)) {
    if (key !== 'behaviour' && !(keys as readonly string[]).includes(key)) {
      throw new ScenarioError(`${where} has \`${key}\`, which '${name}' does not know.`, didYouMean(key, ['behaviour', ...keys]), {
        path: [key],
      });
    }
  }
  check(behaviour, where, { names, behaviour: (inner, place) => checkBehaviour(inner, place, names) });
  return behaviour;
}
