import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
const PACKAGE = join(PROJECT, `backstep-${version}.vsix`);

/** All that ships besides the compiler. */
const SHIPS = [
  'LICENSE.txt',
  'changelog.md',
  'package.json',
  'package.nls.json',
  'l10n/bundle.l10n.json',
  'readme.md',
  'dist/THIRD-PARTY-LICENSES.txt',
  'dist/backstep.d.ts',
  'dist/extension.cjs',
  'dist/prelude.js',
  'dist/realm.js',
  'dist/version.txt',
  'dist/debugged.js',
  'dist/host.js',
  'dist/worker.js',
  'dist/webview/mermaid.js',
  'dist/webview/panel.css',
  'dist/webview/panel.js',
  'dist/webview/saved.css',
  'dist/webview/saved.js',
  'media/icon.png',
  'media/starter.ts',
];

describe('the package', () => {
  const zip = readFileSync(PACKAGE);
  const files = [...entriesOfZip(zip).keys()]
    .filter((name) => name.startsWith('extension/'))
    .map((name) => name.slice('extension/'.length));

  it('holds what ships and nothing else', () => {
    const rest = files.filter((name) => !/^dist\/(?:compiler|examples)\//.test(name));
    assert.deepEqual(rest.sort(), [...SHIPS].sort());
    assert.ok(
      files.includes('dist/compiler/esbuild.wasm') && files.includes('dist/compiler/LICENSE.md'),
      'the compiler ships with its licence',
    );
  });

  it('holds no native program, so that one package serves every platform', () => {
    assert.deepEqual(
      files.filter((name) => /\.(node|exe|dll|so|dylib)$/.test(name)),
      [],
    );
  });

  it('is about 4 MB, nearly all of it the compiler', () => {
    const megabytes = statSync(PACKAGE).size / 1024 / 1024;
    assert.ok(megabytes > 3 && megabytes < 5, `it is ${megabytes.toFixed(2)} MB`);
  });

  it('is made without a warning, and has a licence, an icon and a README', () => {
    const { license, icon } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { license: string; icon: string };
    assert.equal(license, 'MIT');
    assert.ok(files.includes(icon));
    // vsce looks at the manifest and the files again, and says what is wrong with them.
    const listed = execFileSync(process.execPath, ['node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies'], {
      cwd: PROJECT,
      encoding: 'utf8',
    });
    assert.ok(!/warning/i.test(listed), listed);
  });

  it('has a README without pictures and links that lead nowhere from the page of an extension', () => {
    const readme = textInZip(zip, 'extension/readme.md');
    assert.match(readme, /^# Backstep/);
    assert.deepEqual(
      [...readme.matchAll(/\]\(([^)]*)\)/g)].map((match) => match[1]!).filter((target) => !/^(https:|#)/.test(target)),
      [],
    );
  });
});

/** The files in a zip archive, each with where it begins, from the central directory (APPNOTE 4.3.12). */
function entriesOfZip(zip: Buffer): Map<string, number> {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  const entries = new Map<string, number>();
  for (let at = zip.readUInt32LE(end + 16); zip.readUInt32LE(at) === 0x02014b50;) {
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    entries.set(zip.toString('utf8', at + 46, at + 46 + name), at);
    at += 46 + name + extra + comment;
  }
  return entries;
}

function textInZip(zip: Buffer, name: string): string {
  const entry = entriesOfZip(zip).get(name) ?? assert.fail(`${name} is not in the package`);
  const [method, size, header] = [zip.readUInt16LE(entry + 10), zip.readUInt32LE(entry + 20), zip.readUInt32LE(entry + 42)];
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const data = zip.subarray(start, start + size);
  return (method === 0 ? data : inflateRawSync(data)).toString('utf8');
}
