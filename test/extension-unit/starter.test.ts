import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { createRunner } from '../../runner/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const STARTER = join(PROJECT, 'media', 'starter.ts');
const TYPES = join(PROJECT, 'dist', 'backstep.d.ts');

/** What the strict compiler says of files that see nothing of the project. */
function complaints(files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    lib: ['lib.es2022.d.ts'],
    allowImportingTsExtensions: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('the scenario to start from', () => {
  it('type-checks with the types that are written beside it, and with nothing else', () => {
    const folder = makeScratchFolder();
    try {
      copyFileSync(STARTER, join(folder, 'counter.ts'));
      copyFileSync(TYPES, join(folder, 'backstep.d.ts'));
      assert.deepEqual(complaints([join(folder, 'counter.ts'), join(folder, 'backstep.d.ts')]), []);
    } finally {
      removeScratchFolder(folder);
    }
  });

  it('is broken by some seeds and not by others, and is no vacuous success', async () => {
    const report = await createRunner({ folder: join(PROJECT, 'dist') }).sweep(STARTER, { from: 0, to: 199 }, { workers: 1 });
    const failing = new Set(report.failures.map(({ seed }) => seed)).size;
    assert.ok(failing > 0 && failing < 100, `${failing} of 200 seeds fail`);
    assert.equal(report.properties.find(({ name }) => name === 'somethingIsAnswered')?.verdict, 'held');
  });
});

describe('the documents', () => {
  it('have a first simulation that type-checks, and is the file to start from', () => {
    const [, code] = /```ts\n(import [^]*?)```/.exec(readFileSync(join(PROJECT, 'README.md'), 'utf8'))!;
    const folder = makeScratchFolder();
    try {
      writeFileSync(join(folder, 'counter.ts'), code!);
      copyFileSync(TYPES, join(folder, 'backstep.d.ts'));
      assert.deepEqual(complaints([join(folder, 'counter.ts'), join(folder, 'backstep.d.ts')]), []);
    } finally {
      removeScratchFolder(folder);
    }
    const bare = (text: string): string => text.replace(/\s+/g, '').replaceAll(',}', '}');
    assert.equal(bare(code!), bare(readFileSync(STARTER, 'utf8')));
  });

  it('never give the nodes the name that a property takes apart, which the compiler refuses (TS7022)', () => {
    const files = ['sim-core', 'examples', 'media', 'test/vscode/scenarios'].flatMap((area) =>
      readdirSync(join(PROJECT, area), { recursive: true, encoding: 'utf8' }).map((name) => join(PROJECT, area, name)),
    );
    const documents = [...files.filter((file) => file.endsWith('.ts')), join(PROJECT, 'README.md')];
    assert.deepEqual(
      documents.filter((file) => readFileSync(file, 'utf8').includes('World<typeof nodes>')),
      [],
    );
  });
});

describe('the types in one file', () => {
  it('check the examples as the package does', () => {
    const examples = ['leases/zombie.ts', 'leases/fenced.ts', 'raft/raft.ts'].map((file) => join(PROJECT, 'examples', file));
    assert.deepEqual(complaints([...examples, TYPES]), []);
  });
});
