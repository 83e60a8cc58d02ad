import { readFile } from 'node:fs/promises';
import type { ScenarioDescription, SourceLocation } from '../runner/protocol.ts';
import { isSameText, movedLine } from './moved-line.ts';

/** The user's files of a scenario, as they were when it was compiled, to find in them what has moved since. */
export class RunSources {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  /** Reads the files in which something of a scenario is written, which has just been compiled. */
  static async of({ file, handlers, properties }: ScenarioDescription): Promise<RunSources> {
    const places = [...Object.values(handlers).flatMap((own) => Object.values(own)), ...properties.map(({ location }) => location)];
    const files = [...new Set([file, ...places.flatMap((place) => (place ? [place.file] : []))])];
    const read = await Promise.all(files.map(async (path) => [path, await readFile(path, 'utf8').catch(() => undefined)] as const));
    return new RunSources(new Map(read.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const]))));
  }

  /** Whether a file says something else now than it did; not for one that is none of the scenario's. */
  isEdited(file: string, now: string): boolean {
    const before = this.#texts.get(file);
    return before !== undefined && !isSameText(before, now);
  }

  /** A place of the run in the text as it is now. */
  placeNow({ file, line, column }: SourceLocation, now: string): SourceLocation {
    const before = this.#texts.get(file);
    return { file, line: before === undefined ? line : movedLine(before, now, line), column };
  }
}
