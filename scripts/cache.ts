/**
 * Where the tests keep whole programs that npm has and the project should not hold: they are large, the
 * same for every checkout, and outlive `npm ci`.
 *
 * An installation is made beside its place and moved there when it is whole. So whoever finds one finds
 * all of it, two installations at the same time do not disturb each other, and one that was cut short is
 * swept up by the next.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Written last into an installation; its content is what the installation has to say about itself. */
const MARKER = 'complete';

export interface Installation {
  readonly folder: string;
  /** What its maker noted, such as what this machine could not build. */
  readonly note: string;
}

function placeOf(name: string): string {
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(caches, 'backstep', name);
}

/** A whole installation, or undefined where there is none or only a part of one. */
export async function findInstallation(name: string): Promise<Installation | undefined> {
  const folder = placeOf(name);
  return existsSync(join(folder, MARKER)) ? { folder, note: await readFile(join(folder, MARKER), 'utf8') } : undefined;
}

/** The installation of this name, made first if need be; `make` fills an empty folder and returns its note. */
export async function installOnce(name: string, make: (folder: string) => Promise<string>): Promise<Installation> {
  const found = await findInstallation(name);
  if (found !== undefined) return found;
  const target = placeOf(name);
  await mkdir(dirname(target), { recursive: true });
  await removeAbandoned(target);
  // The process id makes the name unique among the living, and lets a later installation see that this one was cut short.
  const partial = `${target}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  try {
    const note = await make(partial);
    await writeFile(join(partial, MARKER), note);
    await moveIntoPlace(partial, target);
    return { folder: target, note };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** npm tells its children which package it works on; an npm started for another folder must not hear that. */
export function npmEnvironment(): NodeJS.ProcessEnv {
  const inherited = (name: string): boolean =>
    /^npm_(package|lifecycle)_/.test(name) || ['npm_config_local_prefix', 'INIT_CWD'].includes(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited(name)));
}

/** How packages are put into a cache: their install scripts stay off, because nothing here needs what they do. */
export const NPM_INSTALL = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'] as const;

/** A rename is all or nothing, so whoever sees the marker sees a whole installation. */
async function moveIntoPlace(partial: string, target: string): Promise<void> {
  const moved = await rename(partial, target).then(
    () => true,
    () => false,
  );
  if (moved || existsSync(join(target, MARKER))) return; // Where another installation was faster, its result is as good.
  await rm(target, { recursive: true, force: true });
  await rename(partial, target);
}

/**
 * Removes what installations that were killed left behind. As well as it goes: an npm that outlived
 * its parent may still be writing there, or another installation may be removing it too.
 */
async function removeAbandoned(target: string): Promise<void> {
  const prefix = `${basename(target)}.partial-`;
  for (const name of await readdir(dirname(target))) {
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length)))) {
      await rm(join(dirname(target), name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
