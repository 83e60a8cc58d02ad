import { Session } from 'node:inspector';
import type { SourceLocation } from './protocol.ts';
import type { SourceMap } from './source-map.ts';

/**
 * Where functions stand in the user's files. The language does not tell; the engine's inspector
 * does, wherever the function came from: a literal, a factory, another file. Behind the functions comes the one
 * that the whole bundle is in, whose script is compared: to be told the names of scripts the debugger would
 * have to be turned on, which takes as long as making the sandbox.
 */
export function locateFunctions(count: number, functionAt: (index: number) => unknown, map: SourceMap): (LocatedFunction | undefined)[] {
  const session = new Session();
  const shelf = globalThis as { __backstepFunctions?: readonly unknown[] };
  try {
    session.connect();
    shelf.__backstepFunctions = Array.from({ length: count + 1 }, (_, index) => functionAt(index));
    const placeAt = (index: number): Place | undefined => placeOf(session, `globalThis.__backstepFunctions[${index}]`);
    const script = placeAt(count)?.scriptId;
    return Array.from({ length: count }, (_, index) => {
      const place = placeAt(index);
      if (!place || place.scriptId !== script) return undefined;
      const { scriptId, lineNumber, columnNumber = 0 } = place;
      return { begins: `${scriptId}:${lineNumber}:${columnNumber}`, location: map.original(lineNumber + 1, columnNumber) };
    });
  } catch {
    // Without an inspector everything works but jumping to a handler's line.
    return Array.from({ length: count }, () => undefined);
  } finally {
    delete shelf.__backstepFunctions;
    session.disconnect();
  }
}

export interface LocatedFunction {
  /** Where it begins as the engine tells it in profiles: `scriptId:line:column`, counted from 0. */
  readonly begins: string;
  readonly location: SourceLocation | undefined;
}

interface Place {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

function placeOf(session: Session, expression: string): Place | undefined {
  const objectId = evaluateFor(session, expression);
  let place: Place | undefined;
  if (objectId === undefined) return undefined;
  session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_failed, properties) => {
    const location = properties?.internalProperties?.find(({ name }) => name === '[[FunctionLocation]]');
    place = location?.value?.value as Place | undefined;
  });
  return place;
}

/** What the inspector calls the object that an expression of this thread stands for. */
export function evaluateFor(session: Session, expression: string): string | undefined {
  let found: string | undefined;
  // Commands to one's own thread are answered before `post` returns.
  session.post('Runtime.evaluate', { expression }, (_error, evaluated) => (found = evaluated?.result.objectId));
  return found;
}

/** Where the handlers of each node stand, by what they handle. */
export function handlersOf(
  nodes: readonly string[],
  located: readonly { readonly owner: string; readonly name: string; readonly location: SourceLocation | undefined }[],
): Readonly<Record<string, Readonly<Record<string, SourceLocation>>>> {
  const of = (node: string): Record<string, SourceLocation> =>
    Object.fromEntries(located.flatMap(({ owner, name, location }) => (owner === node && location ? [[name, location]] : [])));
  return Object.fromEntries(nodes.map((node) => [node, of(node)]));
}
