import { Session } from 'node:inspector';
import type { SourceLocation } from './protocol.ts';
import { SCENARIO_SCRIPT } from './bundle-names.ts';
import type { SourceMap } from './source-map.ts';

/**
 * Where functions stand in the user's files. The language does not tell; the engine's inspector
 * does, wherever the function came from: a literal, a factory, another file.
 */
export function locateFunctions(functions: readonly unknown[], map: SourceMap): (SourceLocation | undefined)[] {
  const session = new Session();
  const shelf = globalThis as { __backstepFunctions?: readonly unknown[] };
  const scripts = new Map<string, string>();
  try {
    session.connect();
    session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
    // Commands to one's own thread are answered before `post` returns.
    session.post('Debugger.enable');
    shelf.__backstepFunctions = functions;
    return functions.map((_, index) => {
      const place = placeOf(session, `globalThis.__backstepFunctions[${index}]`);
      if (!place || scripts.get(place.scriptId) !== SCENARIO_SCRIPT) return undefined;
      return map.original(place.lineNumber + 1, place.columnNumber ?? 0);
    });
  } catch {
    // Without an inspector everything works but jumping to a handler's line.
    return functions.map(() => undefined);
  } finally {
    delete shelf.__backstepFunctions;
    session.disconnect();
  }
}

interface Place {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

function placeOf(session: Session, expression: string): Place | undefined {
  let place: Place | undefined;
  session.post('Runtime.evaluate', { expression }, (_error, evaluated) => {
    const { objectId } = evaluated?.result ?? {};
    if (!objectId) return;
    session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_failed, properties) => {
      const location = properties?.internalProperties?.find(({ name }) => name === '[[FunctionLocation]]');
      place = location?.value?.value as Place | undefined;
    });
  });
  return place;
}
