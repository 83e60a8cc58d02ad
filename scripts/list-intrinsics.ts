/**
 * Writes down what the language's own objects have on the engine that runs this, as a list that the
 * sandbox keeps every newer engine to: `npx tsx scripts/list-intrinsics.ts`, on the oldest Node.js
 * that is supported.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { buildSync } from 'esbuild';

const OLDEST = 20;
const PROJECT = fileURLToPath(new URL('../', import.meta.url));

if (Number.parseInt(process.versions.node, 10) !== OLDEST) {
  console.error(`This is Node.js ${process.versions.node}: the list is made on ${OLDEST}, the oldest that is supported.`);
  process.exit(2);
}

const { outputFiles } = buildSync({
  stdin: {
    contents: `import { walkIntrinsics, sortedKeys, keyText, PLAIN_FUNCTION, neverSeen } from './intrinsics.ts';
      const list = {};
      walkIntrinsics(globalThis, ({ path, object }) => {
        const keys = sortedKeys(object).filter((key) => !neverSeen(path, keyText(key)));
        const texts = keys.map(keyText);
        if (typeof object !== 'function' || texts.join() !== PLAIN_FUNCTION.join()) list[path] = texts;
        return keys;
      });
      globalThis.made = JSON.stringify(list);`,
    resolveDir: join(PROJECT, 'runner', 'prelude'),
    loader: 'ts',
  },
  bundle: true,
  write: false,
  format: 'iife',
  target: 'es2022',
});
const context = createContext(Object.create(null) as object);
runInContext(outputFiles[0]!.text, context);
const list = JSON.parse(runInContext('made', context) as string) as Record<string, string[]>;
const lines = Object.entries(list).map(([path, keys]) => `  ${JSON.stringify(path)}: ${JSON.stringify(keys.join(' '))},`);
writeFileSync(
  join(PROJECT, 'runner', 'prelude', 'intrinsics-list.ts'),
  `/** Made by scripts/list-intrinsics.ts on Node.js ${OLDEST}: the keys of the language's own objects there, by path. Not to be edited. */
export const INTRINSICS: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);
console.log(`${lines.length} objects with ${Object.values(list).flat().length} keys.`);
