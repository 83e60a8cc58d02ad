import { constants, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { didYouMean } from '../sim-core/base/nearest.ts';
import { UsageError } from './seeds.ts';

/** Two scenarios about one thing: what goes wrong, and the same under the same faults with the cure. */
export interface ExamplePair {
  readonly topic: string;
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  /** The file in which there is a violation to find, below the folder of the examples. */
  readonly breaks: string;
  /** The file that holds. */
  readonly holds: string;
  /** What finds the violation; a sweep, if absent. */
  readonly found?: 'explore';
}

/** Where pairs are copied to, unless somebody says another place. */
export const EXAMPLES_FOLDER = 'backstep-examples';

/** The examples that come with Backstep, in `folder`. */
export class Examples {
  readonly pairs: readonly ExamplePair[];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.pairs = JSON.parse(readFileSync(join(folder, 'catalogue.json'), 'utf8')) as ExamplePair[];
  }

  /** By topic, in the order of the catalogue. */
  get topics(): readonly { readonly topic: string; readonly pairs: readonly ExamplePair[] }[] {
    const topics = [...new Set(this.pairs.map(({ topic }) => topic))];
    return topics.map((topic) => ({ topic, pairs: this.pairs.filter((pair) => pair.topic === topic) }));
  }

  /** @throws UsageError when there is no such pair. */
  pair(name: string): ExamplePair {
    const found = this.pairs.find((pair) => pair.name === name);
    if (found) return found;
    const names = this.pairs.map((pair) => pair.name);
    throw new UsageError(`There is no example '${name}'. ${didYouMean(name, names)}`);
  }

  /**
   * Copies both files of a pair and what they import into a folder, where they stand beside each other as they do here.
   * A file that is there already stays as it is: somebody may have worked on it. Returns the paths of all of them, the
   * one that breaks first.
   */
  copy({ breaks, holds }: ExamplePair, target: string): readonly string[] {
    return this.#withImports([breaks, holds]).map((file) => {
      const path = join(target, file);
      mkdirSync(dirname(path), { recursive: true });
      if (!existsSync(path)) copyFileSync(join(this.#folder, file), path, constants.COPYFILE_EXCL);
      return path;
    });
  }

  #withImports(files: readonly string[]): readonly string[] {
    const all = new Set(files);
    // A set that is gone through sees what is added meanwhile.
    for (const file of all) {
      const source = readFileSync(join(this.#folder, file), 'utf8');
      for (const [, path] of source.matchAll(/ from '(\.[^']+)'/g)) all.add(posix.join(posix.dirname(file), path!));
    }
    return [...all];
  }
}
