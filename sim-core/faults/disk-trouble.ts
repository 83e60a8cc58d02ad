import type { DiskTrouble } from '../base/disk-trouble.ts';
import type { FaultKind, ScenarioFacts, Strike } from './fault-kind.ts';
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

export interface FailedSyncTypes<Name extends string> {
  /**
   * `self.disk.sync()` throws a `DiskError` with the code `EIO`, and what it should have made durable counts as written: it can still
   * be read, and no later sync makes it durable, so that a crash takes it away unless it was written anew (Rebello et al., "Can
   * Applications Recover from fsync Failures?", USENIX ATC 2020).
   */
  form: { readonly failedSync: Name; readonly for: FaultLength };
  strike: Strike<Name>;
}

export interface DiskFullTypes<Name extends string> {
  /** `self.disk.write()` throws a `DiskError` with the code `ENOSPC`, and writes nothing. A `delete` needs no space. */
  form: { readonly diskFull: Name; readonly for: FaultLength };
  strike: Strike<Name>;
}

export interface ReadErrorsTypes<Name extends string> {
  /**
   * `self.disk.read()` throws a `DiskError` with the code `EIO` for what it has to read from the disk (latent sector errors; Bairavasundaram
   * et al., SIGMETRICS 2007). What was not synced yet is in the cache, and is read as ever.
   */
  form: { readonly readErrors: Name; readonly for: FaultLength };
  strike: Strike<Name>;
}

/** What a handler is told of, by an error. */
const SAID: ReadonlySet<DiskTrouble> = new Set(['failedSync', 'diskFull', 'readErrors']);

type Form<Kind extends DiskTrouble> = Readonly<Record<Kind, string>> & { readonly for: FaultLength };

/** A disk that does not do what it says, or says that it does not do it, for some time. */
function diskTrouble<Kind extends DiskTrouble>(kind: Kind): FaultKind<Form<Kind>, { readonly node: number }, Strike<string>> {
  return {
    keys: ['for'],
    glyph: kind,
    plan: (form, { node, endOf }) => ({ node: node(form[kind], kind), until: endOf(form.for) }),
    begin: ({ node }, world, name) => world.disks.troubles(node, name, kind),
    end: ({ node }, world, name) => world.disks.untroubled(node, name),
    describe: ({ node }) => ({ label: '', node, isOfDisk: true, strain: { betrays: !SAID.has(kind) } }),
    nemesis: {
      keys: [],
      lasts: true,
      isOfDisk: true,
      usual: whereDisksMayBeBad,
      draw: (_strike, { pick, lasts }) => ({ [kind]: pick(), for: lasts() }) as Form<Kind>,
    },
  };
}

/** Hardly any system is made for it, so that a nemesis of everything has it only where the scenario says on how many nodes. */
export function whereDisksMayBeBad({ badDisks = 0 }: ScenarioFacts): object | undefined {
  return badDisks > 0 ? {} : undefined;
}

export const lyingSync = diskTrouble('lyingSync');
export const lostWrites = diskTrouble('lostWrites');
export const misdirectedWrites = diskTrouble('misdirectedWrites');
export const failedSync = diskTrouble('failedSync');
export const diskFull = diskTrouble('diskFull');
export const readErrors = diskTrouble('readErrors');
