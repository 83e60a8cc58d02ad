import { ScenarioError } from '../base/scenario-error.ts';
import { BentChoices } from '../choices/bent.ts';
import type { Choices } from '../choices/choices.ts';
import { PartedChoices, type Parting } from '../choices/parting.ts';
import { prioritised } from '../choices/pct.ts';
import { ScriptedChoices, type ChoiceScript } from '../choices/scripted.ts';
import { SeededChoices } from '../choices/seeded.ts';
import { SplicedChoices } from '../choices/spliced.ts';
import { rootStrategy, strategyFrom, strategyText, type Strategy } from '../choices/strategy.ts';
import { swarming } from '../choices/swarm.ts';
import type { DrawnCore } from '../faults/core.ts';
import { withQuiet } from '../faults/everything.ts';
import { drawFaults } from '../faults/nemesis.ts';
import { planFault, type PlannedFault, type WrittenFault } from '../faults/planned-fault.ts';
import { swarmed } from '../faults/swarmed.ts';
import { indexOfNode } from '../faults/links.ts';
import { checkBehaviour, type ByzantineBehaviour, type ByzantineOverrides } from '../world/byzantine/catalogue.ts';
import { checkByzantine, checkSeed, type Model } from './model.ts';
import { withinBadDisks } from './disk-model.ts';
import { aroundCore, withAdded } from './run-core.ts';
import { liesFromStart, liesOf, requireLiars, requireUpgrades } from './versions.ts';
import { withPausesApart } from './pauses-apart.ts';
import { requireFaultsWithin, requireRunWithin } from './within-model.ts';
import { checkMessages, messagePlace, type MessageChanges } from './message-changes.ts';
import { checkScript } from './script-sites.ts';

/**
 * One run of a scenario, as a value: all that it follows from besides the scenario. A fork is another
 * value, which says the same up to a step and then something else.
 */
export interface Run {
  readonly seed: number;
  /** Nodes that are switched to Byzantine from the start, beyond what the scenario says. */
  readonly byzantine: ByzantineOverrides;
  /** Faults beyond those of the scenario and its nemesis. */
  readonly faults: readonly WrittenFault[];
  /** Messages that are lost, by their place on their link, such as `a>b#17`. */
  readonly drops: readonly string[];
  /** What happens to single messages besides what they meet, by their place on their link. */
  readonly messages: MessageChanges;
  /** Nodes that lie in every message that they send after a step. */
  readonly lies: readonly LateLie[];
  /** What single draws give instead of what the seed says. */
  readonly choices: ChoiceScript;
  /** From where on another future decides than the seed. A script has the last word. */
  readonly parting?: Parting;
  /** What happens, one thing after the other, in a world in which time is only order; only with such a model. */
  readonly order?: readonly string[];
  /** How its choices follow from the seed, as `strategyFrom` reads it; absent where they are what is drawn. */
  readonly strategy?: string;
}

export interface LateLie {
  readonly node: string;
  readonly behaviour: ByzantineBehaviour;
  readonly after: number;
}

/** What a run is made with; its strategy is the model's, if absent. */
export type RunOptions = Partial<Omit<Run, 'seed' | 'strategy'>> & { readonly strategy?: string | undefined };

/** Nothing beyond the scenario. */
const NOTHING: RunOptions = {};

/** @throws ScenarioError when the seed is none, or a node, fault or behaviour does not exist. */
export function runOf(model: Model, seed: number, options: RunOptions = NOTHING): Run {
  const strategy = strategyFrom(options.strategy ?? model.strategy, checkSeed(seed));
  const told = strategy && { strategy: strategyText(strategy) };
  if (options === NOTHING) return { seed, byzantine: {}, faults: [], drops: [], messages: {}, lies: [], choices: {}, ...told };
  const { byzantine = {}, faults = [], drops = [], messages = {}, lies = [], choices = {}, parting, order } = options;
  for (const drop of drops) messagePlace(drop, model.names);
  for (const { node, behaviour } of lies) {
    indexOfNode(node, model.names, '`lies`');
    checkBehaviour(behaviour, `lies.${node}`, model.names);
  }
  for (const { node, behaviour } of lies)
    if (behaviour.behaviour === 'handlers')
      throw new ScenarioError(
        `\`lies\` has handlers of its own for '${node}', and whoever runs others starts with them.`,
        'Let it lie from the start, or plan the fault `byzantine`.',
      );
  checkScript(choices, model);
  if (model.system) requireRunWithin(model.system, { byzantine, lies, drops, messages });
  const liars = checkByzantine(byzantine, model.names, 'byzantine');
  requireLiars(liesFromStart(liars), model);
  return {
    seed,
    byzantine: liars,
    faults,
    drops,
    messages: checkMessages(messages, model.names),
    lies,
    choices,
    ...(parting === undefined ? {} : { parting }),
    ...(order === undefined ? {} : { order }),
    ...told,
  };
}

