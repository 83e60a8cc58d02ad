/** Traces made by hand, for tests that look at how a run is shown rather than at how it came about. */
import type { PanelRun, RecordedRun } from '../../runner/protocol.ts';
import { worst, type PropertyOutcome } from '../../sim-core/base/verdict.ts';
import { packColumns } from '../../sim-core/trace/columns.ts';
import { FLAG, KIND, NONE, type EventKind } from '../../sim-core/trace/event.ts';
import { packSpans, type FaultFact, type Span, type LastingKind } from '../../sim-core/trace/facts.ts';
import { TraceRecorder } from '../../sim-core/trace/recorder.ts';
import type { ByzantineOverrides, Outcome, Trace } from '../../sim-core/trace/trace.ts';

interface Details {
  readonly node?: string;
  readonly peer?: string;
  readonly name?: string;
  readonly cause?: number;
  readonly value?: unknown;
  readonly flags?: number;
}

/** Adds event after event; each call returns the step that it made. */
export class SyntheticTrace {
  readonly nodes: readonly string[];
  readonly #recorder = new TraceRecorder();
  readonly #sends: { from: string; to: string; name: string; value: unknown }[] = [];
  readonly #faults: FaultFact[] = [];
  readonly #spans: Span[] = [];
  #forgeable: Readonly<Record<string, readonly string[]>> = {};
  #time = 0;
  /** Counted here, because a recorder joins all its blocks to tell its columns. */
  #steps = 0;

  constructor(nodes: readonly string[]) {
    this.nodes = nodes;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Lets simulated time pass. */
  after(microseconds: number): this {
    this.#time += microseconds;
    return this;
  }

  event(kind: EventKind, { node, peer, name = '', cause = NONE, value, flags = 0 }: Details = {}): number {
    const step = this.steps;
    const at = (of: string | undefined): number => (of === undefined ? -1 : this.nodes.indexOf(of));
    this.#recorder.add(
      KIND[kind],
      flags,
      this.#time,
      at(node),
      at(peer),
      name,
      cause,
      value === undefined ? NONE : this.#recorder.keep(value),
      0,
    );
    this.#steps += 1;
    return step;
  }

  start(...nodes: readonly string[]): this {
    for (const node of nodes) this.event('start', { node });
    return this;
  }

  send(from: string, to: string, name: string, fields: Readonly<Record<string, unknown>> = {}, flags = 0): number {
    const value = { type: name, ...fields };
    const step = this.event('send', { node: from, peer: to, name, value, flags });
    this.#sends[step] = { from, to, name, value };
    return step;
  }

  deliver(send: number, flags = 0): number {
    const { from, to, name, value } = this.#sends[send]!;
    return this.event('deliver', { node: to, peer: from, name, value, cause: send, flags });
  }

  drop(send: number, why: string, flags = 0): number {
    const { from, to, value } = this.#sends[send]!;
    return this.event('drop', { node: to, peer: from, name: why, value, cause: send, flags });
  }

  /** Says that something was so at a node from one step to another, or to the end; `name` is an operation's. */
  span(
    kind: Exclude<LastingKind, 'fault'>,
    node: string,
    from: number,
    to?: number,
    { name, track = 0 }: { name?: string; track?: number } = {},
  ): this {
    const label = name === undefined ? -1 : this.#recorder.strings.indexOf(name);
    this.#spans.push({ kind, node: this.nodes.indexOf(node), from, to: to ?? Infinity, track, label });
    return this;
  }

  /** Says that a fault was planned, and from which step to which it was active on the links if it was. */
  fault(fact: Pick<FaultFact, 'kind' | 'label'> & Partial<FaultFact>, from?: number, to?: number, track = 0): this {
    const label = this.#faults.length;
    this.#faults.push({
      name: `faults[${label}]`,
      line: '',
      at: 0,
      observed: 0,
      ...(from === undefined ? {} : { struckAt: from }),
      ...fact,
    });
    if (from !== undefined) this.#spans.push({ kind: 'fault', node: -1, from, to: to ?? Infinity, track, label });
    return this;
  }

  /** What a liar would lie about, by node. */
  forgeable(fields: Readonly<Record<string, readonly string[]>>): this {
    this.#forgeable = fields;
    return this;
  }

  trace(outcome: Partial<Outcome> = {}, byzantine: ByzantineOverrides = {}): Trace {
    const properties = outcome.properties ?? [];
    return {
      outcome: {
        scenario: 'synthetic',
        seed: 7,
        verdict: worst(properties.map(({ verdict }) => verdict)),
        properties,
        events: this.steps,
        simulatedMicroseconds: this.#time,
        hash: '0123456789abcdef',
        faults: {},
        ...outcome,
      },
      byzantine,
      nodes: this.nodes,
      strings: this.#recorder.strings,
      values: this.#recorder.values,
      columns: this.#recorder.columns(),
      faults: this.#faults,
      spans: packSpans(this.#spans.map((span) => ({ ...span, to: Math.min(span.to, this.steps) })).sort((a, b) => a.from - b.from)),
      forgeable: this.#forgeable,
    };
  }
}

export function panelRun(trace: Trace, more: Partial<PanelRun> = {}): PanelRun {
  const { values: _values, columns, spans, ...told } = trace;
  // Both in buffers of their own, as they arrive from a worker.
  const run: RecordedRun = { ...told, length: columns.length, columns: packColumns(columns), spans: spans.slice().buffer };
  return { file: '/home/user/scenario.ts', scenario: 'default', run, cursor: 0, ...more };
}

