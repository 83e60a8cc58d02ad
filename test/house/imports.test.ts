import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Who may import whom: by folder, the folders and packages that it may know besides itself. */
const ALLOWED: Readonly<Record<string, readonly RegExp[]>> = {
  'sim-core': [/^seedrandom\/lib\/alea\.js$/],
  runner: [/^sim-core\//, /^node:/, /^esbuild(-wasm)?$/, /^acorn$/, /^commander$/, /^cli-progress$/, /^@jridgewell\/trace-mapping$/],
  extension: [/^sim-core\//, /^runner\//, /^node:/, /^vscode$/],
  webview: [/^sim-core\//, /^runner\/protocol\.ts$/, /^extension\/panel-messages\.ts$/],
  examples: [/^backstep$/],
};

/** What may not be known although its folder may: the kernel is none of the diagram's business. */
const FORBIDDEN: Readonly<Record<string, readonly RegExp[]>> = {
  webview: [/^sim-core\/kernel\//, /^runner\/(?!protocol\.ts)/],
  extension: [/^sim-core\/kernel\//, /^webview\//],
};

/** Exceptions, each with a reason. It is best empty. */
const DEBT: Readonly<Record<string, string>> = {};

interface Import {
  readonly file: string;
  /** A path from the root for a file of this project, a bare name for a package. */
  readonly target: string;
}

function importsOf(folder: string): Import[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((file) => /\.m?ts$/.test(file));
  return files.flatMap((relative) => {
    const file = `${folder}/${relative.split(sep).join('/')}`;
    const source = readFileSync(join(ROOT, file), 'utf8');
    const specifiers = [...source.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\n[^'"]*?)?\bfrom\s+['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g)];
    return specifiers.map((match) => {
      const specifier = match[1] ?? match[2] ?? match[3]!;
      const target = specifier.startsWith('.') ? normalize(join(dirname(file), specifier)).split(sep).join('/') : specifier;
      return { file, target };
    });
  });
}

describe('the house', () => {
  for (const folder of Object.keys(ALLOWED)) {
    it(`lets ${folder} know only what it may`, () => {
      const imports = importsOf(folder);
      assert.ok(imports.length > 0, `${folder} imports nothing, which means that this test sees nothing`);
      const wrong = imports
        .filter(({ target }) => !target.startsWith(`${folder}/`))
        .filter(({ target }) => !ALLOWED[folder]!.some((allowed) => allowed.test(target)) || FORBIDDEN[folder]?.some((forbidden) => forbidden.test(target)))
        .map(({ file, target }) => `${file} imports ${target}`)
        .filter((line) => !(line in DEBT));
      assert.deepEqual(wrong, []);
    });
  }

  it('has no real clock and no unseeded randomness in sim-core', () => {
    const files = readdirSync(join(ROOT, 'sim-core'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    assert.ok(files.length > 20);
    const wrong = files.filter((file) => {
      const code = readFileSync(join(ROOT, 'sim-core', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').replace(/'[^'\n]*'|`[^`]*`/g, '');
      return /\bMath\.random\b|\bDate\b|\bperformance\b|\bsetTimeout\b|\bprocess\.(?:env|hrtime|nextTick)\b|\bMath\.(?:log|exp|pow|sin|cos|tan)\b/.test(code);
    });
    assert.deepEqual(wrong, []);
  });
});
