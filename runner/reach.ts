import { existsSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, parse, relative, sep } from 'node:path';
import { isPackage } from './packages.ts';

/** The most that one file of a scenario may hold: far more than anybody writes, and little enough to be compiled. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Which files a scenario may be made of: those of its workspace, and of packages. The workspace is the nearest
 * repository around the file; without one, the outermost folder with a package.json; without that, the
 * folder of the file. The folder that Backstep was called in counts too, where the file lies in it.
 */
export class Reach {
  readonly #roots: readonly string[];

  constructor(file: string, calledIn = process.cwd()) {
    const folder = dirname(realpathSync(file));
    const around = ancestorsOf(folder);
    const root =
      around.find((path) => existsSync(`${path}${sep}.git`)) ?? around.filter((path) => existsSync(`${path}${sep}package.json`)).at(-1);
    const called = realpathSync(calledIn);
    this.#roots = [root ?? folder, ...(isOfOneProject(called) && isInside(called, folder) ? [called] : [])];
  }

  /** Why a file cannot be part of the scenario, or undefined when it can. Links are followed first. */
  refusal(path: string): { message: string; cure: string } | undefined {
    const real = realpathSync(path);
    const file = statSync(real);
    if (!file.isFile()) {
      return { message: `${path} is a device, a pipe or the like, of which nobody knows what it holds.`, cure: 'Import a regular file.' };
    }
    if (file.size > MOST_BYTES) {
      return { message: `${path} is ${file.size} bytes long, of at most ${MOST_BYTES}.`, cure: 'Make what it holds in the scenario.' };
    }
    if (isPackage(real) || this.#roots.some((root) => isInside(root, real))) return undefined;
    return {
      message: `${path === real ? real : `${path}, which leads to ${real},`} is outside of the workspace ${this.#roots[0]!}.`,
      cure: 'Keep what a scenario is made of inside its workspace, or make it a package in node_modules.',
    };
  }
}

/** A folder and those around it, the innermost first. */
export function ancestorsOf(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestorsOf(above)];
}

/** Whether a folder, without links in it, may be that of a project: everything of a machine or of a person is none. */
export function isOfOneProject(folder: string): boolean {
  return folder !== parse(folder).root && folder !== homedir();
}

/** Whether a path, without links in it, is a folder or in it. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
