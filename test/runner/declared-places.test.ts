import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { builtRunner, lineOf, problemsOf, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const runner = builtRunner({ watchdogMilliseconds: 120_000 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

const HEAD = `import { node, safety, scenario, everything, type World } from 'backstep';
const idle = node<{ type: 'ping' }>()({ init: () => ({ n: 0 }), on: { ping(state) { state.n += 1; } } });
class Properties {
  @safety static fine({ nodes }: World<{ a: typeof idle }>) { return nodes.a.n >= 0; }
}
const cluster = { a: idle, b: idle };
const usual = { name: 'usual', duration: '1s', properties: [Properties] } as const;
`;

/** Where a mistake is found to be, in a file behind `HEAD`. */
async function placed(name: string, rest: string, wanted?: string): Promise<{ line: number; column: number; message: string }> {
  const source = `${HEAD}${rest}`;
  const file = writeSource(folder, `${name}.ts`, source);
  const [problem] = await problemsOf(runner.open(file, wanted));
  assert.equal(problem!.location?.file, file);
  const { line, column } = problem!.location;
  assert.ok(line === lineOf(source, '/*HERE*/') || !source.includes('/*HERE*/'), `${problem!.message} stands in line ${line}`);
  return { line, column, message: problem!.message };
}

describe('a mistake in a scenario has its place', () => {
  const mistakes: Readonly<Record<string, string>> = {
    'an unknown key': 'nodes: cluster,\n  /*HERE*/ nemesiss: {},',
    'an unknown key of an option': "nodes: cluster,\n  network: {\n    loss: 0,\n    /*HERE*/ latncy: '1ms',\n  },",
    'a wrong value': "nodes: cluster,\n  network: {\n    loss: 0,\n    /*HERE*/ latency: { min: '5ms', max: '1ms' },\n  },",
    'a wrong link':
      "nodes: cluster,\n  network: {\n    links: {\n      'a>b': { loss: 0 },\n      /*HERE*/ 'a>c': { loss: 0 },\n    },\n  },",
    'a fault': "nodes: cluster,\n  faults: [\n    { at: '1ms', crash: 'a' },\n    /*HERE*/ { at: '1ms', heal: false },\n  ],",
    'a text for a list of nodes': "nodes: cluster,\n  faults: [\n    /*HERE*/ { at: '1ms', partition: 'ab' },\n  ],",
    'something missing in a nemesis':
      "nodes: cluster,\n  nemesis: {\n    crash: { every: '1s', for: '1s' },\n    /*HERE*/ clock: { every: '1s' },\n  },",
    'nodes of a nemesis':
      "nodes: cluster,\n  nemesis: {\n    crash: {\n      every: '1s', for: '1s',\n      /*HERE*/ nodes: 'ab',\n    },\n  },",
    'everything with a text': "nodes: cluster,\n  /*HERE*/ nemesis: everything({ nodes: 'ab' as never }),",
    'a text for nodes': "/*HERE*/ nodes: 'ab' as never,",
    'a list for nodes': '/*HERE*/ nodes: [idle, idle] as never,',
    'a node that is none': 'nodes: {\n    a: idle,\n    /*HERE*/ b: null as never,\n  },',
    'a liar': "nodes: cluster,\n  byzantine: {\n    /*HERE*/ a: 'evil' as never,\n  },",
    'a text for the liars': "nodes: cluster,\n  /*HERE*/ byzantine: 'a' as never,",
  };
  for (const [what, body] of Object.entries(mistakes)) {
    it(`${what}`, async () => {
      const { message } = await placed(what.replaceAll(' ', '-'), `export default scenario({\n  ...usual,\n  ${body}\n});\n`);
      assert.doesNotMatch(message, /undefined|TypeError|'0'/);
    });
  }

  it('in a constant, in what is spread, and in a function that makes it', async () => {
    await placed(
      'constant',
      "const faults = [\n  /*HERE*/ { at: '1ms', crash: 'z' },\n];\nexport default scenario({ ...usual, nodes: cluster, faults });\n",
    );
    await placed(
      'spread',
      "const more = {\n  /*HERE*/ duration: 'soon',\n};\nexport default scenario({ ...usual, nodes: cluster, ...more });\n",
    );
    await placed(
      'made',
      'const make = (loss: number) => scenario({\n  ...usual,\n  nodes: cluster,\n  /*HERE*/ network: { loss },\n});\nexport default make(7);\n',
    );
  });

  it('in the one of several scenarios that was asked for, and in a family', async () => {
    const first = "export const fine = scenario({ ...usual, nodes: cluster, faults: [{ at: '1ms', crash: 'a' }] });\n";
    await placed(
      'several',
      `${first}export const wrong = scenario({ ...usual, nodes: cluster,\n  /*HERE*/ faults: [{ at: '1ms', crash: 'z' }] });\n`,
      'wrong',
    );
    await placed(
      'family',
      'export const family = scenario.matrix({ loss: [0, 2] }, ({ loss }) => {\n  return scenario({ ...usual, nodes: cluster,\n    /*HERE*/ network: { loss } });\n});\n',
      'family[loss=2]',
    );
  });

  it('at the scenario where nothing nearer is known', async () => {
    const { line } = await placed('missing', "export default scenario({\n  name: 'x', nodes: cluster, duration: '1s' } as never);\n");
    assert.equal(line, HEAD.split('\n').length);
  });
});
