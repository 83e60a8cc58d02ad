import { define } from './date.ts';
import type { Unveiled } from './unveiled.ts';

/** The script in which the user's bundle is, as `sandbox.ts` names it. */
const BUNDLE = 'backstep-scenario.js';
/** The bundle as it would be without its probes, where it has some. */
let unveiled: Unveiled | undefined;

/**
 * Lets the stack of an error tell the places of the bundle and nothing else: what called it is the
 * simulator and the host, which differ from version to version and from machine to machine.
 */
export function tellPlacesAlone(): void {
  Object.defineProperty(Error, 'prepareStackTrace', {
    value(error: unknown, frames: readonly NodeJS.CallSite[]) {
      const places = frames
        .filter((frame) => frame.getFileName() === BUNDLE)
        .map((frame) => `\n    at ${BUNDLE}:${frame.getLineNumber()}:${columnOf(frame)}`);
      return `${text(error)}${places.join('')}`;
    },
    configurable: true,
  });
}

function columnOf(frame: NodeJS.CallSite): number | null {
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
  return unveiled && line !== null && column !== null ? unveiled.column(line, column) : column;
}

/** From now on stacks and the texts of functions are what they would be without probes. */
export function hideProbes(bundle: Unveiled): void {
  unveiled = bundle;
  const textOf = Function.prototype.toString;
  define(Function.prototype, {
    toString(this: unknown): string {
      return this === Function.prototype.toString ? textOf.call(textOf) : bundle.text(textOf.call(this as never));
    },
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
