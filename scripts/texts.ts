/** Writes the texts of the interface into `l10n/bundle.l10n.json`, which whoever translates it begins with. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { textsOf } from './texts/collect.ts';

const PROJECT = fileURLToPath(new URL('../', import.meta.url));
const { told } = textsOf(`${PROJECT}extension`);
mkdirSync(`${PROJECT}l10n`, { recursive: true });
writeFileSync(`${PROJECT}l10n/bundle.l10n.json`, `${JSON.stringify(Object.fromEntries(told.map((text) => [text, text])), undefined, 2)}\n`);
