import { placeAt } from './declared-places.ts';
import { insteadOfMissing } from './forbidden.ts';
import type { Problem, SourceLocation } from './protocol.ts';
import type { RealmFailure } from './realm-failure.ts';
import type { SourceMap } from './source-map.ts';
import type { WorkerStart } from './worker-messages.ts';

/** Where a file and its functions stand. */
interface Whereabouts {
  readonly map: SourceMap;
  readonly places: ReadonlyMap<string, SourceLocation>;
  readonly start: Pick<WorkerStart, 'declared' | 'file'>;
}

/** What went wrong in the realm, for the author: with the place in the user's files that comes nearest to it. */
export function locatedProblem({ message, cure, subject, exported, stack }: RealmFailure, { map, places, start }: Whereabouts): Problem {
  const instead = insteadOfMissing(message);
  const location = map.ofStack(stack) ??
    (subject.node !== undefined && subject.handler !== undefined ? places.get(`${subject.node}/${subject.handler}`) : undefined) ??
    (subject.property === undefined ? undefined : places.get(`/${subject.property}`)) ??
    placeAt(start.declared, exported ?? 'default', subject.path ?? (subject.node === undefined ? [] : ['nodes', subject.node])) ?? {
      file: start.file,
      line: 1,
      column: 1,
    };
  return { message: message.endsWith('.') ? message : `${message}.`, ...((instead ?? cure) ? { cure: instead ?? cure! } : {}), location };
}
