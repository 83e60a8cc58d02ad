/** What runs scenarios: for the runner's worker, the tests and the benchmarks. */
export { checkSeed, modelOf, type Model } from './kernel/model.ts';
export { Recording, recordSeed } from './kernel/recording.ts';
export { runSeed, type RunOptions } from './kernel/run.ts';
export { running, type RunningNode } from './kernel/running.ts';
export { ScenarioError, type Subject } from './base/scenario-error.ts';
export { labelOf } from './trace/label.ts';
