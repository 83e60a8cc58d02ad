import { placeAt, type DeclaredPlaces } from './declared-places.ts';
import { insteadOfMissing } from './forbidden.ts';
import type { Problem, SourceLocation } from './protocol.ts';
import type { RealmFailure } from './realm-failure.ts';
import type { SourceMap } from './source-map.ts';

/** What a worker knows of where things stand in the user's files. */
interface KnownPlaces {
  readonly map: SourceMap;
  /** Handlers by `node/handler`, properties by `/property`. */
  readonly places: ReadonlyMap<string, SourceLocation>;
  readonly declared: DeclaredPlaces;
  readonly file: string;
}

/** A failure as the user reads it: at the line that threw, or else of the handler, the property or the part of the scenario that it is about. */
export function problemOf({ message, cure, subject, exported, stack }: RealmFailure, known: KnownPlaces): Problem {
  const { node, handler, property, path } = subject;
  const instead = insteadOfMissing(message) ?? cure;
  const location = known.map.ofStack(stack) ??
    (node !== undefined && handler !== undefined ? known.places.get(`${node}/${handler}`) : undefined) ??
    (property === undefined ? undefined : known.places.get(`/${property}`)) ??
    placeAt(known.declared, exported ?? 'default', path ?? (node === undefined ? [] : ['nodes', node])) ?? {
      file: known.file,
      line: 1,
      column: 1,
    };
  return { message: message.endsWith('.') ? message : `${message}.`, ...(instead ? { cure: instead } : {}), location };
}
