/**
 * What the compiler must accept and refuse once a catalogue has one kind more. It is not run: the type
 * check of the tests fails when a line below an `@ts-expect-error` compiles.
 */
import type { Duration } from 'backstep';
import { FAULTS } from '../../../sim-core/faults/catalogue.ts';
import type { FaultCatalogue, OneFault, Strikes } from '../../../sim-core/faults/registry.ts';
import type { MoreFaultTypes } from './slowdown.ts';

type Fault = { readonly at: Duration } & OneFault<MoreFaultTypes<'a' | 'b'>>;
type Nemesis = Strikes<MoreFaultTypes<'a' | 'b'>>;

export const fits: readonly Fault[] = [
  { at: '1s', slowdown: 'a', by: '5ms', for: '1s' },
  { at: '1s', crash: 'b' },
];

// @ts-expect-error Two kinds in one fault.
export const two: Fault = { at: '1s', slowdown: 'a', by: '5ms', for: '1s', crash: 'b' };
// @ts-expect-error There is no such node.
export const nobody: Fault = { at: '1s', slowdown: 'c', by: '5ms', for: '1s' };
// @ts-expect-error It does not say by how much.
export const vague: Fault = { at: '1s', slowdown: 'a', for: '1s' };
// @ts-expect-error The kind is misspelt.
export const misspelt: Fault = { at: '1s', slowdwn: 'a', by: '5ms', for: '1s' };

export const strikes: Nemesis = {
  slowdown: { every: '10s', for: ['1s', '2s'], by: '5ms', nodes: ['a'] },
  crash: { every: '1s', for: '1s' },
};
// @ts-expect-error A strike of this kind says by how much.
export const vagueStrike: Nemesis = { slowdown: { every: '10s', for: '1s' } };
// @ts-expect-error No nemesis draws heals.
export const heals: Nemesis = { heal: { every: '10s' } };

// @ts-expect-error A kind that has types needs its module.
export const incomplete: FaultCatalogue<MoreFaultTypes<string>> = { ...FAULTS };
// @ts-expect-error A module that does not fit its types.
export const unfit: FaultCatalogue<MoreFaultTypes<string>> = { ...FAULTS, slowdown: FAULTS.crash };
