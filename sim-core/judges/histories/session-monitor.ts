import { canonicalText } from '../../base/canonical-text.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import type { HistoryEntry, Invoked } from './entry.ts';
import type { HistoryMonitor, Impossible, Standing } from './monitor.ts';
import type { OperationReader } from './operation-reader.ts';
import type { SessionGuarantee } from './session-claim.ts';

/** A write of a value to a key, which is known by both. */
interface Write {
  readonly key: string;
  readonly value: string;
  /** The operation; undefined for what the key held before anybody wrote to it, and for what nobody is known to have written. */
  id: number | undefined;
  /** What has to be seen together with it, and the operation that says so. */
  readonly with: Map<Write, number>;
  /** What of its key comes after it, and why. */
  readonly before: Map<Write, readonly number[]>;
}

interface UnderWay {
  readonly invoked: Invoked;
  readonly operation: string;
  readonly key: string;
  readonly of: unknown;
  /** What its client had to see when it began. */
  readonly seen: Map<Write, readonly number[]>;
}

/** What one client must see from now on, and the operations that say so. */
interface Session {
  readonly seen: Map<Write, readonly number[]>;
  /** What it has written, and has been told so. */
  readonly written: Write[];
  /** What it has read. */
  readonly read: Map<Write, number>;
}

/**
 * Whether every client gets what session guarantees promise it: whether there is one order of the writes of each key, in
 * which every read returns the last of the writes that it must see, or a later one (Terry et al. 1994; in terms of what
 * clients see, Viotti and Vukolić 2016). Each value is written to a key once.
 */
export class SessionMonitor implements HistoryMonitor {
  readonly because = 'It is decided at each operation.';
  readonly #has: ReadonlySet<SessionGuarantee>;
  readonly #newReader: () => OperationReader;
  readonly #reader: OperationReader;
  readonly #entries: HistoryEntry[] = [];
  readonly #writes = new Map<string, Write>();
  readonly #sessions = new Map<string, Session>();
  readonly #underWay = new Map<number, UnderWay>();
  #ring: readonly number[] | undefined;

  constructor(guarantees: readonly SessionGuarantee[], newReader: () => OperationReader) {
    this.#has = new Set(guarantees);
    this.#newReader = newReader;
    this.#reader = newReader();
  }

  take(entry: HistoryEntry): Standing {
    this.#entries.push(entry);
    if (entry.type === 'invoke') this.#invoke(entry);
    else if (entry.type === 'ok') {
      const begun = this.#underWay.get(entry.id);
      if (begun) this.#complete(begun, begun.operation === 'read' ? this.#reader.output(entry) : undefined);
    }
    return this.#ring ? 'violated' : 'held';
  }

