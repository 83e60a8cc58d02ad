import type { KnownModel } from '../model.ts';
import { operationOf } from '../operation-words.ts';

const OPERATIONS = ['acquire', 'release'] as const;

/** A lock: it can be acquired only while it is free, and released only while it is held, by whomever. */
export function mutex(): KnownModel<boolean> {
  return {
    name: 'mutex',
    operations: OPERATIONS,
    init: () => false,
    step: (isHeld, { operation }) => (isHeld === (operation === 'acquire') ? undefined : { state: !isHeld }),
    read: ({ operation }) => ({ operation: operationOf(operation, 'mutex', OPERATIONS), input: null, output: undefined }),
  };
}
