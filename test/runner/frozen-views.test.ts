import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';

const runner = builtRunner();
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

const inHandlers = [
  'self.mine = 1',
  "self.id = 'x'",
  'self.send = () => 0',
  "self.peers.push('x')",
  'self.peers.length = 0',
  'self.nodes.clock = 1',
  'self.nodes.push(1)',
  'self.disk.get = 1',
  'self.send.mine = 1',
  'self.disk.read.mine = 1',
  'self.constructor.mine = 1',
  'try { self.setTimer("none", 1); } catch (error) { error.constructor.mine = 1; }',
];
const inProperties = [
  'world.mine = 1',
  'world.time = 0',
  'world.nodes.clock = 1',
  'world.nodes.other = 1',
  'world.history.push(1)',
  'world.history.length = 0',
  'delete world.nodes.clock',
  'world.isUp.mine = 1',
  'Object.getOwnPropertyDescriptor(world, "nodes").get.mine = 1',
  'try { world.isUp("none"); } catch (error) { error.constructor.mine = 1; }',
];

describe('what handlers and properties are given cannot be written to:', () => {
  let count = 0;
  const cases: [text: string, source: string][] = [
    ...inHandlers.map((text): [string, string] => [text, scenarioSource(`${text};`)]),
    ...inProperties.map((text): [string, string] => [
      text,
      scenarioSource('', { properties: `@safety static writes(world) {\n    ${text};\n    return true;\n  }` }),
    ]),
  ];
  for (const [text, body] of cases) {
    it(text, async () => {
      const source = `// @ts-nocheck\n${body}`;
      const file = writeSource(folder, `case-${count++}.ts`, source);
      const scenario = await runner.open(file);
      try {
        const [problem] = await problemsOf(scenario.record(1));
        assert.match(problem!.message, /frozen|Cannot|not extensible/);
        assert.deepEqual([problem!.location?.file, problem!.location?.line], [file, lineOf(source, text)]);
      } finally {
        scenario.close();
      }
    });
  }
});
