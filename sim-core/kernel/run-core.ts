import { ScenarioError } from '../base/scenario-error.ts';
import type { Choices } from '../choices/choices.ts';
import { coreRule, drawCore, type CoreRule, type DrawnCore } from '../faults/core.ts';
import { lastingHarm, type Harm } from '../faults/lasting-harm.ts';
import { drawOutside, sparing } from '../faults/outside.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import type { Model } from './model.ts';
import type { Run } from './run.ts';

/** Of how many nodes a scenario demands progress, and what of them its own faults leave of no use. */
export interface CoreModel {
  readonly rule: CoreRule;
  readonly harm: Harm;
}

/** @throws ScenarioError when no core could ever be what is asked for, or nothing will ever be asked of one. */
export function coreModel(
  core: unknown,
  { names, faults, byzantine, stabilisesAt, duration }: Pick<Model, 'names' | 'faults' | 'byzantine' | 'stabilisesAt' | 'duration'>,
): CoreModel | undefined {
  if (core === undefined) return undefined;
  if (stabilisesAt === Infinity)
    throw new ScenarioError(
      'The `core` of the scenario is of whom progress is demanded once it has stabilised, and it never does.',
      "Write when it does, such as `stabilisesAt: '30s'`, or leave `core` out.",
    );
  const liars = new Map(Object.keys(byzantine).map((name) => [name, `byzantine.${name}`]));
  return { rule: coreRule(core, names), harm: lastingHarm(faults, { names, liars, stabilisesAt, duration }) };
}

/** Where the core of a run is drawn, and what stays broken outside of it. */
const SITE = 'nemesis/core';
/** Behind all that the nemesis draws otherwise. */
const OUTSIDE = 1e8;

/** What the nemesis drew, with the core spared and what stays broken outside of it; and that core. */
export function aroundCore(
  model: Model,
  choices: Choices,
  drawn: readonly PlannedFault[],
): { readonly drawn: readonly PlannedFault[]; readonly core: DrawnCore | undefined } {
  const { core: demanded, names, nemesis, stabilisesAt, duration } = model;
  if (!demanded) return { drawn, core: undefined };
  const random = choices.stream(SITE);
  const core = drawCore(demanded.rule, names.length, demanded.harm, random);
  if (nemesis.length === 0 || stabilisesAt > duration || stabilisesAt === 0) return { drawn, core };
  const options = { names, core: core.members, until: stabilisesAt, random, drawn, firstOrder: OUTSIDE };
  const spared = drawn.map((fault) => sparing(fault, options));
  return { drawn: core.unavailable === undefined ? [...spared, ...drawOutside(nemesis, options)] : spared, core };
}

/** The core of a run to which something was added that may break it: of whom progress is demanded stays the same. */
export function withAdded(core: DrawnCore | undefined, model: Model, run: Run, faults: readonly PlannedFault[]): DrawnCore | undefined {
  if (!core || core.unavailable !== undefined) return core;
  const liars = [...Object.keys(run.byzantine), ...run.lies.map(({ node }) => node)];
  if (run.faults.length === 0 && liars.length === 0) return core;
  const { names, stabilisesAt, duration } = model;
  const harm = lastingHarm(faults, {
    names,
    stabilisesAt,
    duration,
    liars: new Map(liars.map((name) => [name, 'added to this run'])),
    within: core.members,
  });
  if (harm.text === '') return core;
  const who = core.members.map((node) => names[node]).join(', ');
  return { members: core.members, unavailable: `What was added to this run breaks the core ${who}: ${harm.text}.` };
}
