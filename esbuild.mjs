import { build, context } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rollUpTypes } from './scripts/roll-up-types.mjs';
import { sequenceOnly } from './scripts/sequence-only.mjs';

// Builds everything that ships into dist/. With --watch it stays and builds again on every change.
const watch = process.argv.includes('--watch');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

// esbuild's own JavaScript cannot be bundled; it is copied beside what loads it.
const common = {
  bundle: true,
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'info',
  legalComments: 'none',
  // What a queue needs is installed by those who use one.
  external: ['esbuild', 'vscode', 'bullmq', 'ioredis'],
};
const forNode = { ...common, platform: 'node', format: 'esm', target: 'node20', banner: { js: REQUIRE() } };

const bundles = [
  // The simulator as users import it.
  {
    ...common,
    entryPoints: { 'sim-core': 'sim-core/backstep.ts' },
    platform: 'neutral',
    mainFields: ['module', 'main'],
    format: 'esm',
    target: 'es2022',
  },
  // The simulator as the sandbox loads it: one script that leaves one name.
  {
    ...common,
    entryPoints: { realm: 'runner/realm.ts' },
    platform: 'neutral',
    mainFields: ['module', 'main'],
    format: 'iife',
    globalName: '__backstepRealm',
    target: 'es2022',
    sourcemap: false,
  },
  // What replaces the world in the sandbox, likewise.
  {
    ...common,
    entryPoints: { prelude: 'runner/prelude/index.ts' },
    platform: 'neutral',
    format: 'iife',
    globalName: '__backstepPrelude',
    target: 'es2022',
    sourcemap: false,
  },
  {
    ...forNode,
    entryPoints: {
      host: 'runner/host.ts',
      worker: 'runner/worker.ts',
      runner: 'runner/runner.ts',
      backstep: 'runner/main.ts',
    },
  },
  // A debugger that is attached to it looks for its map, which does not ship.
  { ...forNode, entryPoints: { debugged: 'runner/debugged.ts' }, sourcemap: false },
  {
    ...common,
    entryPoints: { extension: 'extension/extension.ts' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': '__backstepUrl' },
    banner: { js: "const __backstepUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
  { ...common, entryPoints: { 'webview/panel': 'webview/main.ts' }, platform: 'browser', format: 'iife', target: 'es2022' },
  // What draws Mermaid's diagrams, which the panel loads when somebody asks for one.
  {
    ...common,
    entryPoints: { 'webview/mermaid': 'webview/mermaid.ts' },
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    sourcemap: false,
    metafile: true,
    plugins: [sequenceOnly],
  },
  // The same for pages that stand alone: the whole of it goes into each of them.
  {
    ...common,
    entryPoints: { 'webview/saved': 'webview/saved.ts' },
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    sourcemap: false,
  },
];

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/compiler', { recursive: true });
for (const part of ['bin', 'lib/main.js', 'esbuild.wasm', 'wasm_exec.js', 'wasm_exec_node.js', 'LICENSE.md', 'package.json']) {
  cpSync(`node_modules/esbuild-wasm/${part}`, `dist/compiler/${part}`, { recursive: true });
}
startByItself('dist/compiler/lib/main.js');
// The command line and VS Code copy pairs of examples from here.
cpSync('examples', 'dist/examples', { recursive: true });
// Its own folder says that dist/*.js are modules, wherever the package.json above it goes.
writeFileSync('dist/version.txt', `${version}\n`);

for (const options of bundles.map((bundle) => ({ ...bundle, outdir: 'dist' }))) {
  if (watch) await (await context(options)).watch();
  else tellPackages(options, await build(options));
}
if (!watch) {
  chmodSync('dist/backstep.js', 0o755);
  // The types of what users import, as they are in the source.
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'sim-core/tsconfig.types.json'], { stdio: 'inherit' });
  rollUpTypes('dist/types', 'dist/backstep.d.ts');
}

/** Of a bundle without comments, what is in it, as comments of esbuild tell it: whoever packs it passes on the licences. */
function tellPackages({ outdir, entryPoints }, { metafile }) {
  if (!metafile) return;
  const [output] = Object.values(metafile.outputs);
  const files = Object.keys(output.inputs).filter((file) => output.inputs[file].bytesInOutput > 0);
  writeFileSync(`${outdir}/${Object.keys(entryPoints)[0]}.packages.txt`, files.map((file) => `// ${file}\n`).join(''));
}

/** Modules have no `require`; CommonJS packages that are bundled into them ask for it. */
function REQUIRE() {
  return "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";
}

/**
 * esbuild-wasm starts `node` from the PATH, which a machine with only VS Code does not have. It is
 * made to start the program that runs it instead.
 */
function startByItself(file) {
  const source = readFileSync(file, 'utf8');
  const call = 'return ["node", [path2.join(__dirname, "..", "bin", "esbuild")]];';
  if (!source.includes(call))
    throw new Error(`${file} starts its program in another way than this build expects. Look at esbuildCommandAndArgs.`);
  // Inside VS Code that program is Electron, told to be Node.js; told here alone, because what this
  // process tells itself, the programs of other extensions would hear too.
  const options = 'windowsHide: true,';
  if (!source.includes(options))
    throw new Error(`${file} starts its program with other options than this build expects. Look at child_process.spawn.`);
  writeFileSync(
    file,
    source
      .replace(call, call.replace('"node"', 'process.execPath'))
      .replaceAll(options, `${options} env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },`),
  );
}
