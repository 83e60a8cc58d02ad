import type { FaultKind } from './fault-kind.ts';

/** The types of a catalogue: for each kind the form that authors write, and the strike of a nemesis, if it draws the kind. */
export type KindTypes = Readonly<Record<string, { form: object; strike?: object }>>;

type StrikeOf<Types> = Types extends { strike: infer Strike } ? Strike : never;

/** A catalogue whose kinds fit their types; the compiler names each kind that is missing or does not fit. */
export type FaultCatalogue<Types extends { readonly [Kind in keyof Types]: { form: object; strike?: object } }> = {
  // What a kind plans is its own business, so it is left open here.
  readonly [Kind in keyof Types]: FaultKind<Types[Kind]['form'], any, StrikeOf<Types[Kind]>>;
};

/** A kind with its types erased, as the planner and the nemesis call it. */
export type ErasedKind = FaultKind<Readonly<Record<string, unknown>>, object, Readonly<Record<string, unknown>>>;

/** The kinds of a catalogue by name, with their types erased: a form has been matched with its kind by its keys. */
export function erased(catalogue: object): ReadonlyMap<string, ErasedKind> {
  return new Map(Object.entries(catalogue as Readonly<Record<string, ErasedKind>>));
}

/**
 * Exactly one kind's form, and none of the keys that make it another.
 * @internal
 */
export type OneFault<Types extends { readonly [Kind in keyof Types]: { form: object } }> = {
  [Kind in keyof Types]: Types[Kind]['form'] & { readonly [Other in Exclude<keyof Types, Kind>]?: never };
}[keyof Types];

/**
 * The strikes of those kinds that a nemesis draws.
 * @internal
 */
export type Strikes<Types extends { readonly [Kind in keyof Types]: object }> = {
  readonly [Kind in keyof Types as Types[Kind] extends { strike: object } ? Kind : never]?: Types[Kind] extends { strike: infer Strike }
    ? Strike
    : never;
};