export function safetyViolation(name: string, step: number, because: string, nodes: readonly string[] = []): PropertyOutcome {
  return { name, kind: 'safety', verdict: 'violated', step, because, evidence: { nodes } };
}

/** Five nodes and one event of each kind at least, with names that a user could have chosen. */
export function everyKind(): { readonly builder: SyntheticTrace; readonly violated: number } {
  const builder = new SyntheticTrace(['lock', 'storage', 'client1', 'client2', 'observer']);
  builder.start('lock', 'storage', 'client1', 'client2', 'observer').after(812_345);
  const timer = builder.event('timer', { node: 'client1', name: 'acquire', cause: 2 });
  const acquire = builder.send('client1', 'lock', 'acquire');
  builder.after(9_120).deliver(acquire);
  builder.event('write', { node: 'lock', name: 'book', value: { value: { token: 33 } } });
  builder.after(2_000).event('sync', { node: 'lock' });
  const granted = builder.send('lock', 'client1', 'granted', { token: 33, expiresAt: 10_823.465 });
  builder.after(7_430).deliver(granted);
  const partition = builder
    .after(1_500_000)
    .event('partition', { name: 'lock, storage, client1 | client2, observer', value: { from: ['lock'], to: ['client2'], oneWay: false } });
  const cut = builder.send('client2', 'lock', 'acquire');
  builder.drop(cut, 'partitioned');
  const heal = builder.after(500_000).event('heal', { name: 'lock, storage, client1 | client2, observer' });
  const again = builder.send('client2', 'lock', 'acquire');
  const write = builder.after(200_000).event('timer', { node: 'client1', name: 'write', cause: timer });
  const invoke = builder.event('invoke', { node: 'client1', name: 'write', value: { input: { text: 'client1, text 1', token: 33 } } });
  const stall = builder.event('pause', { node: 'client1', name: 'stall', flags: FLAG.stall, cause: write });
  builder.after(13_000).deliver(again, FLAG.overtaken);
  builder.after(9_800_000).event('timer', { node: 'lock', name: 'expire' });
  const second = builder.send('lock', 'client2', 'granted', { token: 34, expiresAt: 23_000 });
  builder.after(8_200).deliver(second);
  const crash = builder.event('crash', { node: 'observer' });
  const toObserver = builder.send('lock', 'observer', 'report', { leases: 2 });
  builder.after(5_000).drop(toObserver, 'node is down');
  const fresh = builder.after(300_000).send('client2', 'storage', 'write', { text: 'client2, text 1', token: 34 });
  builder.after(6_000).deliver(fresh);
  const written = builder.send('storage', 'client2', 'written');
  builder.after(4_000).deliver(written);
  builder.after(700).deliver(written, FLAG.duplicate);
  const restart = builder.after(90_000).event('restart', { node: 'observer' });
  const pause = builder.event('pause', { node: 'observer' });
  builder.event('fault', { node: 'client2', name: 'clock +2s' });
  const loss = builder.event('fault', { name: 'loss 20% on all links' });
  const thaw = builder.event('resume', { node: 'client1', name: 'stall', flags: FLAG.stall });
  const zombie = builder.send('client1', 'storage', 'write', { text: 'client1, text 1', token: 33 }, FLAG.byzantine);
  const finish = builder.event('finish', { node: 'client1', cause: write });
  const violated = builder.after(12_345).deliver(zombie, FLAG.byzantine);
  const reply = builder.send('storage', 'client1', 'written');
  builder.after(4_100).deliver(reply);
  const complete = builder.event('complete', { node: 'client1', name: 'write', value: { status: 'ok' } });
  const resume = builder.event('resume', { node: 'observer' });
  builder.event('note', { node: 'observer', name: 'two writers were seen' });
  const stabilised = builder.after(1_000_000).event('stabilise');
  builder.send('client1', 'lock', 'release', { token: 33 });
  builder
    .span('operation', 'client1', invoke, complete, { name: 'write' })
    .span('busy', 'client1', write, finish)
    .span('stalled', 'client1', stall, thaw);
  builder.span('down', 'observer', crash, restart).span('paused', 'observer', pause, resume);
  builder.fault(
    { kind: 'partition', label: 'lock, storage, client1 | client2, observer', cut: { sideOf: [0, 0, 0, 1, 1], oneWay: false } },
    partition,
    heal,
  );
  builder.fault({ kind: 'loss', label: 'loss 20% on all links' }, loss, stabilised);
  builder.forgeable({ client1: ['token'], storage: ['token', 'expiresAt'] });
  return { builder, violated };
}

/** A long run of requests and replies among five nodes, with messages that stay under way for long. */
export function longTrace(events: number): SyntheticTrace {
  const nodes = ['s1', 's2', 's3', 's4', 's5'];
  const builder = new SyntheticTrace(nodes);
  builder.start(...nodes);
  const underWay: number[] = [];
  let state = 12_345;
  const below = (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  while (builder.steps < events) {
    builder.after(below(4_000));
    const choice = below(20);
    if (underWay.length > 0 && choice < 9) {
      // Mostly the oldest, but some wait for hundreds of steps.
      const [send] = underWay.splice(choice === 0 ? below(underWay.length) : 0, 1);
      if (choice === 1) builder.drop(send!, 'lost');
      else builder.deliver(send!);
    } else if (choice < 18) {
      const from = below(5);
      const send = builder.send(nodes[from]!, nodes[(from + 1 + below(4)) % 5]!, choice % 2 === 0 ? 'append' : 'heartbeat', {
        term: below(9),
        index: builder.steps,
      });
      if (choice < 17) underWay.push(send);
    } else builder.event('timer', { node: nodes[below(5)]!, name: 'tick' });
  }
  return builder;
}
