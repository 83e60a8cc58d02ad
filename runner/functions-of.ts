import { authorsPartOf } from '../sim-core/judges/histories/claim.ts';
import type { Model } from '../sim-core/engine.ts';

/** A function of the user's whose place is worth knowing, and how reports name it. */
export interface NamedFunction {
  /** Its node; empty for a property. */
  readonly owner: string;
  readonly name: string;
  readonly run: unknown;
}

/** All handlers of a scenario, of each version, and its properties. */
export function functionsOf(model: Model): readonly NamedFunction[] {
  const { names, definitions, versions, properties } = model;
  const ofVersions = [
    { prefix: '', of: definitions },
    ...versions.map((version) => ({ prefix: `${version.name}: `, of: version.definitions })),
  ];
  const ofNodes = names.flatMap((owner, index) =>
    ofVersions.flatMap(({ prefix, of }) => {
      const { init, on, timers, requests } = of[index]!.handlers;
      return [
        { owner, name: `${prefix}init`, run: init as unknown },
        ...Object.entries(on ?? {}).map(([type, run]) => ({ owner, name: `${prefix}on.${type}`, run: run as unknown })),
        ...Object.entries(timers ?? {}).map(([timer, run]) => ({ owner, name: `${prefix}timers.${timer}`, run: run as unknown })),
        ...Object.entries(requests ?? {}).flatMap(([type, { answered, target, gaveUp }]) =>
          Object.entries({ answered, target, gaveUp }).flatMap(([part, run]) =>
            run ? [{ owner, name: `${prefix}requests.${type}.${part}`, run: run as unknown }] : [],
          ),
        ),
      ];
    }),
  );
  // A claim on a model that comes with Backstep has no function in the file.
  const ofProperties = properties.flatMap((property) => {
    const run: unknown = 'history' in property ? authorsPartOf(property.history) : property.judge;
    return run ? [{ owner: '', name: property.name, run }] : [];
  });
  return [...ofNodes, ...ofProperties];
}
