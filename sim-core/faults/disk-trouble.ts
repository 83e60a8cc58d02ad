import type { DiskTrouble } from '../world/disk-troubles.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface LyingSyncTypes<Name extends string> {
  /**
   * `self.disk.sync()` returns as ever and makes nothing durable, as drives do whose cache says that it has written (Rajimwale et al.,
   * "Coerced Cache Eviction", DSN 2011). A sync after it makes all of it durable.
   */
  form: { readonly lyingSync: Name; readonly for: FaultLength };
  strike: Strike<Name>;
}

export interface LostWritesTypes<Name extends string> {
  /**
   * What is written never reaches the disk, and nobody is told (Bairavasundaram et al., "An Analysis of Data Corruption in the
   * Storage Stack", FAST 2008): the next handler reads what was there before.
   */
  form: { readonly lostWrites: Name; readonly for: FaultLength };
  strike: Strike<Name>;
}

export interface MisdirectedWritesTypes<Name extends string> {
  /**
   * What is written lands in the place of another key, the next one on the disk, and nobody is told (as for `lostWrites`). A
   * disk that holds no other key writes where it should.
   */
  form: { readonly misdirectedWrites: Name; readonly for: FaultLength };
  strike: Strike<Name>;
}

type Form<Kind extends DiskTrouble> = Readonly<Record<Kind, string>> & { readonly for: FaultLength };

/** A disk that does not do what it says, for some time. */
function diskTrouble<Kind extends DiskTrouble>(kind: Kind): FaultKind<Form<Kind>, { readonly node: number }, Strike<string>> {
  return {
    keys: ['for'],
    plan: (form, { node, endOf }) => ({ node: node(form[kind], kind), until: endOf(form.for) }),
    begin: ({ node }, world, name) => world.troubles(node, name, kind),
    end: ({ node }, world, name) => world.untroubled(node, name),
    describe: ({ node }) => ({ label: '', node }),
    // Hardly any system is made for it, so that a nemesis of everything leaves it out.
    nemesis: {
      keys: [],
      lasts: true,
      draw: (_strike, { pick, lasts }) => ({ [kind]: pick(), for: lasts() }) as Form<Kind>,
    },
  };
}

export const lyingSync = diskTrouble('lyingSync');
export const lostWrites = diskTrouble('lostWrites');
export const misdirectedWrites = diskTrouble('misdirectedWrites');
