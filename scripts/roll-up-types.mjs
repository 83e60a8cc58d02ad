// Puts the types that authors import from 'backstep' into one file that needs no installation and no
// setting: lying anywhere in a TypeScript project, it tells the compiler what 'backstep' is.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Rolls the declarations that `index.d.ts` of `folder` exports, and all that they rest on, up into `target`. */
export function rollUpTypes(folder, target) {
  const index = join(folder, 'index.d.ts');
  const files = new Set();
  const visit = (file) => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)\.ts'/g))
      visit(join(dirname(file), `${specifier}.d.ts`));
  };
  visit(index);
  files.delete(index);
  const declarations = [...files].map((file) =>
    readFileSync(file, 'utf8')
      .replace(/^import [^;]*;\n/gm, '')
      .replace(/^export \{\};\n/gm, '')
      .replace(/^(export )?(declare )?/gm, '')
      .trimEnd(),
  );
  const names = [...readFileSync(index, 'utf8').matchAll(/^export (type )?\{([^}]*)\}/gm)];
  const exported = names.map(([, type = '', list]) => `export ${type}{${list.trimEnd().replace(/,$/, '')} };`);
  const body = [...declarations, ...exported].join('\n').replace(/^(?=.)/gm, '  ');
  writeFileSync(
    target,
    `// The types of 'backstep', for scenarios that live where it is not installed. Made by Backstep.\ndeclare module 'backstep' {\n${body}\n}\n`,
  );
}
