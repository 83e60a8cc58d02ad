import { ScenarioError, type Subject } from '../base/scenario-error.ts';
import type { Item } from './item.ts';
import { mostOf } from './largest.ts';

/** So many messages, timers and effects at most may be to happen, wait for a node, or be held back: with more, more comes than is ever done. */
export const MOST_AT_ONCE = 1_000_000;

/** @param where where they are, as `are to happen` */
export function crowded(items: readonly Item[], names: readonly string[], where: string, subject: Subject = {}): ScenarioError {
  return new ScenarioError(
    `More than ${MOST_AT_ONCE} messages and timers ${where}${mostOf(items, names)}.`,
    'More is sent or set than is ever handled: look for messages that are answered by more than one, or for a loop that does not end.',
    subject,
  );
}
