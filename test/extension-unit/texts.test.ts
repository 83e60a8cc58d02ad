import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { speakAs, t } from '../../extension/texts.ts';
import { textsOf } from '../../scripts/texts/collect.ts';
import { PROJECT } from '../support/runner.ts';

const json = (name: string): unknown => JSON.parse(readFileSync(join(PROJECT, name), 'utf8'));
/** What looks like a text of the interface and is none: a name, or what stands in a file. */
const NO_TEXTS = [
  'diagram-slot.ts: Backstep',
  'examples.ts: {\n  "compilerOptions"',
  'new-scenario.ts: /// <reference path="./…" />',
  'panel-html.ts: default-src ',
  'panel-html.ts: <!DOCTYPE html>',
  'problems.ts: Backstep',
  'problems.ts: backstep check',
];

describe('the texts of the extension', () => {
  afterEach(() => speakAs());

  const { told, bare } = textsOf(join(PROJECT, 'extension'));

  it('are all said in the language of the editor', () => {
    assert.deepEqual(
      bare.filter((text) => !NO_TEXTS.some((none) => text.startsWith(none))),
      [],
      'Write t(…) around them, or say in NO_TEXTS that they are none.',
    );
    for (const none of NO_TEXTS)
      assert.ok(
        bare.some((text) => text.startsWith(none)),
        `${none} is no longer there`,
      );
  });

  it('are all in the file that is translated, and nothing else is: `npm run texts` writes it', () => {
    assert.ok(told.length > 100);
    assert.deepEqual(json('l10n/bundle.l10n.json'), Object.fromEntries(told.map((text) => [text, text])));
  });

  it('are found where they are bare, and where nothing could be looked up', () => {
    const folder = mkdtempSync(join(tmpdir(), 'backstep-texts-'));
    try {
      const source =
        "show('Run it again', `step ${step} of it`, t('Said'), t(text), t(one ? '1 seed' : '{0} seeds'), 'a.b', { label: 'seed' });";
      writeFileSync(join(folder, 'a.ts'), source);
      assert.deepEqual(textsOf(folder), {
        told: ['1 seed', 'Said', '{0} seeds'],
        bare: ['a.ts: Run it again', 'a.ts: step … of it', 'a.ts: t(text) says nothing that can be looked up', 'a.ts: seed'],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are as they are written until somebody translates them', () => {
    assert.equal(t('{1} of {0}: {2} { … }', 5, 'all'), 'all of 5: {2} { … }');
    speakAs((text, ...parts) => `${text.toUpperCase()} ${parts.join()}`);
    assert.equal(t('No seed of {0} fails.', 7), 'NO SEED OF {0} FAILS. 7');
  });
});

describe('the texts of the manifest', () => {
  const manifest = json('package.json') as { readonly contributes: object; readonly capabilities: object; readonly l10n: string };
  const texts = json('package.nls.json') as Readonly<Record<string, string>>;
  const SHOWN = /^(title|category|label|description|contents|markdownDescription|enumDescriptions|name)$/;

  it('all stand in a file of their own, and that has no other', () => {
    const used = new Set<string>();
    const bare: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (typeof value === 'string') {
        const [, key] = /^%([\w.]+)%$/.exec(value) ?? [];
        if (key !== undefined) used.add(key);
        else if (/\p{L}{2,}[^\p{L}]* \p{L}/u.test(value) && !/\.(when|key|mac)$/.test(path)) bare.push(`${path}: ${value}`);
        else if (SHOWN.test(path.split('.').at(-1)!) && !path.includes('.body.')) bare.push(`${path}: ${value}`);
      } else if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value)) look(inner, `${path}.${key}`);
    };
    look(manifest.contributes, 'contributes');
    look(manifest.capabilities, 'capabilities');
    assert.deepEqual(bare, []);
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
    assert.equal(manifest.l10n, './l10n');
  });
});
