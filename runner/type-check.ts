import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isPackage } from './packages.ts';
import type { Problem } from './protocol.ts';
import { ancestorsOf } from './reach.ts';

/** What the TypeScript that a file's author has says of it. */
export interface TypeCheck {
  readonly version: string;
  readonly problems: readonly Problem[];
}

/** Longer no scenario is checked; a program of many files takes some seconds. */
const MOST_MILLISECONDS = 120_000;

/** Without settings of its own a file is checked as strictly as it can be. */
const USUAL = {
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2022'],
  types: [],
  strict: true,
  allowImportingTsExtensions: true,
};

/**
 * Checks the types of a file by the nearest TypeScript and its nearest `tsconfig.json`, in a process of its own:
 * its command line is the same in all its versions. Undefined where there is no TypeScript.
 */
export async function checkTypes(path: string): Promise<TypeCheck | undefined> {
  const file = resolve(path);
  const compiler = nearestAbove(file, 'node_modules/typescript/bin/tsc');
  if (compiler === undefined) return undefined;
  const { version } = JSON.parse(readFileSync(join(dirname(compiler), '../package.json'), 'utf8')) as { version: string };
  const config = nearestAbove(file, 'tsconfig.json');
  const folder = await mkdtemp(join(tmpdir(), 'backstep-types-'));
  try {
    const project = join(folder, 'tsconfig.json');
    // Named on the command line the file would be checked without its settings.
    const settings = {
      ...(config === undefined ? {} : { extends: config }),
      compilerOptions: {
        ...(config === undefined ? USUAL : {}),
        typeRoots: ancestorsOf(dirname(file)).map((above) => join(above, 'node_modules/@types')),
        noEmit: true,
        composite: false,
        incremental: false,
        skipLibCheck: true,
      },
      files: [file],
      include: [],
    };
    await writeFile(project, JSON.stringify(settings));
    const told = await output(compiler, ['--project', project, '--pretty', 'false'], dirname(file));
    return { version, problems: problemsIn(told, dirname(file)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nearestAbove(file: string, name: string): string | undefined {
  return ancestorsOf(dirname(file))
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** What a program prints, whatever it exits with: it tells of problems by that too. */
function output(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd, timeout: MOST_MILLISECONDS, maxBuffer: 64 * 2 ** 20, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
      (error, stdout, stderr) => {
        if (error?.killed) reject(new Error(`TypeScript did not end within ${MOST_MILLISECONDS / 1_000} s`));
        else resolve(stdout === '' ? stderr : stdout);
      },
    );
  });
}

/** `file.ts(3,5): error TS2322: …`, with lines that are indented behind it; without a place, what is wrong with the settings. */
const DIAGNOSTIC = /^(?:(.+?)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/;

function problemsIn(told: string, folder: string): Problem[] {
  const problems: Problem[] = [];
  for (const line of told.split(/\r?\n/)) {
    const [, path, row, column, code, message] = DIAGNOSTIC.exec(line) ?? [];
    const last = problems.at(-1);
    if (code === undefined) {
      // What the compiler explains further belongs to the sentence before.
      if (last && line.trim() !== '') problems[problems.length - 1] = { ...last, message: `${last.message} ${line.trim()}` };
      continue;
    }
    const location = path === undefined ? undefined : { file: resolve(folder, path), line: Number(row), column: Number(column) };
    problems.push({ message: `${code}: ${message}`, ...(location ? { location } : {}) });
  }
  return problems.filter(({ location }) => !location || !isPackage(location.file));
}
