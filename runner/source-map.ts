import { resolve } from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { SourceLocation } from './protocol.ts';
import { SCENARIO_SCRIPT } from './bundle-names.ts';

/** Leads from places in the bundle back to the user's files. */
export class SourceMap {
  readonly #map: TraceMap;
  readonly #folder: string;

  /** `folder` is where the bundle would stand, to which the map's paths are relative. */
  constructor(map: string, folder: string) {
    this.#map = new TraceMap(map);
    this.#folder = folder;
  }

  /** The place in the user's file of a line (from 1) and column (from 0) of the bundle. */
  original(line: number, column: number): SourceLocation | undefined {
    const found = originalPositionFor(this.#map, { line, column });
    if (found.source === null || found.line === null) return undefined;
    return { file: resolve(this.#folder, found.source), line: found.line, column: found.column + 1 };
  }

  /** The frames of a stack that stand in the user's files, the topmost first. */
  framesOf(stack: string | undefined): readonly SourceLocation[] {
    return [...(stack ?? '').matchAll(FRAME)].flatMap(([, line, column]) => {
      const location = this.original(Number(line), Number(column) - 1);
      // A frame in the virtual 'backstep' module is not the user's.
      if (!location || location.file.includes('backstep:')) return [];
      return [location];
    });
  }

  /** The topmost frame of a stack that stands in the user's files. */
  ofStack(stack: string | undefined): SourceLocation | undefined {
    return this.framesOf(stack)[0];
  }
}

/** A line such as `at backstep-scenario.js:12:5`: the sandbox leaves out names, which differ by engine. */
const FRAME = new RegExp(`^\\s*at ${SCENARIO_SCRIPT.replaceAll('.', '\\.')}:(\\d+):(\\d+)$`, 'gm');
