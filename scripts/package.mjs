// Packs the extension into backstep-VERSION.vsix. Expects dist/, which `npm run package` builds first.
// vsce's own output is kept quiet when all is well; a warning is treated as what it is, a fault.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const file = `${name}-${version}.vsix`;
// Everything is bundled, so no dependency is packed; links in README.md point into the package.
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file],
  { encoding: 'utf8' },
);
const output = `${stdout}${stderr}`;
process.stdout.write(output);
if (status !== 0) process.exit(status ?? 1);
if (/warning/i.test(output)) {
  console.error('vsce warned about the package: see above.');
  process.exit(1);
}
