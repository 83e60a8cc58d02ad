import type { Timed } from './model.ts';

/** Operations of which each has its place after those of the blocks before it. Within a block they may happen in the order of time. */
export interface Block<Of> {
  readonly operations: readonly Of[];
  /** Those that come after the blocks before as well, and may come later than this one. */
  readonly later?: readonly Of[];
}

export const endOf = ({ completedAt = Infinity }: Timed): number => completedAt;

/** Whether operations can happen block by block, each between its invocation and completion; if not, two that cannot, of which the first should. */
export function outOfOrder<Of extends Timed>(blocks: readonly Block<Of>[]): readonly [Of, Of] | undefined {
  let latest: Of | undefined;
  for (const { operations, later = [] } of blocks) {
    for (const each of [...operations, ...later]) if (latest && endOf(each) < latest.invokedAt) return [latest, each];
    for (const each of operations) if (!latest || each.invokedAt > latest.invokedAt) latest = each;
  }
  return undefined;
}
