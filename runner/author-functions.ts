import type { Model } from '../sim-core/engine.ts';
import { authorsPartOf } from '../sim-core/judges/histories/claim.ts';

/** A function of the user's, as reports name it: a handler of a node, or a property or what tells of a lane, whose owner is ''. */
export interface AuthorFunction {
  readonly owner: string;
  readonly name: string;
  readonly run: unknown;
}

/** Every function of a scenario that its author wrote, and that may be called. */
export function authorFunctions({ names, definitions, versions, properties, lanes }: Model): {
  readonly ofNodes: readonly AuthorFunction[];
  readonly ofProperties: readonly AuthorFunction[];
  readonly ofLanes: readonly AuthorFunction[];
} {
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
  const ofLanes = lanes.map(({ name, of }) => ({ owner: '', name: `lanes.${name}`, run: of as unknown }));
  return { ofNodes, ofProperties, ofLanes };
}
