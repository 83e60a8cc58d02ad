import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
const PACKAGE = join(PROJECT, `backstep-${version}.vsix`);

/** All that ships besides the compiler and the pictures of the README. */
const SHIPS = [
  'LICENSE.txt', 'changelog.md', 'package.json', 'readme.md',
  'dist/backstep.d.ts', 'dist/extension.cjs', 'dist/prelude.js', 'dist/realm.js', 'dist/version.txt', 'dist/worker.js',
  'dist/webview/panel.css', 'dist/webview/panel.js',
  'media/icon.png', 'media/starter.ts',
];

describe('the package', () => {
  const files = namesInZip(readFileSync(PACKAGE)).filter((name) => name.startsWith('extension/')).map((name) => name.slice('extension/'.length));

  it('holds what ships and nothing else', () => {
    const rest = files.filter((name) => !name.startsWith('dist/compiler/') && !/^media\/screenshots\/[\w-]+\.png$/.test(name));
    assert.deepEqual(rest.sort(), [...SHIPS].sort());
    assert.ok(files.includes('dist/compiler/esbuild.wasm') && files.includes('dist/compiler/LICENSE.md'), 'the compiler ships with its licence');
  });

  it('holds no native program, so that one package serves every platform', () => {
    assert.deepEqual(files.filter((name) => /\.(node|exe|dll|so|dylib)$/.test(name)), []);
  });

  it('is smaller than 15 MB', () => {
    assert.ok(statSync(PACKAGE).size < 15 * 1024 * 1024);
  });

  it('is made without a warning, and has a licence, an icon and a README', () => {
    const { license, icon } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { license: string; icon: string };
    assert.equal(license, 'MIT');
    assert.ok(files.includes(icon));
    // vsce looks at the manifest and the files again, and says what is wrong with them.
    const listed = execFileSync(process.execPath, ['node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies'], { cwd: PROJECT, encoding: 'utf8' });
    assert.ok(!/warning/i.test(listed), listed);
  });

  it('shows every picture that the README names', () => {
    const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8');
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)|<img[^>]*src="([^"]+)"/g)].map((match) => match[1] ?? match[2]!);
    assert.deepEqual(pictures.filter((picture) => !files.includes(picture)), []);
    assert.ok(readdirSync(PROJECT).includes('README.md'));
  });
});

/** The names of the files in a zip archive, from its central directory (APPNOTE 4.3.12). */
function namesInZip(zip: Buffer): string[] {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  const names: string[] = [];
  for (let at = zip.readUInt32LE(end + 16); zip.readUInt32LE(at) === 0x02014b50; ) {
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    names.push(zip.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names;
}
