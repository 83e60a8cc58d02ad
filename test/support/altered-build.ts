import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './runner.ts';

/** What a test puts into the scripts of a build, so that the simulator does what it never should. */
export interface Alterations {
  /** Runs in the sandbox after the simulator was loaded; `driver` is what the worker asks, `bufferAt` what a call has left. */
  readonly realm?: string;
  /** Runs in each worker before anything else. */
  readonly worker?: string;
}

/** Copies the build's command line and workers into a folder, altered. */
export function alteredBuild(folder: string, { realm = '', worker = '' }: Alterations): string {
  const built = join(PROJECT, 'dist');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(built).filter((file) => /\.(js|txt)$/.test(file))) cpSync(join(built, name), join(folder, name));
  const scripts = {
    'realm.js': `${readFileSync(join(built, 'realm.js'), 'utf8')}\n;(({ driver, bufferAt }) => {${realm}})(__backstepRealm);`,
    'worker.js': `${worker}\n${readFileSync(join(built, 'worker.js'), 'utf8')}`,
  };
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  // The build finds the compiler as the project does.
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
