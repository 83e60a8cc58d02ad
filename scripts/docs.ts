/** Writes the reference for authors, docs/, from the types and comments of sim-core/. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reference } from './docs/markdown.ts';

const FOLDER = fileURLToPath(new URL('../docs/', import.meta.url));

const pages = reference();
mkdirSync(FOLDER, { recursive: true });
for (const file of readdirSync(FOLDER)) if (!pages.has(file)) rmSync(join(FOLDER, file));
for (const [file, text] of pages) writeFileSync(join(FOLDER, file), text);
console.log(`docs/ has ${pages.size} pages.`);
