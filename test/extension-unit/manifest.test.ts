import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { keyAction } from '../../webview/keys.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly keybindings: readonly { readonly command: string; readonly key: string; readonly mac?: string; readonly when?: string }[];
  };
}

const { main, icon, contributes } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as Manifest;
const declared = contributes.commands.map(({ command }) => command);

describe('the manifest', () => {
  it('declares every command that the extension registers, and no other', () => {
    const source = readdirSync(join(PROJECT, 'extension'))
      .map((file) => readFileSync(join(PROJECT, 'extension', file), 'utf8'))
      .join('\n');
    const registered = new Set([...source.matchAll(/'(backstep\.\w+)':/g)].map(([, command]) => command!));
    assert.deepEqual([...registered].sort(), [...declared].sort());
  });

  it('puts only declared commands into menus and on keys, each key once', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
    assert.deepEqual(
      used.filter((command) => !declared.includes(command) && !command.startsWith('workbench.action.debug.')),
      [],
    );
    const keys = contributes.keybindings.map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
  });

  it('names all commands in one category', () => {
    assert.deepEqual([...new Set(contributes.commands.map(({ category }) => category))], ['%category%']);
  });

  it('binds no key that the diagram handles by itself, since VS Code hears those too and would step twice', () => {
    for (const { command, key, mac = key, when } of contributes.keybindings) {
      if (command.startsWith('workbench.action.debug.')) continue;
      assert.equal(when, "activeWebviewPanelId == 'backstep.diagram'", `${key} is bound only while the diagram is in front`);
      for (const binding of [key, mac]) {
        const parts = binding.split('+');
        const pressed = {
          key: keyName(parts.at(-1)!),
          altKey: parts.includes('alt'),
          shiftKey: parts.includes('shift'),
          ctrlKey: parts.includes('ctrl'),
          metaKey: parts.includes('cmd'),
        };
        assert.equal(keyAction(pressed), undefined, `${binding} is a key of the diagram`);
      }
    }
  });

  it('binds keys of the debugger only while ours is debugging', () => {
    const debugging = contributes.keybindings.filter(({ command }) => command.startsWith('workbench.action.debug.'));
    assert.deepEqual([...new Set(debugging.map(({ when }) => when))], ["inDebugMode && debugType == 'backstep'"]);
  });

  it('names files that are there', () => {
    assert.ok(existsSync(join(PROJECT, icon)), icon);
    assert.ok(existsSync(join(PROJECT, main)), main);
  });
});

/** How the browser names a key of the manifest. */
function keyName(key: string): string {
  const names: Readonly<Record<string, string>> = {
    home: 'Home',
    end: 'End',
    up: 'ArrowUp',
    down: 'ArrowDown',
    left: 'ArrowLeft',
    right: 'ArrowRight',
    enter: 'Enter',
    escape: 'Escape',
  };
  return names[key] ?? (/^f\d+$/.test(key) ? key.toUpperCase() : key);
}
