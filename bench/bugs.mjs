// Bundles the search for published bugs as the product is bundled, and runs it: `npm run bench:bugs`.
import { spawnSync } from 'node:child_process';
import { bundle } from './bundle.mjs';

const outfile = await bundle('bench/bugs.ts', 'dist/bench-bugs.mjs');
process.exit(spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1);
