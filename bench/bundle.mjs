import { build } from 'esbuild';

/** Bundles a benchmark as the product is bundled; resolves to the path of the bundle. */
export async function bundle(entry, outfile) {
  await build({
    entryPoints: [entry],
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
  return outfile;
}
