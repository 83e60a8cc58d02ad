import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { whereDisksMayBeBad } from './disk-trouble.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

interface Block {
  /**
   * How much is written as one: characters of a text, bytes, items of an array, entries of a Map or Set, fields of an object. A whole
   * number from 1; 1, if absent, since what stands for a page in a simulation is small. What is no larger is never torn.
   */
  readonly block?: number;
}

export interface TornWritesTypes<Name extends string> {
  /**
   * A crash cuts off a write that was not synced: up to a block its value is the new one, and behind that lies what was there before
   * (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014). Each crash tears one write at most, of those that come next under
   * their keys. Numbers are written whole.
   */
  form: { readonly tornWrites: Name; readonly for: FaultLength } & Block;
  strike: Strike<Name> & Block;
}

interface PlannedTears {
  readonly node: number;
  readonly block: number;
}

export const tornWrites: FaultKind<TornWritesTypes<string>['form'], PlannedTears, TornWritesTypes<string>['strike']> = {
  keys: ['block', 'for'],
  glyph: 'tornWrites',
  plan: (form, { node, endOf, count }) => ({
    node: node(form.tornWrites, 'tornWrites'),
    block: count(form.block ?? 1, 'block'),
    until: endOf(form.for),
  }),
  begin: ({ node, block }, world, name) => world.disks.troubles(node, name, 'tornWrites', block),
  end: ({ node }, world, name) => world.disks.untroubled(node, name),
  describe: ({ node, block }) => ({ label: block === 1 ? '' : `at ${block}`, node, isOfDisk: true, strain: { betrays: true } }),
  nemesis: {
    keys: ['block'],
    lasts: true,
    isOfDisk: true,
    // It needs a crash to show, so that one of it lasts.
    usual: (facts) => whereDisksMayBeBad(facts) && { for: 'ever' },
    check({ block }, { where }) {
      if (block === undefined || (Number.isSafeInteger(block) && block >= 1)) return;
      throw new ScenarioError(`The \`block\` of ${where} is ${writtenText(block)}.`, 'Write a whole number from 1.', { path: ['block'] });
    },
    draw: ({ block }, { pick, lasts }) => ({ tornWrites: pick(), ...(block === undefined ? {} : { block }), for: lasts() }),
  },
};
