import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { reference } from '../../scripts/docs/markdown.ts';
import { FAULTS } from '../../sim-core/faults/catalogue.ts';
import { sourcesIn } from './tree.ts';

const FOLDER = fileURLToPath(new URL('../../docs/', import.meta.url));

describe('the reference', () => {
  const pages = reference();
  const headings = (page: string): string[] => Array.from((pages.get(page) ?? '').matchAll(/^##? (.+)$/gm), ([, heading]) => heading!);

  it('is what `npm run docs` writes', () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), [...pages.keys()].sort());
    const outdated = [...pages].filter(([file, text]) => readFileSync(join(FOLDER, file), 'utf8') !== text).map(([file]) => file);
    assert.deepEqual(outdated, [], 'Run `npm run docs`, and commit what it writes.');
  });

  it('has all that is exported', () => {
    const exported = sourcesIn('sim-core')
      .filter(({ path }) => path === 'sim-core/index.ts' || path === 'sim-core/backstep.ts')
      .flatMap(({ text }) => Array.from(text.matchAll(/^export (?:type )?\{([^}]+)\}/gm), ([, names]) => names!.split(',')))
      .flatMap((names) => names.map((name) => name.trim()).filter((name) => name !== ''));
    assert.ok(exported.length > 40);
    const told = new Set([...pages.keys()].flatMap(headings));
    assert.deepEqual(
      exported.filter((name) => !told.has(name)),
      [],
    );
  });

  it('has all faults, and those that a nemesis draws', () => {
    const kinds = Object.entries(FAULTS);
    const drawn = kinds.filter(([, { nemesis }]) => nemesis).map(([kind]) => kind);
    assert.deepEqual(
      kinds.map(([kind]) => kind).filter((kind) => !headings('faults.md').includes(kind)),
      [],
    );
    assert.deepEqual(
      drawn.filter((kind) => !headings('nemesis.md').includes(kind)),
      [],
    );
  });

  it('has a row for every option of a fault and of its strikes', () => {
    const rows = (page: string, kind: string): string[] => {
      const text = pages.get(page)!;
      const from = text.indexOf(`\n## ${kind}\n`);
      return Array.from(text.slice(from, text.indexOf('<sub>', from)).matchAll(/^- `(\w+)`/gm), ([, key]) => key!);
    };
    for (const [kind, { options, nemesis }] of Object.entries(FAULTS)) {
      assert.deepEqual(rows('faults.md', kind), Object.keys(options), kind);
      if (nemesis) assert.deepEqual(rows('nemesis.md', kind), Object.keys(nemesis.options), kind);
    }
  });

  it('leads nowhere that is not there', () => {
    const anchors = new Set<string>();
    for (const page of pages.keys()) {
      const times = new Map<string, number>();
      for (const heading of headings(page)) {
        const slug = heading.toLowerCase().replaceAll(' ', '-');
        const before = times.get(slug) ?? 0;
        times.set(slug, before + 1);
        anchors.add(`${page}#${before === 0 ? slug : `${slug}-${before}`}`);
      }
    }
    const broken = [...pages].flatMap(([page, text]) =>
      Array.from(text.matchAll(/\]\(([^)#]*)(#[^)]*)?\)/g)).flatMap(([, file, anchor]) => {
        const isThere = anchor === undefined ? existsSync(join(FOLDER, file!)) : anchors.has(`${file! === '' ? page : file}${anchor}`);
        return isThere ? [] : [`${page}: ${file}${anchor ?? ''}`];
      }),
    );
    assert.deepEqual(broken, []);
  });
});
