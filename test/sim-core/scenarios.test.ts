import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, safety, scenario } from '../../sim-core/index.ts';
import { chooseAll, chooseOne, modelOf, offersOf, ScenarioError } from '../../sim-core/engine.ts';

const idle = node()({ init: () => ({}), on: {} });
const holds = safety(function itHolds() {
  return true;
});

function plain(name: string) {
  return scenario({ name, nodes: { idle }, duration: '1s', properties: [holds] });
}

const quorum = scenario.matrix({ replicas: [3, 5], mode: ['fast', 'a b', '3', 'true'], backup: [true, null] }, ({ replicas }) =>
  plain(`quorum of ${replicas}`),
);

/** The one sentence that something is refused with, and what it says to do. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ScenarioError) return `${error.message} ${error.cure}`;
    throw error;
  }
  throw new Error('It was expected to be refused, and was not.');
}

const ids = (offers: readonly { readonly id: string }[]): string[] => offers.map(({ id }) => id);

describe('what a file offers', () => {
  it('is what it exports by default and by name, and nothing else that it exports', () => {
    const offers = offersOf({ zoo: plain('z'), default: plain('d'), ape: plain('a'), helper: () => 1, constant: 7, nothing: undefined });
    assert.deepEqual(
      offers.map(({ id, name }) => [id, name]),
      [
        ['ape', 'a'],
        ['default', 'd'],
        ['zoo', 'z'],
      ],
    );
  });

  it('is one scenario where the same is exported twice, and either name chooses it', () => {
    const both = plain('both');
    const offers = offersOf({ default: both, named: both, other: plain('o') });
    assert.deepEqual(ids(offers), ['named', 'other']);
    for (const wanted of [undefined, 'default', 'named']) assert.equal(chooseOne(offers, wanted).id, 'named');
  });

  it('is each scenario of a family, with its parameters in its name, the last changing fastest', () => {
    const family = scenario.matrix({ replicas: [3, 5], writeBack: [true, false] }, () => plain('q'));
    const offers = offersOf({ q: family });
    assert.deepEqual(ids(offers), [
      'q[replicas=3, writeBack=true]',
      'q[replicas=3, writeBack=false]',
      'q[replicas=5, writeBack=true]',
      'q[replicas=5, writeBack=false]',
    ]);
    assert.deepEqual(offers[3]!.parameters, { replicas: 5, writeBack: false });
    assert.equal(modelOf(offers[3]!.definition).name, 'q[replicas=5, writeBack=false]');
  });

  it('is refused when it is nothing', () => {
    for (const exported of [undefined, {}, { default: 1 }, { name: 'x' }])
      assert.match(
        refusal(() => offersOf(exported)),
        /^The file does not export a scenario\. Write `export default scenario/,
      );
  });

  it('is refused with a name that looks like a family', () =>
    assert.match(
      refusal(() => offersOf({ 'a[b=1]': plain('a') })),
      /exported as "a\[b=1\]"\. .*choose another name/,
    ));
});

describe('choosing a scenario', () => {
  const offers = offersOf({ fenced: plain('fenced leaseholder'), zombie: plain('zombie leaseholder'), quorum });

  it('takes the only one, or the default one, without a choice', () => {
    assert.equal(chooseOne(offersOf({ only: plain('o') }), undefined).id, 'only');
    assert.equal(chooseOne(offersOf({ default: plain('d'), other: plain('o') }), undefined).id, 'default');
  });

  it('says which there are, and how to choose, where there are several', () =>
    assert.equal(
      refusal(() => chooseOne(offers, undefined)),
      'The file exports 18 scenarios: fenced, quorum[replicas=3|5, mode=fast|"a b"|"3"|"true", backup=true|null], zombie. Choose one of them, such as --scenario fenced.',
    ));

  it('does not mind spaces, order, quotes or a bracket that is missing', () => {
    const one = 'quorum[replicas=5, mode="a b", backup=null]';
    for (const wanted of [
      one,
      'quorum[backup=null,replicas=5,mode=a b]',
      ' quorum [ mode = "a b" , backup=null,replicas = 5 ] ',
      'quorum[backup=null,replicas=5,mode="a b"',
    ])
      assert.equal(chooseOne(offers, wanted).id, one, wanted);
  });

  it('tells a word from a number and a truth value of the same look', () => {
    const numbers = offersOf({ f: scenario.matrix({ x: [3, '3', true, 'true'] }, () => plain('f')) });
    for (const [wanted, id] of [
      ['f[x=3]', 'f[x=3]'],
      ['f[x="3"]', 'f[x="3"]'],
      ['f[x=true]', 'f[x=true]'],
      ['f[x="true"]', 'f[x="true"]'],
    ] as const)
      assert.deepEqual(ids(chooseAll(numbers, wanted)), [id]);
  });

  it('means a whole family by its name, and a part of it by some of its parameters', () => {
    assert.equal(chooseAll(offers, 'quorum').length, 16);
    assert.equal(chooseAll(offers, 'quorum[replicas=3]').length, 8);
    assert.equal(chooseAll(offers, 'quorum[mode=fast|3, replicas=3]').length, 4);
    assert.equal(chooseAll(offers, undefined).length, 18);
  });

  it('finds text with commas, brackets, bars and quotes in it', () => {
    const odd = ['a,b', 'c]', '[d', 'e|f', 'g"h', 'i=j', 'k\\', 'l\nm', ''];
    const family = offersOf({ f: scenario.matrix({ text: odd, n: [1, 2] }, () => plain('f')) });
    for (const { id } of family) {
      assert.deepEqual(ids(chooseAll(family, id)), [id]);
      assert.equal(chooseOne(family, id.replace(', n', ',n')).id, id);
    }
  });

  it('says what is nearest, and what there is, where there is none', () => {
    assert.match(
      refusal(() => chooseAll(offers, 'fence')),
      /^The file has no scenario `fence`\. Did you mean `fenced`\? There is fenced, quorum\[/,
    );
    assert.match(
      refusal(() => chooseAll(offers, 'zombie leaseholder')),
      /Did you mean `zombie`\?/,
    );
    assert.match(
      refusal(() => chooseAll(offers, 'quorum[replica=3]')),
      /^`quorum` has no parameter `replica`\. Did you mean `replicas`\? There is `replicas`, `mode`, `backup`\.$/,
    );
    assert.match(
      refusal(() => chooseAll(offers, 'quorum[mode=fats]')),
      /^`quorum` has no scenario with mode=fats\. Did you mean `fast`\? There is fast, "a b", "3", "true"\.$/,
    );
    assert.match(
      refusal(() => chooseAll(offers, 'quorum[replicas]')),
      /has no scenario with replicas=\. There is 3, 5\.$/,
    );
    assert.match(
      refusal(() => chooseAll(offers, 'fenced[replicas=3]')),
      /^`fenced` has no parameters\. Choose it with --scenario fenced\.$/,
    );
    assert.match(
      refusal(() => chooseAll(offers, 'quorum[replicas=3, replicas=5]')),
      /^No scenario of `quorum` has all of \[replicas=3, replicas=5\]\./,
    );
    assert.match(
      refusal(() => chooseOne(offers, 'quorum[replicas=3, mode=fast]')),
      /means 2 scenarios: quorum\[replicas=3, mode=fast, backup=true\], .*such as --scenario "quorum\[replicas=3, mode=fast, backup=true\]"\.$/,
    );
  });

  it('does not list hundreds', () => {
    const many = offersOf({ f: scenario.matrix({ n: Array.from({ length: 500 }, (_, n) => n) }, () => plain('f')) });
    assert.match(
      refusal(() => chooseOne(many, 'f')),
      /^`f` means 500 scenarios: .* and 488 more\./,
    );
    assert.ok(refusal(() => chooseAll(many, 'g')).length < 200);
  });
});

describe('a matrix', () => {
  const make = () => plain('m');
  const mistakes: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['no parameters', () => scenario.matrix({}, make), /^A matrix has no parameters\. /],
    ['a parameter without values', () => scenario.matrix({ n: [1], m: [] }, make), /^The parameter `m` of a matrix has no values/],
    ['a value that is no list', () => scenario.matrix({ n: 3 as never }, make), /^The parameter `n` of a matrix has no list of values\. /],
    ['a value twice', () => scenario.matrix({ n: [1, 2, 1] }, make), /^The parameter `n` of a matrix has the value 1 twice\. /],
    ['a value that is an object', () => scenario.matrix({ n: [{}] as never }, make), /no name can show: one of type object\. Use strings/],
    ['a value that is not defined', () => scenario.matrix({ n: [undefined] as never }, make), /no name can show: one of type undefined\./],
    ['a number that is none', () => scenario.matrix({ n: [Number.NaN] }, make), /no name can show: NaN\./],
    ['a text that fills the table', () => scenario.matrix({ n: ['x'.repeat(100)] }, make), /a value of 100 characters/],
    ['a parameter with an odd name', () => scenario.matrix({ 'a=b': [1] }, make), /a parameter "a=b"\. Name it like a variable/],
    [
      'too many scenarios',
      () => scenario.matrix({ a: Array.from({ length: 100 }, (_, n) => n), b: Array.from({ length: 20 }, (_, n) => n) }, make),
      /^A matrix has 2000 scenarios \(100 of `a` times 20 of `b`\), and may have at most 1000\. /,
    ],
    ['no function', () => scenario.matrix({ n: [1] }, undefined as never), /^A matrix has no function that makes its scenarios\. /],
    ['a function that makes nothing', () => scenario.matrix({ n: [1] }, () => undefined as never), /makes no scenario for \[n=1\]\. /],
    [
      'a function that throws',
      () =>
        scenario.matrix({ n: [1, 2] }, ({ n }) => {
          if (n === 2) throw new RangeError('too many');
          return plain('m');
        }),
      /^The function of a matrix threw for \[n=2\]: RangeError: too many /,
    ],
  ];
  for (const [what, act, expected] of mistakes) it(`with ${what} is refused in one sentence`, () => assert.match(refusal(act), expected));

  it('keeps names readable, and apart', () => {
    const values = ['5ms', '10', 'true', 'null', 'a b', '1e3', 'ä', '-1', 'x"y', '', 10, -0.5, true, null] as const;
    const offers = offersOf({ m: scenario.matrix({ v: values }, make) });
    assert.deepEqual(ids(offers), [
      'm[v=5ms]',
      'm[v="10"]',
      'm[v="true"]',
      'm[v="null"]',
      'm[v="a b"]',
      'm[v="1e3"]',
      'm[v=ä]',
      'm[v="-1"]',
      'm[v="x\\"y"]',
      'm[v=""]',
      'm[v=10]',
      'm[v=-0.5]',
      'm[v=true]',
      'm[v=null]',
    ]);
  });
});
