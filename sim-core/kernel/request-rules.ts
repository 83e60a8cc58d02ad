import type { ErasedRequestHandlers } from '../author/requests.ts';
import { microseconds } from '../base/duration.ts';
import { keysOf, requireKnownKeys } from '../base/known-keys.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { Handler } from './handler-table.ts';
import { writtenText } from '../base/written-text.ts';

/** What a node does about its requests of one type, checked and put into numbers. */
export interface RequestRules {
  readonly timeout: Microseconds;
  readonly attempts: number;
  readonly backoff: number;
  readonly longest: Microseconds;
  readonly answered: Handler;
  readonly target: Handler | undefined;
  readonly gaveUp: Handler | undefined;
}

const KEYS = keysOf<ErasedRequestHandlers>({
  timeout: true,
  attempts: true,
  backoff: true,
  longest: true,
  answered: true,
  target: true,
  gaveUp: true,
});
const MINUTE: Microseconds = 60_000_000;

/** The section `requests` of a node, by type of request. @throws ScenarioError with the path of what is wrong. */
export function requestRules(section: Readonly<Record<string, ErasedRequestHandlers>>, node: string): ReadonlyMap<string, RequestRules> {
  return new Map(Object.entries(section).map(([type, written]) => [type, rulesOf(written, `requests.${type} of '${node}'`, node)]));
}

function rulesOf(written: ErasedRequestHandlers, where: string, node: string): RequestRules {
  if (typeof written !== 'object' || written === null)
    throw new ScenarioError(`${where} is no object.`, 'Write at least `timeout` and `answered`.', { node });
  requireKnownKeys(written, KEYS, where, { node });
  const { attempts = Infinity, backoff = 1, answered, target, gaveUp } = written;
  for (const [name, handler] of Object.entries({ answered, target, gaveUp })) {
    if (typeof handler !== 'function' && (handler !== undefined || name === 'answered'))
      throw new ScenarioError(`\`${name}\` of ${where} is not a function.`, 'Write a handler.', { node });
  }
  const timeout = microseconds(written.timeout, `\`timeout\` of ${where}`);
  if (timeout === 0) throw new ScenarioError(`\`timeout\` of ${where} is zero.`, "Give an answer time to come, such as '1s'.", { node });
  if (attempts !== Infinity && (!Number.isSafeInteger(attempts) || attempts < 1))
    throw new ScenarioError(`\`attempts\` of ${where} is ${writtenText(attempts)}.`, 'Give a whole number from 1, or leave it out.', {
      node,
    });
  if (attempts !== Infinity && gaveUp === undefined)
    throw new ScenarioError(`${where} has \`attempts\`, and no \`gaveUp\`.`, 'Write `gaveUp`: what to do when nobody has answered.', {
      node,
    });
  if (typeof backoff !== 'number' || !(backoff >= 1 && backoff < Infinity))
    throw new ScenarioError(`\`backoff\` of ${where} is ${writtenText(backoff)}.`, 'Give a factor of 1 or more: 2 doubles each wait.', {
      node,
    });
  const longest = written.longest === undefined ? MINUTE : microseconds(written.longest, `\`longest\` of ${where}`);
  return {
    timeout,
    attempts,
    backoff,
    longest: Math.max(longest, timeout),
    answered: answered as unknown as Handler,
    target: target as unknown as Handler | undefined,
    gaveUp: gaveUp as unknown as Handler | undefined,
  };
}

/** How long to wait for an answer to the so-manieth attempt. Multiplied step by step, which is the same on every engine. */
export function waitOf({ timeout, backoff, longest }: RequestRules, attempt: number): Microseconds {
  let wait = timeout;
  for (let made = 1; made < attempt && backoff > 1 && wait < longest; made++) wait *= backoff;
  return Math.round(Math.min(wait, longest));
}
