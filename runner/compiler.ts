import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as Esbuild from 'esbuild-wasm';

/**
 * The compiler for users' files: esbuild as WebAssembly, because one build of it runs on every
 * platform that VS Code runs on. Measured on two cores: 0.75 s for the first file and 0.16 s for
 * each further one, where the native program needs 33 and 6 ms; but that program is 10 MB for each
 * of a dozen platforms, and the WebAssembly is 3.8 MB packed for all.
 */
export function loadCompiler(): typeof Esbuild {
  const here = dirname(fileURLToPath(import.meta.url));
  const require = createRequire(import.meta.url);
  // The packaged extension has no node_modules; the build puts the compiler beside this file.
  const shipped = join(here, 'compiler', 'lib', 'main.js');
  const main = existsSync(shipped) ? shipped : 'esbuild-wasm';
  // It starts itself as a child process. Inside VS Code that program is Electron, told to be Node.js.
  process.env.ELECTRON_RUN_AS_NODE ??= '1';
  return require(main) as typeof Esbuild;
}
