import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceText } from './imports.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The source files below some folders of the project, in the order of their paths. */
export function sourcesIn(...folders: readonly string[]): SourceText[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.split(sep).join('/')}`)
      .filter((path) => /\.[mc]?[jt]s$/.test(path))
      .sort()
      .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })),
  );
}
