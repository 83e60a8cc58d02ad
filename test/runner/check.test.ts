import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { backstep, PROJECT, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
  // A project of somebody's, with TypeScript and the types of Backstep.
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  const settings = { paths: { backstep: [join(PROJECT, 'sim-core/backstep.ts')] }, module: 'esnext', moduleResolution: 'bundler' };
  const compilerOptions = { ...settings, target: 'es2022', lib: ['es2022'], types: [], strict: true, allowImportingTsExtensions: true };
  writeSource(folder, 'tsconfig.json', JSON.stringify({ compilerOptions: { ...compilerOptions, noEmit: true } }));
});
after(() => removeScratchFolder(folder));

const check = (...args: string[]): Promise<CommandResult> => backstep(['check', ...args], folder);

/** Types that hold, where `scenarioSource` is loose. */
const TYPED = `import { node, safety, scenario, type World } from 'backstep';
const clock = node<{ type: 'ping' }>()({ init: () => ({ n: 0 }), on: { ping(state) { state.n += 1; } } });
class Properties {
  @safety static fine({ nodes }: World<{ clock: typeof clock }>) { return nodes.clock.n >= 0; }
}
`;
const right = (rest = ''): string =>
  `${TYPED}export default scenario({ name: 'clock', nodes: { clock }, duration: '1s', properties: [Properties], ${rest} });\n`;

describe('backstep check', () => {
  it('says that a file is right, and runs nothing of it', async () => {
    writeSource(folder, 'right.ts', right());
    const { exit, stdout, stderr } = await check('right.ts');
    assert.equal(stderr, '');
    assert.match(stdout, /✓ scenarios {2}default\n✓ types {6}TypeScript \d+\.\d+\.\d+ finds nothing wrong\n/);
    assert.equal(exit, 0);
  });

  it('tells what the types and what the scenarios have wrong, each with its place', async () => {
    writeSource(folder, 'wrong.ts', `${right("faults: [\n  { at: '2h', crash: 'clock' }]")}const count: number = 'one';\nvoid count;\n`);
    const { exit, stdout } = await check('wrong.ts', '--json');
    const { problems, typescript } = JSON.parse(stdout) as {
      problems: { message: string; location: { file: string; line: number } }[];
      typescript: string;
    };
    assert.match(typescript, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(
      problems.map(({ message, location }) => [message.split(' ').slice(0, 3).join(' '), location.file, location.line]),
      [
        ["TS2322: Type 'string'", 'wrong.ts', 8],
        ['faults[0] is at', 'wrong.ts', 7],
      ],
    );
    assert.equal(exit, 2);
  });

  it('checks every scenario that a file offers, and says where there is no TypeScript', async () => {
    const bare = makeScratchFolder();
    try {
      writeSource(bare, 'bare.ts', scenarioSource(''));
      const { exit, stdout } = await backstep(['check', 'bare.ts'], bare);
      assert.match(stdout, /✓ scenarios {2}default\n– types {6}not checked: there is no TypeScript here/);
      assert.equal(exit, 0);
      const broken = (name: string): string =>
        `export const ${name} = scenario({ name: '${name}', nodes: { clock }, duration: 0, properties: [] });\n`;
      writeSource(bare, 'several.ts', `${TYPED}${broken('one')}${broken('two')}`);
      const several = await backstep(['check', 'several.ts'], bare);
      assert.match(several.stderr, /several\.ts:6:.*one: .*zero.*\n.*several\.ts:7:.*two: .*zero.*\n2 problems\.\n$/);
      assert.equal(several.exit, 2);
    } finally {
      removeScratchFolder(bare);
    }
  });
});
