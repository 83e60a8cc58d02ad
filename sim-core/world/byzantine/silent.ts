import type { BehaviourKind } from './behaviour.ts';

/** Nothing it sends ever leaves. */
export const silent: BehaviourKind<object> = {
  keys: [],
  check() {},
  deviate: () => undefined,
  draw: () => ({}),
};
