// Puts the types that authors import from 'backstep' into one file that needs no installation and no
// setting: lying anywhere in a TypeScript project, it tells the compiler what 'backstep' is. Each
// declaration file becomes a module of its own in it, so that names which are private to two of them
// do not meet.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** A path to another declaration file, in an import, an export or the type of one. */
const SPECIFIER = /(from |import\()['"](\.[^'"]+)\.ts['"]/g;

/** Rolls `backstep.d.ts` of `folder`, and all that it rests on, up into `target`. */
export function rollUpTypes(folder, target) {
  const index = join(folder, 'backstep.d.ts');
  const modules = new Map();
  const visit = (file) => {
    if (modules.has(file)) return;
    const name =
      file === index
        ? 'backstep'
        : `backstep/types/${relative(folder, file)
            .split(sep)
            .join('/')
            .replace(/\.d\.ts$/, '')}`;
    const text = readFileSync(file, 'utf8');
    modules.set(file, { name, text });
    for (const [, , specifier] of text.matchAll(SPECIFIER)) visit(join(dirname(file), `${specifier}.d.ts`));
  };
  visit(index);
  const declared = [...modules].map(([file, { name, text }]) => {
    const body = text
      .replace(/^\/\/\/.*\n/gm, '')
      .replace(SPECIFIER, (_, before, specifier) => `${before}'${modules.get(join(dirname(file), `${specifier}.d.ts`)).name}'`)
      .replace(/^(export )?declare /gm, '$1')
      .trimEnd()
      .replace(/^(?=.)/gm, '  ');
    return `declare module '${name}' {\n${body}\n}\n`;
  });
  writeFileSync(
    target,
    `// The types of 'backstep', for scenarios that live where it is not installed. Made by Backstep.\n${declared.join('\n')}`,
  );
}
