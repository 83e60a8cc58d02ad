import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Examples } from '../../runner/examples.ts';
import { backstep, type CommandResult } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const { pairs } = new Examples(EXAMPLES);

let folder = '';
before(() => (folder = makeScratchFolder()));
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);

describe('the catalogue of examples', () => {
  it('has every example that can be run, and no other file', () => {
    const runnable = (readdirSync(EXAMPLES, { recursive: true }) as string[])
      .filter((file) => file.endsWith('.ts') && /^export default scenario/m.test(readFileSync(join(EXAMPLES, file), 'utf8')))
      .map((file) => file.replaceAll('\\', '/'));
    const listed = new Set(pairs.flatMap(({ breaks, holds }) => [breaks, holds]));
    assert.deepEqual([...listed].sort(), runnable.sort());
  });

  it('has one sentence for each pair, and each name once', () => {
    for (const { about, name } of pairs) assert.match(about, /^[A-Z].*\.$/, name);
    assert.equal(new Set(pairs.map(({ name }) => name)).size, pairs.length);
  });
});

describe('backstep examples', () => {
  it('lists them by topic', async () => {
    const { exit, stdout } = await run('examples');
    assert.equal(exit, 0);
    assert.match(stdout, /^Clocks$\n(?: {2}.*\n)* {2}last-write-wins +A write is lost to an older one/m);
    assert.match(stdout, /npx backstep examples zombie$/m);
    assert.deepEqual(JSON.parse((await run('examples', '--json')).stdout), pairs);
  });

  it('copies a pair with all that it imports, ready to be swept, and says how', async () => {
    const { stdout } = await run('examples', 'last-write-wins');
    const command = /^What breaks: {2}npx backstep (sweep (\S+)) --seeds 1000$/m.exec(stdout)!;
    const swept = await run(...command[1]!.split(' '), '--seeds', '40');
    assert.equal(swept.exit, 1, swept.stdout + swept.stderr);
    assert.match(stdout, /^What holds: {3}npx backstep sweep backstep-examples\/clocks\/version-vectors\.ts --seeds 1000$/m);
  });

  it('says that it is explored, where no sweep finds it', async () => {
    const { stdout } = await run('examples', 'polite-clients');
    const command = /^What breaks: {2}npx backstep (explore \S+)$/m.exec(stdout)!;
    assert.equal((await run(...command[1]!.split(' '))).exit, 1);
    assert.match(stdout, /^What holds: {3}npx backstep explore backstep-examples\/explore\/ordered-clients\.ts$/m);
  });

  it('leaves what is there already, because somebody may have worked on it', async () => {
    await run('examples', 'zombie', '--to', 'mine');
    const file = join(folder, 'mine/leases/zombie.ts');
    writeFileSync(file, '// Worked on.\n');
    await run('examples', 'zombie', '--to', 'mine');
    assert.equal(readFileSync(file, 'utf8'), '// Worked on.\n');
  });

  it('names the nearest where there is none', async () => {
    const { exit, stderr } = await run('examples', 'zombi');
    assert.equal(exit, 2);
    assert.match(stderr, /^There is no example 'zombi'\. Did you mean `zombie`\? Known are zombie, stale-reads/);
    assert.ok(!existsSync(join(folder, 'backstep-examples/leases')));
  });
});
