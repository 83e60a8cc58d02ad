import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): unknown => JSON.parse(readFileSync(join(PROJECT, file), 'utf8'));

describe('F5 in this folder', () => {
  const { configurations } = read('.vscode/launch.json') as {
    configurations: readonly { type: string; args: readonly string[]; preLaunchTask: string }[];
  };
  const { tasks } = read('.vscode/tasks.json') as { tasks: readonly { label: string; type: string; script: string }[] };
  const { scripts } = read('package.json') as { scripts: Readonly<Record<string, string>> };

  it('opens this extension in a window of its own, on the examples', () => {
    const { type, args } = configurations[0]!;
    assert.equal(type, 'extensionHost');
    assert.ok(args.includes('--extensionDevelopmentPath=${workspaceFolder}'));
    assert.ok(existsSync(args.at(-1)!.replace('${workspaceFolder}', PROJECT)));
  });

  it('builds first, with a script that there is', () => {
    for (const { preLaunchTask } of configurations) {
      const task = tasks.find(({ label }) => label === preLaunchTask);
      assert.ok(task?.type === 'npm' && task.script in scripts, preLaunchTask);
    }
  });
});
