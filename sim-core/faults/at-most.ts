import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import type { DrawContext, StrikeContext } from './fault-kind.ts';

/** @throws ScenarioError when it is neither absent nor a number of nodes. */
export function checkMost(most: unknown, { names, where }: StrikeContext): void {
  if (most === undefined || (Number.isSafeInteger(most) && (most as number) >= 1 && (most as number) <= names.length)) return;
  throw new ScenarioError(
    `The \`most\` of ${where} is ${writtenText(most)}.`,
    `Write how many different nodes it may strike in one run: a whole number from 1 to ${names.length}.`,
    { path: ['most'] },
  );
}

/** One of the nodes that a strike may name, of which it strikes at most so many different ones in a run; `key` names them in its forms. */
export function pickAtMost({ found, nodes, random, pick }: DrawContext, key: string, most = Infinity): string {
  const struck = [...new Set(found.map((form) => form[key] as string))];
  const name = struck.length < most ? pick() : struck[random.below(struck.length)]!;
  return nodes.includes(name) ? name : pick();
}
