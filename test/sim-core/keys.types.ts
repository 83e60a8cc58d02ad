/**
 * What the compiler must refuse, so that the list of what an author may write and the type that says what it is cannot part. It
 * is not run: the type check of the tests fails when a line below an `@ts-expect-error` compiles.
 */
import { keysOf } from '../../sim-core/base/known-keys.ts';
import { needed, optional } from '../../sim-core/faults/options.ts';
import type { FaultKind, Strike } from '../../sim-core/faults/fault-kind.ts';

interface Written {
  readonly every: string;
  readonly nodes?: readonly string[];
}

export const all: readonly ('every' | 'nodes')[] = keysOf<Written>({ every: true, nodes: true });
// @ts-expect-error An option that the type has, and the check would refuse.
export const missing = keysOf<Written>({ every: true });
// @ts-expect-error One that the check would let through, and nobody reads.
export const more = keysOf<Written>({ every: true, nodes: true, for: true });

type Either = { readonly min: number } | { readonly mean: number };
export const ofAny = keysOf<Either>({ min: true, mean: true });
// @ts-expect-error One of several forms has it.
export const ofOne = keysOf<Either>({ min: true });

interface Slow {
  readonly slow: string;
  readonly disk?: number;
}
type Options = FaultKind<Slow, object>['options'];
const slow = needed('node', 'Which node.');
const disk = optional('factor', 'How slow.', '1');
export const ofForm: Options = { slow, disk };
// @ts-expect-error One that the form has stands in no row.
export const withoutOne: Options = { slow };
// @ts-expect-error No form of this kind has it.
export const ofNoForm: Options = { slow, disk, dsk: disk };
// @ts-expect-error Its type says that it is a number.
export const ofOtherKind: Options = { slow, disk: optional('flag', 'How slow.', '1') };
// @ts-expect-error It may be absent, and nobody says what holds then.
export const ofNoDefault: Options = { slow, disk: needed('factor', 'How slow.') };
// @ts-expect-error It cannot be absent.
export const ofNeeded: Options = { slow: optional('node', 'Which node.', 'none'), disk };

type StrikeOptions = NonNullable<FaultKind<Slow, object, Strike<string> & { readonly by: number }>['nemesis']>['options'];
export const ofStrike: StrikeOptions = { by: needed('count', 'How many.') };
// @ts-expect-error What all strikes have is told once.
export const ofAllStrikes: StrikeOptions = { by: needed('count', 'How many.'), every: needed('duration', 'How often.') };
// @ts-expect-error One that the strike has stands in no row.
export const ofNoStrike: StrikeOptions = {};
