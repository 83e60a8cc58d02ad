// Packs the extension into backstep-VERSION.vsix. Expects dist/, which `npm run package` builds first.
// A warning of vsce is treated as what it is, a fault.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const file = `${name}-${version}.vsix`;
const readme = 'dist/README.md';
writeFileSync(readme, readmeForVSCode(readFileSync('README.md', 'utf8')));
writeFileSync(
  'dist/THIRD-PARTY-LICENSES.txt',
  licensesOfBundled([
    'extension.cjs',
    'host.js',
    'worker.js',
    'debugged.js',
    'realm.js',
    'webview/panel.js',
    'webview/mermaid.packages.txt',
  ]),
);
// Everything is bundled, so no dependency is packed.
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--allow-missing-repository', '--readme-path', readme, '--out', file],
  { encoding: 'utf8' },
);
rmSync(readme);
const output = `${stdout}${stderr}`;
process.stdout.write(output);
if (status !== 0) process.exit(status ?? 1);
if (/warning/i.test(output)) {
  console.error('vsce warned about the package: see above.');
  process.exit(1);
}

/** The licences of the packages whose code is in these bundles, as esbuild's comments in them tell. */
function licensesOfBundled(bundles) {
  const sources = bundles.map((bundle) => readFileSync(`dist/${bundle}`, 'utf8')).join('\n');
  const packages = new Set([...sources.matchAll(/^ *\/\/ (?:.*\/)?(node_modules\/(?:@[^/]+\/)?[^/]+)\//gm)].map((match) => match[1] ?? ''));
  const texts = [...packages]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      const license = readdirSync(folder).find((entry) => /^licen[sc]e/i.test(entry));
      // Some keep their licence at the end of their README.
      const text = license
        ? readFileSync(`${folder}/${license}`, 'utf8')
        : /^#* *LICENSE\b.*$[\s\S]*/im.exec(readFileSync(`${folder}/README.md`, 'utf8'))?.[0];
      if (!text) throw new Error(`${name} says nowhere under which licence it is: look for it, and tell scripts/package.mjs where it is.`);
      return `${name} ${version}\n\n${text.trim()}\n`;
    });
  return `Backstep contains code of these packages.\n\n${texts.join('\n\n')}`;
}

/**
 * VS Code shows the README on the extension's page, where pictures and links that are relative lead
 * nowhere: the pictures are left out, and of such links the text stays.
 */
function readmeForVSCode(text) {
  return text.replace(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n?/gm, '').replace(/\[([^\]]*)\]\((?!https?:|#)[^)]*\)/g, '$1');
}
