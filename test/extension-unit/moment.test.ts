import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { momentCommand, momentOf, momentQuery, type Moment } from '../../extension/moment.ts';

const MOMENT: Moment = { file: 'examples/leases/zombie.ts', seed: 7, changes: {}, step: 50 };

describe('a link to a moment', () => {
  const moments: readonly Moment[] = [
    MOMENT,
    { ...MOMENT, scenario: 'quorum[replicas=3]' },
    { ...MOMENT, file: 'a b/ümlaut&x=1.ts', step: 0 },
    { ...MOMENT, changes: { byzantine: { client1: { behaviour: 'forge', fields: { token: 2n ** 70n } } }, drops: ['a>b#1'] } },
  ];
  for (const [index, moment] of moments.entries())
    it(`is read as it was written, ${index + 1}`, () => assert.deepEqual(momentOf(momentQuery(moment)), moment));

  it('leads to nothing outside of the folder, and is nothing when it is malformed', () => {
    for (const file of [
      '../secret.ts',
      '/etc/passwd.ts',
      'a/../../b.ts',
      'C:/x.ts',
      'c:x.ts',
      'a\\..\\b.ts',
      '',
      'a//b.ts',
      '//host/share.ts',
    ])
      assert.equal(momentOf(momentQuery({ ...MOMENT, file })), undefined, file);
    for (const query of [
      '',
      'file=a.ts',
      'file=a.ts&seed=-1&step=2',
      'file=a.ts&seed=1e3&step=2',
      'file=a.ts&seed=1&step=99999999999999999999',
    ])
      assert.equal(momentOf(query), undefined, query);
    for (const byzantine of ['{', '[]', 'null', '1']) {
      const query = `file=a.ts&seed=1&step=2&byzantine=${encodeURIComponent(byzantine)}`;
      assert.equal(momentOf(query), undefined, query);
    }
  });

  it('is read as older versions wrote it', () => {
    const byzantine = encodeURIComponent('{"a":{"behaviour":"silent"}}');
    assert.deepEqual(momentOf(`file=a.ts&seed=1&step=2&byzantine=${byzantine}`)?.changes, { byzantine: { a: { behaviour: 'silent' } } });
  });

  it('has the command line’s form', () => {
    assert.equal(momentCommand(MOMENT), 'npx backstep run examples/leases/zombie.ts --seed 7 --at 50');
    assert.equal(
      momentCommand({ ...MOMENT, scenario: 'small' }),
      'npx backstep run examples/leases/zombie.ts --scenario small --seed 7 --at 50',
    );
    assert.equal(
      momentCommand({ ...MOMENT, changes: { drops: ['a>b#1'] } }),
      `npx backstep run examples/leases/zombie.ts --seed 7 --what-if '{"drops":["a>b#1"]}' --at 50`,
    );
  });
});