/** Where a run's freedom is decided. */
export function choicesOf(run: Run, names: readonly string[]): Choices {
  const { seed, choices, parting } = run;
  const strategy = strategyOf(run);
  const seeded = strategy?.name === 'guided' ? new SplicedChoices([...strategy.ancestors, seed]) : new SeededChoices(seed);
  const strategic = bent(seeded, run, names);
  const parted = parting ? new PartedChoices(strategic, parting) : strategic;
  return Object.keys(choices).length === 0 ? parted : new ScriptedChoices(parted, choices);
}

function strategyOf({ seed, strategy = 'random' }: Run): Strategy | undefined {
  return strategyFrom(strategy, seed);
}

function bent(behind: Choices, run: Run, names: readonly string[]): Choices {
  const manner = mannerOf(run.seed, strategyOf(run));
  if (manner?.name === 'swarm') return new BentChoices(behind, swarming(manner.seed));
  return manner?.name === 'pct' ? new BentChoices(behind, prioritised(manner.seed, manner.depth, names)) : behind;
}

/** How draws are bent, and by which seed that is decided: a guided run keeps to what its first ancestor was, as its seed says. */
type Manner = Exclude<Strategy, { name: 'guided' }> & { readonly seed: number };

function mannerOf(seed: number, strategy: Strategy | undefined): Manner | undefined {
  if (strategy?.name !== 'guided') return strategy && { ...strategy, seed };
  const first = strategy.ancestors[0]!;
  return mannerOf(first, strategyFrom(rootStrategy(first), first));
}

// Faults that begin at one time begin in the order of these, and within them as they were written or drawn.
const DRAWN = 1e6;
const ADDED = 2e8;

/** What is planned for one run. */
export interface RunPlan {
  /** The faults, scripted, drawn and added, in order of time. */
  readonly faults: readonly PlannedFault[];
  /** Of whom progress is demanded, where the scenario says how many that must be. */
  readonly core: DrawnCore | undefined;
}

export function planRun(model: Model, run: Run): RunPlan {
  const until = Math.min(model.stabilisesAt, model.duration);
  // What is planned before a run begins is the same in all its futures.
  const { parting: _, ...planned } = run;
  const choices = choicesOf(planned, model.names);
  const manner = mannerOf(run.seed, strategyOf(run));
  const strikesOfSeed = manner?.name === 'swarm' ? swarmed(model.nemesis, manner.seed) : model.nemesis;
  const nemesis = withinBadDisks(strikesOfSeed, { most: model.badDisks, planned: model.faults, names: model.names, choices });
  const all = nemesis.length === 0 ? [] : drawFaults(nemesis, model.names, choices, until, DRAWN);
  const strikes = model.hasQuiet ? withQuiet(all, until, model.names, choices.stream('nemesis/quiet')) : all;
  const added = run.faults.map((fault, index) => planFault(fault, model.names, model.faultKinds, `added[${index}]`, ADDED + index));
  requireUpgrades(added, model);
  requireLiars(liesOf(added), model);
  if (model.system) requireFaultsWithin(model.system, added, model);
  const { drawn, core } = aroundCore(
    nemesis === model.nemesis ? model : { ...model, nemesis },
    choices,
    model.system ? withPausesApart(model.system, model, strikes, added) : strikes,
  );
  const faults = [...model.faults, ...drawn, ...added].sort((a, b) => a.at - b.at || a.order - b.order);
  return { faults, core: withAdded(core, model, run, faults) };
}
