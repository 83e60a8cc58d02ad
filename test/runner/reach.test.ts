import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join, parse } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sourceIn } from '../../runner/trace-file.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';

const runner = builtRunner({ watchdogMilliseconds: 120_000 });
let [workspace, elsewhere] = ['', ''];
before(() => {
  workspace = makeScratchFolder();
  elsewhere = makeScratchFolder();
  writeSource(workspace, 'package.json', '{}');
  writeSource(workspace, 'shared/limits.json', '{ "most": 5 }');
  writeSource(elsewhere, 'secret.json', '{ "most": 6 }');
  writeSource(workspace, 'bytes.txt', 'bytes');
  symlinkSync(join(elsewhere, 'secret.json'), join(workspace, 'link.json'));
  symlinkSync('/dev/zero', join(workspace, 'device.json'));
  writeSource(workspace, 'node_modules/whole/index.js', 'export const whole = (n) => n;');
});
after(() => [workspace, elsewhere].forEach(removeScratchFolder));

let count = 0;
const sourceWith = (head: string): { file: string; source: string } => {
  const source = scenarioSource('', { head });
  return { source, file: writeSource(workspace, `inside/case-${count++}.ts`, source) };
};

describe('what a scenario is made of', () => {
  for (const head of [
    "import { most } from '../shared/limits.json'; void most;",
    "import limits from '../shared/limits.json' with { type: 'json' }; void limits;",
    "import { whole } from 'whole'; void whole;",
  ]) {
    it(`may be read: ${head}`, async () => {
      (await runner.open(sourceWith(head).file)).close();
    });
  }

  const refused: [head: () => string, message: RegExp][] = [
    [() => `import secret from '${join(elsewhere, 'secret.json')}'; void secret;`, /secret\.json is outside of the workspace /],
    [() => "import secret from '../link.json'; void secret;", /secret\.json is outside of the workspace /],
    [() => "import zeros from '../device.json'; void zeros;", /\/dev\/zero is a device, a pipe or the like/],
    [() => "import zeros from '/dev/zero'; void zeros;", /\/dev\/zero is a device, a pipe or the like/],
    [() => "import text from '../bytes.txt' with { type: 'text' }; void text;", /is imported with the type 'text'\./],
    [() => "import bytes from '../bytes.txt' with { type: 'bytes' }; void bytes;", /is imported with the type 'bytes'\./],
    [() => "import code from 'data:text/javascript,export default 1'; void code;", /is an address and no file\./],
    [() => "import code from 'http://localhost/code.js'; void code;", /is an address and no file\./],
    [() => "import code from 'file:///etc/hostname'; void code;", /is an address and no file\./],
    [() => 'void import.meta.url;', /^`import\.meta` tells where a file stands/],
  ];
  for (const [head, message] of refused) {
    it(`is refused with its line: ${String(message)}`, async () => {
      const { file, source } = sourceWith(head());
      const [problem, ...more] = await problemsOf(runner.open(file));
      assert.deepEqual(more, []);
      assert.match(problem!.message, message);
      assert.ok(problem!.cure);
      assert.deepEqual([problem!.location?.file, problem!.location?.line], [file, lineOf(source, head())]);
    });
  }

  it('is not what an import may mean whose name is computed in part', async () => {
    const { file } = sourceWith("const name = String(1); void (() => import('../' + name + '.json'));");
    const problems = await problemsOf(runner.open(file));
    assert.match(problems.map(({ message }) => message).join('\n'), /is outside of the workspace|is a device/);
  });
});

describe('the source that a trace names', () => {
  it('is one of the folder, unless the folder is the whole machine or all that a person has', () => {
    const file = writeSource(workspace, 'named.ts', '');
    assert.deepEqual(sourceIn(workspace, { file }), { file });
    assert.equal(sourceIn(parse(workspace).root, { file }), 'outside');
    assert.equal(sourceIn(elsewhere, { file }), 'outside');
    assert.equal(sourceIn(workspace, { file: 'none.ts' }), 'absent');
  });
});