  impossible(): Impossible {
    const ring = [...new Set(this.#ring!)].sort((a, b) => a - b);
    let witness: readonly number[] = ring;
    for (const id of ring) {
      const rest = witness.filter((each) => each !== id);
      if (this.#isViolatedBy(rest)) witness = rest;
    }
    const promised = [...this.#has].join(' and ');
    const because = `No order of the writes gives each client ${promised}: these ${witness.length} operations contradict each other.`;
    return { because, witness, isMinimal: true };
  }

  /** Whether these operations alone break what is promised: fewer operations demand less. */
  #isViolatedBy(ids: readonly number[]): boolean {
    const alone = new SessionMonitor([...this.#has], this.#newReader);
    return this.#entries.some((entry) => ids.includes(entry.id) && alone.take(entry) === 'violated');
  }

  #invoke(entry: Invoked): void {
    const asked = this.#reader.invoked(entry);
    if (!asked) return;
    const { operation, input } = asked;
    const { key, of } = input as { readonly key: string; readonly of: unknown };
    if (operation !== 'read' && operation !== 'write')
      throw new ScenarioError(
        `Of the operation '${entry.operation}' of '${entry.client}', session guarantees know nothing.`,
        'They are about reads and writes of a key: leave out the others with `readAs`.',
      );
    const session = this.#sessionOf(entry.client);
    this.#underWay.set(entry.id, { invoked: entry, operation, key, of, seen: new Map(operation === 'read' ? session.seen : []) });
    if (operation === 'read') return;
    const known = this.#writes.get(nameOf(key, canonicalText(of)));
    if (known && (known.id !== undefined || known.value === 'null'))
      throw new ScenarioError(
        `'${entry.client}' writes ${canonicalText(of)} to ${key}, which was written before.`,
        'Let each write have a value of its own, so that a read tells whose value it is, as `unique` of a workload does.',
      );
    // Nobody can tell what a client has to see of a write before it is known to have happened, or was read.
    const write = known ?? this.#add(key, canonicalText(of), entry.id);
    write.id = entry.id;
    if (this.#has.has('monotonic-writes')) for (const before of session.written) this.#goesWith(write, before, entry.id);
    if (this.#has.has('writes-follow-reads')) for (const [before, read] of session.read) this.#goesWith(write, before, read);
  }

  /** Who sees a write must see another one too, which, if of the same key, is the older of the two. */
  #goesWith(write: Write, before: Write, by: number): void {
    write.with.set(before, by);
    if (before.key === write.key) this.#order(before, write, [by]);
  }

  #complete({ invoked: { id, client }, operation, key, of, seen }: UnderWay, output: unknown): void {
    this.#underWay.delete(id);
    const session = this.#sessionOf(client);
    if (operation === 'write') {
      const write = this.#writes.get(nameOf(key, canonicalText(of)))!;
      session.written.push(write);
      if (this.#has.has('read-your-writes')) this.#see(session.seen, write, [id]);
      return;
    }
    const value = canonicalText(output === '' ? null : output);
    const read = this.#writes.get(nameOf(key, value)) ?? this.#add(key, value, undefined);
    this.#see(seen, read, [id]);
    if (this.#has.has('monotonic-reads')) this.#see(session.seen, read, [id]);
    for (const [older, since] of seen) if (older.key === key && older !== read) this.#order(older, read, [...since, id]);
    if (read.id !== undefined) session.read.set(read, id);
  }

  #see(seen: Map<Write, readonly number[]>, write: Write, by: readonly number[]): void {
    if (seen.has(write)) return;
    seen.set(write, by);
    for (const [other, says] of write.with) this.#see(seen, other, [...by, ...idsOf(write), says]);
  }

  #add(key: string, value: string, id: number | undefined): Write {
    const write: Write = { key, value, id, with: new Map(), before: new Map() };
    this.#writes.set(nameOf(key, value), write);
    return write;
  }

  #sessionOf(client: string): Session {
    let session = this.#sessions.get(client);
    if (!session) this.#sessions.set(client, (session = { seen: new Map(), written: [], read: new Map() }));
    return session;
  }

  /** One write comes before another of its key, because of these operations. */
  #order(older: Write, newer: Write, because: readonly number[]): void {
    if (older.before.has(newer) || this.#ring) return;
    older.before.set(newer, because);
    // What a key held at the beginning is older than every write, whoever has seen it.
    const isFirst = newer.id === undefined && newer.value === 'null';
    const path = isFirst ? [] : pathOf(newer, older);
    if (!path) return;
    this.#ring = [...idsOf(older), ...idsOf(newer), ...because, ...path];
  }
}

const nameOf = (key: string, value: string): string => `${key} ${value}`;
const idsOf = ({ id }: Write): readonly number[] => (id === undefined ? [] : [id]);

/** The operations that say that one write comes before another. */
function pathOf(from: Write, to: Write): readonly number[] | undefined {
  const reached = new Map<Write, readonly number[]>([[from, []]]);
  for (const [write, why] of reached) {
    if (write === to) return why;
    for (const [next, because] of write.before) if (!reached.has(next)) reached.set(next, [...why, ...because, ...idsOf(next)]);
  }
  return undefined;
}
