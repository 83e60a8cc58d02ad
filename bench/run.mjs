// Bundles the simulator's benchmarks as the product is bundled, and runs them and the diagram's: `npm run bench`.
import { spawnSync } from 'node:child_process';
import { bundle } from './bundle.mjs';

const outfile = await bundle('bench/main.ts', 'dist/bench.mjs');
const run = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
const simulator = run(outfile);
const versions = run('bench/against.mjs');
// What the diagram costs, Chromium's own clock tells, so this one needs no bundle.
const diagram = run('--import', 'tsx', 'bench/webview.ts');
process.exit(simulator || versions || diagram);
