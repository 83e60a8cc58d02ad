import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { lensPlaces } from '../../extension/lens-places.ts';
import { PROJECT } from '../support/runner.ts';

const told = (text: string): string[] =>
  lensPlaces(text).map(({ line, what, id, name }) => [line + 1, what, id, name].filter((part) => part !== undefined).join(' '));

describe('what can be run above a line', () => {
  it('is each scenario by its name, each property and each handler', () => {
    const text = [
      "export default scenario({ name: 'a' });",
      "export const small = scenario({ name: 'b' });",
      'export const quorum = scenario.matrix({ replicas: [3, 5] }, (p) => scenario({}));',
      '  @safety static holds() {}',
      "  @liveness({ within: '10s' }) static ends() {}",
      '    write(state, { text }, self, from) {',
      '  init: (self) => ({}),',
      '  init(self) {',
      '      [EVIL](state, message) {',
      '    ping(_state, message, self) {',
    ].join('\n');
    assert.deepEqual(told(text), [
      '1 scenario default',
      '2 scenario small',
      '3 scenario quorum',
      '4 property holds',
      '5 property ends',
      '6 handler write',
      '7 handler init',
      '8 handler init',
      '9 handler',
      '10 handler ping',
    ]);
  });

  it('is nothing above calls, conditions, functions and remarks', () => {
    const text = [
      '    grantNext(state, self);',
      '  if (state) {',
      'function grant(state, self) {',
      '// export default scenario({',
      '  scenario({',
    ].join('\n');
    assert.deepEqual(told(text), []);
  });

  it('is what an example has', () => {
    assert.deepEqual(told(readFileSync(join(PROJECT, 'examples/leases/zombie.ts'), 'utf8')), [
      '23 handler init',
      '25 handler write',
      '32 scenario default',
    ]);
  });
});
