// Bundles the simulator's benchmarks as the product is bundled, and runs them and the diagram's: `npm run bench`.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';

const outfile = 'dist/bench.mjs';
await build({
  entryPoints: ['bench/main.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outfile,
  external: ['esbuild'],
  alias: { backstep: './sim-core/backstep.ts' },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
});
const run = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
const simulator = run(outfile);
const versions = run('bench/against.mjs');
// What the diagram costs, Chromium's own clock tells, so this one needs no bundle.
const diagram = run('--import', 'tsx', 'bench/webview.ts');
process.exit(simulator || versions || diagram);
