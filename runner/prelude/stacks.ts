/** The script in which the user's bundle is, as `sandbox.ts` names it. */
const BUNDLE = 'backstep-scenario.js';

/**
 * Lets the stack of an error tell the places of the bundle and nothing else: what called it is the
 * simulator and the host, which differ from version to version and from machine to machine.
 */
export function tellPlacesAlone(): void {
  Object.defineProperty(Error, 'prepareStackTrace', {
    value(error: unknown, frames: readonly NodeJS.CallSite[]) {
      const places = frames
        .filter((frame) => frame.getFileName() === BUNDLE)
        .map((frame) => `\n    at ${BUNDLE}:${frame.getLineNumber()}:${frame.getColumnNumber()}`);
      return `${text(error)}${places.join('')}`;
    },
    configurable: true,
  });
}

/** The line of the bundle that is being evaluated, from 1. */
export function bundleLine(): number | undefined {
  const [, line] = new RegExp(`${BUNDLE}:(\\d+):`).exec(new Error().stack ?? '') ?? [];
  return line === undefined ? undefined : Number(line);
}

function text(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}
