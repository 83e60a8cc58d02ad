import { hashPlain, hashText, type RollingHash } from '../base/hash.ts';
import { asksManyRuns } from '../base/property-kinds.ts';
import { worst, type PropertyOutcome, type Verdict } from '../base/verdict.ts';
import type { Outcome } from '../trace/outcome.ts';
import type { Checks } from './checks.ts';
import { copyingState, requirePlainState } from './plain-state.ts';
import type { Stage } from './stage.ts';
import { withBeyond } from './tolerated.ts';

/** What a run amounts to, with what its judges concluded. @throws ScenarioError when a state is not plain data. */
export function outcomeOf(stage: Stage, properties: readonly PropertyOutcome[], checks: Checks): Outcome {
  const { model, run, log, account, processes, time } = stage;
  const hash = log.hash();
  for (const process of processes) {
    // Handlers are sampled, so that what the last ones left behind is looked at here.
    if (process.started && checks !== 'few') requirePlainState(process, process.visible, 'its last handler');
    hash.mix(copyingState(process, () => hashPlain(process.visible)));
  }
  mixVerdicts(hash, properties);
  const tolerance = stage.tolerated.outcome();
  return {
    scenario: model.name,
    seed: run.seed,
    ...(run.strategy === undefined ? {} : { strategy: run.strategy }),
    verdict: model.properties.length === 0 && properties.length === 0 ? 'vacuous' : verdictOf(properties),
    properties: withBeyond(properties, tolerance),
    ...(tolerance ? { tolerance } : {}),
    ...(stage.core ? { core: stage.coreNames } : {}),
    events: log.steps,
    simulatedMicroseconds: time,
    hash: hash.digest(),
    faults: account.counts(),
    ...(stage.novelty ? { came: stage.novelty.all(properties) } : {}),
  };
}

/** `@sometimes` is a question to a set of runs: in one run it says whether it was reached, and no more. */
function verdictOf(properties: readonly PropertyOutcome[]): Verdict {
  return worst(['held', ...properties.filter(({ kind }) => !asksManyRuns(kind)).map(({ verdict }) => verdict)]);
}

/** Verdicts belong to what is compared. What an engine says of an error it threw does not, since engines differ. */
function mixVerdicts(hash: RollingHash, properties: readonly PropertyOutcome[]): void {
  for (const { name, verdict, step = -1, time = -1, because, evidence, kept, open, thrown } of properties) {
    hash.mix(hashText(name) ^ hashText(verdict));
    hash.mixInteger(step);
    hash.mixInteger(time);
    hash.mix(hashPlain(thrown ? [thrown.node, thrown.handler] : [because, evidence, kept, open]));
  }
}
