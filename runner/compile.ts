import { countWhile } from '../sim-core/base/count-while.ts';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { BuildResult, Message, Metafile, Plugin } from 'esbuild-wasm';
import * as authoringNames from '../sim-core/index.ts';
import { AUTHORING_NAME, EXPORTS_NAME } from './bundle-names.ts';
import { loadCompiler } from './compiler.ts';
import { forbiddenModule } from './forbidden.ts';
import { instrument, type Instrumented, type Locate } from './instrument.ts';
import { findModuleState } from './module-state.ts';
import { isPackage } from './packages.ts';
import type { Problem } from './protocol.ts';
import { Reach } from './reach.ts';
import { RunnerProblems } from './runner-api.ts';

/** A user's file and all that it imports, as one script. */
export interface ScenarioBundle {
  readonly file: string;
  /** Over the compiled code and the text of every file that went into it. */
  readonly sourceHash: string;
  readonly code: string;
  readonly map: string;
}

/** The same as a script for the sandbox. */
export interface CompiledScenario extends Instrumented {
  readonly file: string;
  readonly sourceHash: string;
}

const SOURCES = /\.[cm]?[jt]sx?$/;

/** Bundles a scenario and instruments it. @throws RunnerProblems as `bundleScenario` does. */
export async function compileScenario(path: string): Promise<CompiledScenario> {
  return instrumented(await bundleScenario(path));
}

/** A bundle as the sandbox runs it; with probes it also tells on which line it is. */
export function instrumented(bundle: ScenarioBundle, { probes = false } = {}): CompiledScenario {
  const { file, sourceHash, code, map } = bundle;
  return { file, sourceHash, ...instrument(code, map, { locate: locator(code, map, dirname(file)), probes }) };
}

/**
 * Bundles a scenario.
 * @throws RunnerProblems for a file that is not there, does not compile, or reaches the real world.
 */
export async function bundleScenario(path: string): Promise<ScenarioBundle> {
  const file = resolve(path);
  if (!existsSync(file)) throw new RunnerProblems([{ message: `There is no file ${path}.`, cure: 'Check the path.' }]);
  if (!statSync(file).isFile() || !SOURCES.test(extname(file))) {
    throw new RunnerProblems([
      { message: `${path} is not a TypeScript or JavaScript file.`, cure: 'Name a file that exports a scenario.' },
    ]);
  }
  const esbuild = loadCompiler();
  const refusals: Problem[] = [];
  let result: BuildResult<{ write: false; metafile: true }>;
  try {
    result = await esbuild.build({
      entryPoints: [file],
      absWorkingDir: dirname(file),
      outfile: resolve(dirname(file), 'backstep-bundle.js'),
      bundle: true,
      write: false,
      metafile: true,
      format: 'iife',
      globalName: EXPORTS_NAME,
      platform: 'neutral',
      // What packages give to browsers needs no modules of Node.js, which a simulated node does not have.
      mainFields: ['browser', 'module', 'main'],
      conditions: ['browser', 'import', 'default'],
      // Decorators are lowered here; `esnext` would pass them through to engines that cannot parse them.
      target: 'es2022',
      // Engines differ in the last digit of `**`, so it becomes a call that the sandbox answers.
      supported: { 'exponent-operator': false },
      // Packages ask for it and would otherwise find that there is no `process`.
      define: { 'process.env.NODE_ENV': '"production"' },
      sourcemap: 'external',
      sourcesContent: false,
      charset: 'utf8',
      logLevel: 'silent',
      plugins: [authoring(), worldIsOutOfReach(new Reach(file), refusals)],
    });
  } catch (error) {
    const failed = error as { errors?: readonly Message[] };
    if (!failed.errors) return compilerFailed(error);
    throw new RunnerProblems([
      ...refusals,
      ...failed.errors.filter(({ detail }) => detail !== REFUSED).map((message) => problemOf(message, dirname(file))),
    ]);
  }
  // Without a module there is nothing that it could tell of itself; packages ask first whether there is.
  const metas = result.warnings.filter(({ id, location }) => id === 'empty-import-meta' && location && !isPackage(location.file));
  if (metas.length > 0) {
    throw new RunnerProblems(
      metas.map((warning) => ({
        ...problemOf(warning, dirname(file)),
        message: '`import.meta` tells where a file stands, which differs from machine to machine.',
        cure: 'Make what varies part of the scenario.',
      })),
    );
  }
  const inputs = inputFiles(result.metafile, dirname(file));
  const own = inputs.filter((input) => SOURCES.test(input) && !isPackage(input));
  const shared = (await Promise.all(own.map((input) => findModuleState(esbuild, input))).catch(compilerFailed)).flat();
  if (shared.length > 0) throw new RunnerProblems(shared);
  const output = (suffix: string): string => result.outputFiles.find((candidate) => candidate.path.endsWith(suffix))!.text;
  const code = output('.js');
  const hash = createHash('sha256').update(code);
  for (const input of inputs) hash.update(readFileSync(input));
  return { file, sourceHash: hash.digest('hex').slice(0, 32), code, map: output('.map') };
}

/** The compiler is a process of its own, which somebody may have ended. */
function compilerFailed(error: unknown): never {
  throw new RunnerProblems([
    { message: `The compiler failed: ${error instanceof Error ? error.message : String(error)}.`, cure: 'Run it again.' },
  ]);
}

