import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as Esbuild from 'esbuild-wasm';

/**
 * The compiler for users' files: esbuild, as the native program where npm has installed it, and as
 * WebAssembly in the packaged extension, because one build of that runs on every platform that VS
 * Code runs on. Measured on two cores: the native program compiles its first file in 33 ms and
 * further ones in 6; WebAssembly in 750 and 160. But the program is 10 MB for each of a dozen
 * platforms, and the WebAssembly 3.8 MB packed for all.
 */
export function loadCompiler(): typeof Esbuild {
  const require = createRequire(import.meta.url);
  try {
    return require('esbuild') as typeof Esbuild;
  } catch {
    // The packaged extension has no node_modules; the build puts the WebAssembly beside this file.
    return require(join(dirname(fileURLToPath(import.meta.url)), 'compiler', 'lib', 'main.js')) as typeof Esbuild;
  }
}
