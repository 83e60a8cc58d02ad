import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PROJECT } from '../support/runner.ts';

describe('npm start', () => {
  it('finds the zombie, and writes its trace, also in a fresh checkout', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
      cwd: PROJECT,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const [, trace] = /^The trace is in (\S+)\.$/m.exec(stdout) ?? [];
    assert.ok(trace !== undefined && existsSync(join(PROJECT, trace)), stdout);
  });
});