/** Finds where the places of a bundle were written. */
function locator(code: string, map: string, folder: string): Locate {
  const trace = new TraceMap(map);
  const lines = [0];
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) lines.push(at + 1);
  return (offset) => {
    const at = countWhile(lines.length, (place) => lines[place]! <= offset);
    const { source, line, column, name } = originalPositionFor(trace, { line: at, column: offset - lines[at - 1]! });
    // What has no place in the source is a helper of the compiler, or the module 'backstep'.
    if (source === null || source.startsWith('backstep:')) return { library: true };
    const file = resolve(folder, source);
    return { library: isPackage(file), location: { file, line, column: column + 1 }, ...(name === null ? {} : { name }) };
  };
}

/** Marks errors that this file has put into a sentence of its own already. */
const REFUSED = Symbol('refused');

/** Hands out the sandbox's own copy of sim-core, so that the user's code and the kernel share one realm. */
function authoring(): Plugin {
  return {
    name: 'backstep',
    setup(build) {
      build.onResolve({ filter: /^backstep$/ }, () => ({ path: 'backstep', namespace: 'backstep' }));
      build.onLoad({ filter: /.*/, namespace: 'backstep' }, () => ({
        contents: `export const { ${Object.keys(authoringNames).join(', ')} } = ${AUTHORING_NAME};`,
      }));
    },
  };
}

function worldIsOutOfReach(reach: Reach, refusals: Problem[]): Plugin {
  return {
    name: 'world-is-out-of-reach',
    setup(build) {
      const importers = new Map<string, { importer: string; specifier: string }>();
      const refuse = (refused: Pick<Problem, 'message' | 'cure'>, importer: string, specifier: string) => {
        const location = locationOfImport(importer, specifier);
        refusals.push({ ...refused, ...(location ? { location } : {}) });
        return { errors: [{ text: refused.message, detail: REFUSED }] };
      };
      build.onResolve({ filter: /.*/ }, async ({ path, importer, kind, resolveDir, pluginData, with: attributes }) => {
        if (pluginData === RESOLVING || kind === 'entry-point') return undefined;
        const refused = forbiddenModule(path) ?? forbiddenSource(path, attributes);
        if (refused) return refuse(refused, importer, path);
        const resolved = await build.resolve(path, { importer, kind, resolveDir, pluginData: RESOLVING, with: attributes });
        // Whoever imports a file first is told of it.
        if (resolved.namespace === 'file' && !importers.has(resolved.path)) importers.set(resolved.path, { importer, specifier: path });
        return resolved;
      });
      build.onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => {
        if (path.startsWith('(disabled):') || !existsSync(path)) return undefined;
        const refused = reach.refusal(path);
        // What an import means whose name is computed in part has nobody who imports it by name.
        const { importer, specifier } = importers.get(path) ?? { importer: '', specifier: path };
        if (refused) return refuse(refused, importer, specifier);
        const text = SOURCES.test(path) ? readFileSync(path, 'utf8') : '';
        // Where something stands is said by the file itself: a comment that leads elsewhere is followed by one that leads nowhere.
        if (!text.includes('sourceMappingURL=')) return undefined;
        return { contents: `${text}\n//# sourceMappingURL=about:blank`, loader: 'default', resolveDir: dirname(path) };
      });
    },
  };
}

/** Marks what this file asks the compiler to resolve, which is not to be asked about again. */
const RESOLVING = Symbol('resolving');

/** Why what is imported can be no part of a scenario, as far as the import says. */
function forbiddenSource(path: string, { type = 'json' }: Readonly<Record<string, string>>): Pick<Problem, 'message' | 'cure'> | undefined {
  if (/^[a-z][a-z+.-]+:/i.test(path) && !path.startsWith('backstep:')) {
    return {
      message: `'${shortened(path)}' is an address and no file.`,
      cure: 'Import a file of the workspace by its relative path, or a package by its name.',
    };
  }
  if (type === 'json') return undefined;
  return { message: `'${shortened(path)}' is imported with the type '${type}'.`, cure: 'Import TypeScript, JavaScript or JSON.' };
}

function shortened(path: string): string {
  return path.length > 80 ? `${path.slice(0, 80)}…` : path;
}

/** esbuild tells a plugin who imports, not on which line. */
function locationOfImport(importer: string, specifier: string): Problem['location'] {
  if (!existsSync(importer)) return undefined;
  const lines = readFileSync(importer, 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes(`'${specifier}'`) || text.includes(`"${specifier}"`));
  return line < 0 ? undefined : { file: importer, line: line + 1, column: lines[line]!.indexOf(specifier) + 1 };
}

function problemOf({ text, location, notes }: Message, folder: string): Problem {
  const note = notes
    .map((entry) => entry.text)
    .filter(Boolean)
    .join(' ');
  const driven = text.startsWith('No matching export in "backstep:backstep" for import "drive"');
  return {
    // The module 'backstep' is made up, and its name in the compiler is nobody's business.
    message: (text.endsWith('.') ? text : `${text}.`).replace(
      /^No matching export in "backstep:backstep" for import "(.*)"/,
      "'backstep' exports no '$1'",
    ),
    ...(driven ? { cure: 'Single nodes are driven in tests, which Node.js runs and not Backstep: move it to a file of its own.' } : {}),
    ...(note ? { cure: note } : {}),
    ...(location ? { location: { file: resolve(folder, location.file), line: location.line, column: location.column + 1 } } : {}),
  };
}

/** In order of path, so that the hash does not depend on the order in which files were read. */
function inputFiles({ inputs }: Metafile, folder: string): string[] {
  return Object.keys(inputs)
    .filter((input) => !input.startsWith('backstep:'))
    .map((input) => resolve(folder, input))
    .sort();
}
