import { requireKnownKeys } from '../../base/known-keys.ts';
import { didYouMean } from '../../base/nearest.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import { writtenText } from '../../base/written-text.ts';
import { checkedModel } from './checked-model.ts';
import { LinearizabilityMonitor } from './linearizability-monitor.ts';
import type { KnownModel, SequentialModel } from './model.ts';
import { isModelName, MODELS, type ModelName } from './models/catalogue.ts';
import type { HistoryMonitor } from './monitor.ts';
import { OperationReader, type ReadAs } from './operation-reader.ts';

/** What is claimed of the history of every run. */
export interface HistoryClaim {
  readonly consistency: 'linearizable';
  /** One that comes with Backstep, by name, or one of the author's. */
  readonly model: ModelName | SequentialModel<unknown>;
  readonly options: ClaimOptions;
}

/** How a claim about a history is read and judged. */
export interface ClaimOptions {
  /** The name of the property. */
  readonly name?: string;
  /** What a register, each key or the counter holds before the first operation. null, and 0 for a counter, unless given. */
  readonly initial?: unknown;
  /**
   * What an operation means to the model, where it is not recorded in its words; undefined leaves it out. It is asked
   * when the operation begins, with the status `pending`, and again when it succeeds, for its `output` alone.
   */
  readonly readAs?: ReadAs;
  /** How often the model may be asked in one run before the answer is unknown. 1,000,000, unless given. */
  readonly steps?: number;
}

const STEPS = 1_000_000;
/** How many characters of situations one search may keep. */
const MEMORY = 30_000_000;

/** What judges a claim in one run. The claim has been checked. */
export function monitorOf({ model, options }: HistoryClaim): HistoryMonitor {
  const known = modelOfClaim(model, options);
  return new LinearizabilityMonitor(known, new OperationReader(known, options.readAs), { steps: options.steps ?? STEPS, memory: MEMORY });
}

/** A function of the author's that says what is claimed, to be found in the file; none for a model that comes with Backstep. */
export function authorsPartOf({ model, options }: HistoryClaim): unknown {
  return typeof model === 'object' ? model.step : options.readAs;
}

function modelOfClaim(model: HistoryClaim['model'], { initial }: ClaimOptions): KnownModel<unknown> | SequentialModel<unknown> {
  if (typeof model !== 'string') return checkedModel(model);
  return initial === undefined ? MODELS[model]() : MODELS[model](initial);
}

const MODEL_KEYS = ['name', 'init', 'step', 'isRead', 'matches', 'textOf', 'partOf', 'unseen'];

/** @throws ScenarioError for a claim that nobody can judge, with what to do */
export function requireClaim({ consistency, model, options }: HistoryClaim, property: string): void {
  const refuse = (message: string, cure: string): never => {
    throw new ScenarioError(message, cure, { property });
  };
  requireKnownKeys(options, ['name', 'initial', 'readAs', 'steps'], `${consistency}(…)`, { property });
  const { steps = STEPS, readAs } = options;
  if (!Number.isSafeInteger(steps) || steps < 1)
    refuse(`\`steps\` of ${consistency}(…) is ${writtenText(steps)}.`, 'Give a whole number from 1, or leave it out.');
  if (readAs !== undefined && typeof readAs !== 'function')
    refuse(`\`readAs\` of ${consistency}(…) is no function.`, 'Write `readAs: (operation) => ({ … })`.');
  if (typeof model === 'string') {
    if (!isModelName(model)) refuse(`There is no model ${writtenText(model)}.`, didYouMean(model, Object.keys(MODELS)));
    return;
  }
  if (typeof model !== 'object' || model === null)
    refuse(
      `${consistency}(…) has no model.`,
      `Name one, as in ${consistency}('register'), or write one with \`name\`, \`init\` and \`step\`.`,
    );
  requireKnownKeys(model, MODEL_KEYS, `The model of ${consistency}(…)`, { property });
  if (typeof model.name !== 'string' || model.name === '')
    refuse(`The model of ${consistency}(…) has no \`name\`.`, "Give it one, such as `name: 'stack'`.");
  for (const key of ['init', 'step'] as const)
    if (typeof model[key] !== 'function') refuse(`The model '${model.name}' has no \`${key}\`.`, EXAMPLE);
  if ('initial' in options)
    refuse(`\`initial\` is for models that come with Backstep.`, `Let \`init\` of the model '${model.name}' return it.`);
}

const EXAMPLE =
  'Write `init: () => state` and `step: (state, { operation, input }) => ({ state, output })`, which changes nothing that it is given.';
