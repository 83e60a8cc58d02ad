/**
 * What the compiler must refuse, so that the list of what an author may write and the type that says what it is cannot part. It
 * is not run: the type check of the tests fails when a line below an `@ts-expect-error` compiles.
 */
import { keysOf } from '../../sim-core/base/known-keys.ts';
import type { FaultKind } from '../../sim-core/faults/fault-kind.ts';

interface Options {
  readonly every: string;
  readonly nodes?: readonly string[];
}

export const all: readonly ('every' | 'nodes')[] = keysOf<Options>({ every: true, nodes: true });
// @ts-expect-error An option that the type has, and the check would refuse.
export const missing = keysOf<Options>({ every: true });
// @ts-expect-error One that the check would let through, and nobody reads.
export const more = keysOf<Options>({ every: true, nodes: true, for: true });

type Either = { readonly min: number } | { readonly mean: number };
export const ofAny = keysOf<Either>({ min: true, mean: true });
// @ts-expect-error One of several forms has it.
export const ofOne = keysOf<Either>({ min: true });

type Keys = FaultKind<{ readonly slow: string; readonly disk?: number }, object>['keys'];
export const ofForm: Keys = ['disk'];
// @ts-expect-error No form of this kind has it.
export const ofNoForm: Keys = ['dsk'];
