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
    'a list for the versions': 'nodes: cluster,\n  /*HERE*/ versions: [{ a: idle }] as never,',
    'a text for the switches': "nodes: cluster,\n  network: {\n    /*HERE*/ switches: 'core' as never,\n  },",
    'nothing for the network': 'nodes: cluster,\n  /*HERE*/ network: null as never,',
    'a name that is empty': "nodes: {\n    a: idle,\n    /*HERE*/ '': idle,\n  },",
    'a text for the nodes of a link':
      "nodes: cluster,\n  faults: [\n    /*HERE*/ { at: '1ms', loss: 1, links: { from: 'ab' as never }, for: '1s' },\n  ],",
    'a rate where delays are bounded': "nodes: cluster,\n  model: 'synchronous',\n  /*HERE*/ network: { rate: '1Mbit/s' },",
    'a pause that goes on where another ends':
      "nodes: cluster,\n  model: 'synchronous',\n  faults: [\n    { at: 0, pause: 'a', for: 60 },\n    /*HERE*/ { at: 60, pause: 'a', for: 60 },\n  ],",
    'a strike beyond the model':
      "nodes: cluster,\n  model: 'synchronous',\n  nemesis: {\n    /*HERE*/ loss: { every: '1s', for: '1s', probability: 0.1 },\n  },",
    'a text for the liars': "nodes: cluster,\n  /*HERE*/ byzantine: 'a' as never,",
  };
  for (const [what, body] of Object.entries(mistakes)) {
    it(`${what}`, async () => {
      const { message } = await placed(what.replaceAll(' ', '-'), `export default scenario({\n  ...usual,\n  ${body}\n});\n`);
      assert.doesNotMatch(message, /undefined|TypeError|'0'|of The/);
    });
  }

  const inFaults: Readonly<Record<string, string>> = {
    'a key that its kind does not know': "crash: 'a',\n/*HERE*/ fro: '1s'",
    'no known kind': "/*HERE*/ crsh: 'a'",
    'two kinds in one': "crash: 'a',\n/*HERE*/ pause: 'b', for: '1s'",
    'a node that is none': "for: '1s',\n/*HERE*/ crash: 'z'",
    'a time that is none': "crash: 'a',\n/*HERE*/ for: 'soon'",
    'a probability that is none': "for: '1s',\n/*HERE*/ loss: 7",
    'a key of its links': "loss: 1, for: '1s',\nlinks: {\nfrom: ['a'],\n/*HERE*/ too: ['b'] }",
    'a node in a list of its links': "loss: 1, for: '1s',\nlinks: {\nfrom: [\n'a',\n/*HERE*/ 'z'] }",
    'a node in a group of a partition': "for: '1s',\npartition: [\n['a'],\n[\n/*HERE*/ 'z'] ]",
    'a shape that is none': "for: '1s',\npartition: {\nnodes: ['a', 'b'],\n/*HERE*/ shape: 'rng' }",
    'a node in a list that takes turns': "for: '1s',\nswizzle: [\n'a',\n/*HERE*/ 'z']",
    'a factor that is none': "slow: 'a', for: '1s',\n/*HERE*/ disk: 0",
    'a key of bursts': "for: '1s',\nburstLoss: {\nmean: 0.1, length: 5,\n/*HERE*/ god: 0 }",
    'a value of bursts': "for: '1s',\nburstLoss: {\nmean: 0.1,\n/*HERE*/ length: 0 }",
    'a key of a lie': "byzantine: 'a', for: '1s',\nlie: {\nbehaviour: 'forge', fields: 'all',\n/*HERE*/ chanse: 1 }",
    'a lie within a lie':
      "byzantine: 'a', for: '1s',\nlie: {\nbehaviour: 'selective',\ndoes: {\nbehaviour: 'replay',\n/*HERE*/ chance: 7 } }",
    'a node in a group of a lie': "byzantine: 'a', for: '1s',\nlie: {\nbehaviour: 'equivocate',\ngroups: [\n['a'],\n[\n/*HERE*/ 'z'] ] }",
    'a key of a drain': "upgrade: 'a', to: 'v2',\ndrain: {\ntimer: 'x', for: '1s',\n/*HERE*/ four: '1s' }",
    'a value in memory': "memory: 'a',\n/*HERE*/ set: 5",
  };
  for (const [what, fault] of Object.entries(inFaults)) {
    it(`in a fault, ${what}`, async () => {
      const written = `faults: [\n{ at: '1ms', crash: 'a' },\n{ at: '1ms',\n${fault} } as never ]`;
      await placed('of-faults', `export default scenario({\n  ...usual, nodes: cluster,\n  ${written} });\n`);
    });
  }

  const inOptions: Readonly<Record<string, string>> = {
    'an unknown key of a strike': "nemesis: { crash: {\nevery: '1s', for: '1s',\n/*HERE*/ nods: ['a'] } }",
    'a node of a strike': "nemesis: { crash: {\nevery: '1s', for: '1s',\nnodes: [\n'a',\n/*HERE*/ 'z'] } }",
    'a strike that comes too often': "duration: '1h', nemesis: { crash: {\nfor: '1s',\n/*HERE*/ every: '1us' } }",
    'one end of a range': "nemesis: { crash: {\nevery: '1s',\nfor: [\n'1s',\n/*HERE*/ 'soon'] } }",
    'a probability of a strike': "nemesis: { loss: {\nevery: '1s', for: '1s',\n/*HERE*/ probability: 7 } }",
    'the rhythm of a loop': "nemesis: { restartLoop: {\nevery: '1s', for: '1s',\n/*HERE*/ up: 'soon' } }",
    'a lie of a strike':
      "nemesis: { byzantine: {\nevery: '1s', for: '1s',\nlies: [\n{ behaviour: 'silent' },\n{\n/*HERE*/ behaviour: 'silnt' }] } }",
    'the intensity of everything': "nemesis: everything({\nnodes: ['a'],\n/*HERE*/ intensity: 99 })",
    'an end of a latency': "network: {\nlatency: {\nmin: '1ms',\n/*HERE*/ max: 'soon' } }",
    'a part of a latency with two humps':
      "network: {\nlatency: {\nmin: '1ms', max: '2ms',\nslow: {\nmin: '5ms', max: '9ms',\n/*HERE*/ share: 7 } } }",
    'a percentile of a latency': "network: {\nlatency: {\npercentiles: {\n0: '1ms',\n/*HERE*/ 100: 'soon' } } }",
    'a key of a latency': "network: {\nlatency: {\nmin: '1ms',\n/*HERE*/ mx: '2ms' } }",
    'a value of a link': "network: { links: { 'a>b': {\nloss: 0,\n/*HERE*/ duplicate: 7 } } }",
    'a rate that is none': "network: {\nloss: 0,\n/*HERE*/ rate: 'fast' }",
    'the size of a type': "network: { size: {\n/*HERE*/ ping: 'big' } }",
    'a port of a switch': "network: { switches: { core: {\nports: {\na: {},\nb: {\n/*HERE*/ output: 'fast' } } } } }",
    'an offset that is none': "clocks: {\ndrift: 1,\n/*HERE*/ offset: 'far' }",
    'a value of an interval clock': 'clocks: {\ninterval: {\ndrift: 300,\n/*HERE*/ every: 0 } }',
    'a latency of a disk': "disk: {\nsyncLatency: 0,\n/*HERE*/ readLatency: 'long' }",
    'a word of a disk': "disk: {\nsyncLatency: 0,\n/*HERE*/ unsynced: 'som' }",
    'a value of a system model': "model: {\ntiming: 'synchronous',\n/*HERE*/ delay: 'long' }",
    'a word of a system model': "model: {\ntiming: 'synchronous',\n/*HERE*/ failures: 'crsh' }",
    'a node of a core': "core: [\n'a',\n/*HERE*/ 'z']",
    'a number that is tolerated': 'tolerates: {\nbyzantine: 0,\n/*HERE*/ crash: 99 }',
    'a node that is alike': "alike: [\n['a',\n/*HERE*/ 'z']]",
    'a key of a liar': "byzantine: { a: {\nbehaviour: 'amnesia',\n/*HERE*/ chanc: 1 } }",
    'a value of a liar': "byzantine: { a: {\nbehaviour: 'delay',\n/*HERE*/ by: 'long' } }",
  };
  for (const [what, body] of Object.entries(inOptions)) {
    it(`in an option, ${what}`, async () => {
      await placed('of-options', `export default scenario({\n  ...usual, nodes: cluster,\n  ${body} } as never);\n`);
    });
  }

  it('at the nearest place that is written, where a helper or a program made it', async () => {
    await placed(
      'helper',
      "const slow = (disk: number) => ({ at: '1ms' as const, slow: 'a' as const, for: '1s' as const,\n/*HERE*/ disk });\nexport default scenario({ ...usual, nodes: cluster, faults: [\nslow(0) ] });\n",
    );
    await placed(
      'program',
      "export default scenario({ ...usual, nodes: cluster,\n/*HERE*/ faults: ['a', 'z'].map((name) => ({ at: '1ms', crash: name })) as never });\n",
    );
    await placed(
      'spread-fault',
      "const base = { at: '1ms' as const,\n/*HERE*/ for: 'soon' as never };\nexport default scenario({ ...usual, nodes: cluster, faults: [{ ...base, crash: 'a' }] });\n",
    );
  });

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

  it('also where a comment of the file says that it was made of another', async () => {
    const map = { version: 3, sources: ['/etc/hostname'], names: [], mappings: 'AAAA' };
    for (const url of [`data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`, 'elsewhere.map']) {
      writeSource(folder, 'elsewhere.map', JSON.stringify(map));
      const mistake = 'export default scenario({ ...usual, nodes: cluster,\n  /*HERE*/ nemesiss: {} } as never);\n';
      await placed('mapped', `${mistake}//# sourceMappingURL=${url}\n`);
    }
  });

  it('at the scenario where nothing nearer is known', async () => {
    const { line } = await placed('missing', "export default scenario({\n  name: 'x', nodes: cluster, duration: '1s' } as never);\n");
    assert.equal(line, HEAD.split('\n').length);
  });
});
