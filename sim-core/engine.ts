/** What runs scenarios: for the runner's worker, the tests and the benchmarks. */
export { offersOf, type OfferedScenario } from './kernel/offers.ts';
export { chooseAll, chooseOne } from './kernel/selection.ts';
export { checkSeed, modelOf, type Model } from './kernel/model.ts';
export { explicitModel, faultsOf, type Explicit } from './kernel/explicit.ts';
export { ExploredWorld } from './kernel/exploration.ts';
export { orderedModel } from './kernel/ordered-model.ts';
export { lastChange } from './kernel/last-change.ts';
export { Recording, recordSeed, SeekDiffers, traceUpTo } from './kernel/recording.ts';
export { rolesOf } from './kernel/roles.ts';
export { runOf, type Run, type RunOptions } from './kernel/run.ts';
export { running, type RunningNode } from './kernel/running.ts';
export { runSeed } from './kernel/sweep-run.ts';
export { checksOfSeed } from './kernel/checks.ts';
export { strategyFrom } from './choices/strategy.ts';
export { causeShape } from './search/cause-shape.ts';
export { BreadthFirst, type Bounds } from './search/explore.ts';
export { ScenarioError, type Subject } from './base/scenario-error.ts';
export { labelOf } from './trace/label.ts';
