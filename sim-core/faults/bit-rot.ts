import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { whereDisksMayBeBad } from './disk-trouble.ts';
import type { FaultKind, Strike } from './fault-kind.ts';

interface Rotting {
  /** Under which key; one that is drawn of those that hold something durable, if absent. */
  readonly key?: string;
  /** Whether a checksum finds it: `self.disk.read()` then throws a `DiskError` with the code `EIO`. With false it reads what lies there. True, if absent. */
  readonly checksum?: boolean;
}

export interface BitRotTypes<Name extends string> {
  /**
   * A durable value becomes another by itself: a bit of a number, a character, a byte (Bairavasundaram et al., "An Analysis of
   * Data Corruption in the Storage Stack", FAST 2008). It keeps its type, and is wrong until it is written anew.
   */
  form: { readonly bitRot: Name } & Rotting;
  strike: Omit<Strike<Name>, 'for'> & Rotting;
}

interface PlannedRot {
  readonly node: number;
  readonly key: string | undefined;
  readonly isFound: boolean;
}

export const bitRot: FaultKind<BitRotTypes<string>['form'], PlannedRot, BitRotTypes<string>['strike']> = {
  keys: ['key', 'checksum'],
  plan(form, { node, where }) {
    checkRotting(form, where);
    return { node: node(form.bitRot, 'bitRot'), key: form.key, isFound: form.checksum ?? true };
  },
  begin: ({ node, ...rot }, world, name) => world.disks.rots(node, name, rot),
  describe: ({ node, key, isFound }) => ({
    label: [key === undefined ? '' : `'${key}'`, isFound ? '' : 'not found'].filter(Boolean).join(', '),
    node,
    isOfDisk: true,
    ...(isFound ? {} : { strain: { betrays: true } }),
  }),
  nemesis: {
    keys: ['key', 'checksum'],
    lasts: false,
    isOfDisk: true,
    usual: whereDisksMayBeBad,
    check: (strike, { where }) => checkRotting(strike, where),
    draw: ({ key, checksum }, { pick }) => ({
      bitRot: pick(),
      ...(key === undefined ? {} : { key }),
      ...(checksum === undefined ? {} : { checksum }),
    }),
  },
};

function checkRotting({ key, checksum }: Rotting, where: string): void {
  if (key !== undefined && typeof key !== 'string')
    throw new ScenarioError(`The \`key\` of ${where} is ${writtenText(key)}.`, 'Write the key, or leave it out for any.', {
      path: ['key'],
    });
  if (checksum !== undefined && typeof checksum !== 'boolean')
    throw new ScenarioError(`The \`checksum\` of ${where} is ${writtenText(checksum)}.`, 'Write true or false.', { path: ['checksum'] });
}
