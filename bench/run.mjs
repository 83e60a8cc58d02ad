// Bundles the benchmarks as the product is bundled, and runs them: `npm run bench`.
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
  alias: { backstep: './sim-core/index.ts' },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
});
process.exit(spawnSync(process.execPath, [outfile], { stdio: 'inherit' }).status ?? 1);
