import { FLAG, type FlagName } from './event-flags.ts';

/**
 * The catalogue of event kinds: all that the diagram, the legend, the reports and the exports need to
 * know of a kind stands in its row. The order of the rows is part of the trace format: a kind is
 * stored as its position here, so new kinds are only ever added at the end.
 */
export interface EventKindRow {
  /** The kind itself, which is also the word for it. */
  readonly kind: string;
  /**
   * What the event's `name` is. A `subject`, such as a message's type, says what happened; a `remark`
   * is all there is to say; a `reason` says why; `parties` are who takes part; with `none` the kind
   * says it all.
   */
  readonly name: 'subject' | 'remark' | 'reason' | 'parties' | 'none';
  /** What the event's value is, which decides how it is told in one line. */
  readonly value: 'message' | 'written' | 'input' | 'result' | 'none';
  /** What it is to a message. Its `peer` is the target where it leaves, the source where it arrives or is lost. */
  readonly message?: 'leaves' | 'arrives' | 'lost';
  /** The handler that runs at it; the others are effects of one, or of the world. */
  readonly handler?: 'init' | 'on' | 'timers';
  /** The first words of its row, where the kind itself would not do. */
  readonly lead?: string;
  /** What is said in its row besides, where there is more to say than the kind. */
  readonly aside?: string;
  /** The name of its shape; a shape may serve several kinds. */
  readonly glyph: string;
  /** The mood in which it is drawn. */
  readonly tone: EventTone;
  /** What the legend says of its shape. */
  readonly legend: string;
  /** What is told otherwise when a flag is set. */
  readonly flagged?: {
    readonly flag: FlagName;
    readonly lead?: string;
    readonly aside?: string;
    readonly glyph?: string;
    readonly tone?: EventTone;
    readonly legend?: string;
  };
}

/** A colour for everything of one mood, since a colour for each kind would be a rainbow. */
export type EventTone = 'plain' | 'quiet' | 'message' | 'bad' | 'fault' | 'good' | 'client' | 'epoch';

export const EVENT_CATALOGUE = [
  // A node came up for the first time and ran `init`.
  { kind: 'start', name: 'none', value: 'none', handler: 'init', glyph: 'start', tone: 'good', legend: 'start' },
  // A message left its source.
  { kind: 'send', name: 'subject', value: 'message', message: 'leaves', glyph: 'send', tone: 'message', legend: 'send' },
  // A handler ran for a message. `cause` is the send.
  {
    kind: 'deliver',
    name: 'subject',
    value: 'message',
    message: 'arrives',
    handler: 'on',
    glyph: 'deliver',
    tone: 'message',
    legend: 'delivery',
    flagged: { flag: 'corrupted', glyph: 'corrupted', tone: 'bad', legend: 'delivery, corrupted' },
  },
  // A message was lost. `node` is the target, `cause` the send.
  { kind: 'drop', name: 'reason', value: 'message', message: 'lost', glyph: 'drop', tone: 'bad', legend: 'message lost here' },
  // A timer fired and its handler ran. `cause` is the step that set it.
  { kind: 'timer', name: 'subject', value: 'none', handler: 'timers', glyph: 'timer', tone: 'plain', legend: 'timer fires' },
  // The process stopped and its memory was lost; the name says why, where no fault did it.
  { kind: 'crash', name: 'reason', value: 'none', glyph: 'crash', tone: 'bad', legend: 'crash' },
  // The process came up again and ran `init` on what its disk kept.
  { kind: 'restart', name: 'none', value: 'none', handler: 'init', glyph: 'restart', tone: 'good', legend: 'restart' },
  // The process froze; inside a handler this is a stall. `name` is the cause, where it has one.
  {
    kind: 'pause',
    name: 'reason',
    value: 'none',
    glyph: 'pause',
    tone: 'fault',
    legend: 'pause',
    flagged: { flag: 'stall', lead: 'pause inside the handler', glyph: 'stall', legend: 'stall in a handler' },
  },
  // The process thawed.
  {
    kind: 'resume',
    name: 'reason',
    value: 'none',
    glyph: 'resume',
    tone: 'good',
    legend: 'resume',
    flagged: { flag: 'stall', lead: 'resume inside the handler' },
  },
  // A handler that took simulated time completed: its new state is visible from here on.
  { kind: 'finish', name: 'none', value: 'none', glyph: 'finish', tone: 'quiet', legend: 'handler ends' },
  // A disk write, not yet durable. `name` is the key.
  { kind: 'write', name: 'subject', value: 'written', glyph: 'write', tone: 'plain', legend: 'disk write' },
  // Everything written so far became durable.
  { kind: 'sync', name: 'none', value: 'none', glyph: 'sync', tone: 'quiet', legend: 'disk sync' },
  // The author's own remark, `self.log`.
  { kind: 'note', name: 'remark', value: 'none', glyph: 'note', tone: 'plain', legend: 'note' },
  // A client began an operation of the history. `name` is the operation.
  { kind: 'invoke', name: 'subject', value: 'input', glyph: 'invoke', tone: 'client', legend: 'operation begins' },
  // A client's operation ended. `name` is the operation, the value holds `ok`, `failed` or `info`.
  { kind: 'complete', name: 'subject', value: 'result', glyph: 'complete', tone: 'client', legend: 'operation ends' },
  // Links were cut. The value holds `from` and `to`.
  { kind: 'partition', name: 'parties', value: 'none', glyph: 'partition', tone: 'fault', legend: 'partition' },
  // Links that were cut work again.
  { kind: 'heal', name: 'parties', value: 'none', glyph: 'heal', tone: 'good', legend: 'heal' },
  // Another link or clock fault began or ended. `name` describes it.
  {
    kind: 'fault',
    name: 'remark',
    value: 'none',
    glyph: 'fault',
    tone: 'fault',
    legend: 'other fault',
    flagged: { flag: 'ends', aside: 'ends', glyph: 'faultEnd', tone: 'good', legend: 'other fault ends' },
  },
  // Faults stop here and delays are bounded from here on (GST).
  {
    kind: 'stabilise',
    name: 'none',
    value: 'none',
    lead: 'stabilised',
    aside: 'faults stop, delays are bounded from here on (GST)',
    glyph: 'stabilise',
    tone: 'epoch',
    legend: 'stabilised',
  },
  // A fault made the node Byzantine, or honest again. `name` is how it behaves.
  {
    kind: 'lie',
    name: 'remark',
    value: 'none',
    lead: 'Byzantine',
    glyph: 'lie',
    tone: 'fault',
    legend: 'node turns Byzantine',
    flagged: { flag: 'ends', aside: 'ends', glyph: 'lieEnd', tone: 'good', legend: 'honest again' },
  },
  // A Byzantine node forgot what it knew. `name` says what of its state.
  { kind: 'forget', name: 'remark', value: 'none', lead: 'forgets', glyph: 'forget', tone: 'fault', legend: 'state forgotten' },
  // Links lose in bursts. `name` describes it.
  {
    kind: 'bursts',
    name: 'remark',
    value: 'none',
    lead: 'fault',
    glyph: 'bursts',
    tone: 'fault',
    legend: 'loss in bursts',
    flagged: { flag: 'ends', aside: 'ends', glyph: 'faultEnd', tone: 'good', legend: 'other fault ends' },
  },
  // Links damage what they carry. `name` describes it.
  {
    kind: 'corruption',
    name: 'remark',
    value: 'none',
    lead: 'fault',
    glyph: 'corruption',
    tone: 'fault',
    legend: 'corruption of messages',
    flagged: { flag: 'ends', aside: 'ends', glyph: 'faultEnd', tone: 'good', legend: 'other fault ends' },
  },
  // Nodes are clogged and let go, one after the other. `name` describes it, or says which is.
  {
    kind: 'swizzle',
    name: 'remark',
    value: 'none',
    lead: 'fault',
    glyph: 'swizzle',
    tone: 'fault',
    legend: 'swizzle-clog',
    flagged: { flag: 'ends', aside: 'ends', glyph: 'faultEnd', tone: 'good', legend: 'other fault ends' },
  },
  // The process was stopped, and runs another version when it comes up again. `name` is the version.
  { kind: 'upgrade', name: 'subject', value: 'none', lead: 'upgrade to', glyph: 'upgrade', tone: 'fault', legend: 'upgrade' },
  // The process was told that it will be upgraded. `name` is the version.
  { kind: 'drain', name: 'subject', value: 'none', lead: 'drains for', glyph: 'drain', tone: 'fault', legend: 'drain before an upgrade' },
  // The disk of a node does not do what it says or is asked for from here on, or does again. `name` is the kind of fault.
  {
    kind: 'diskTrouble',
    name: 'remark',
    value: 'none',
    lead: 'disk',
    glyph: 'diskTrouble',
    tone: 'fault',
    legend: 'bad disk',
    flagged: { flag: 'ends', aside: 'ends', glyph: 'faultEnd', tone: 'good', legend: 'other fault ends' },
  },
  // A segment of a stream was lost on its way, of whose message nothing is known yet. `node` is the target, `cause` the send; `name` says what and why.
  {
    kind: 'segmentLost',
    name: 'remark',
    value: 'none',
    lead: 'segment lost',
    glyph: 'segmentLost',
    tone: 'quiet',
    legend: 'segment of a stream lost',
  },
  // It is sent once more. `cause` is the send of the message.
  {
    kind: 'retransmit',
    name: 'subject',
    value: 'none',
    lead: 'send again',
    glyph: 'retransmit',
    tone: 'message',
    legend: 'segment sent again',
  },
  // A segment arrived before one that was sent earlier, and waits for it. `cause` is the send of the message.
  {
    kind: 'withheld',
    name: 'subject',
    value: 'none',
    aside: 'waits for an earlier one',
    glyph: 'withheld',
    tone: 'quiet',
    legend: 'withheld until an earlier one comes',
  },
  // A disk did not do what its node asked for, and said so. `name` says what; the value holds the failure and the key.
  { kind: 'diskError', name: 'remark', value: 'none', lead: 'disk error', glyph: 'diskError', tone: 'bad', legend: 'disk error' },
  // A crash cut a write off, of which a part is on the disk. `name` is the key, `cause` the crash.
  { kind: 'tornWrite', name: 'subject', value: 'written', lead: 'torn write', glyph: 'tornWrite', tone: 'bad', legend: 'torn write' },
  // A value on the disk became another by itself. `name` is the key.
  { kind: 'bitRot', name: 'subject', value: 'written', lead: 'bit rot in', glyph: 'bitRot', tone: 'fault', legend: 'bit rot' },
  // A run that was explored comes to where it goes round in a loop, or has gone round once.
  {
    kind: 'loop',
    name: 'none',
    value: 'none',
    lead: 'a loop begins',
    aside: 'what follows can happen again and again, for ever',
    glyph: 'loop',
    tone: 'epoch',
    legend: 'loop begins',
    flagged: {
      flag: 'ends',
      lead: 'the loop closes',
      aside: 'the world is again what it was where the loop began',
      glyph: 'loopEnd',
      legend: 'loop closes',
    },
  },
] as const satisfies readonly EventKindRow[];

type Row = (typeof EVENT_CATALOGUE)[number];

export type EventKind = Row['kind'];

/** Every shape that a row asks for; whoever draws them has to have them all. */
export type GlyphName = Row['glyph'] | Extract<Row, { readonly flagged: { readonly glyph: string } }>['flagged']['glyph'];

export const EVENT_KINDS: readonly EventKind[] = EVENT_CATALOGUE.map(({ kind }) => kind);

/** The stored number of each kind. */
export const KIND: { readonly [K in EventKind]: number } = Object.freeze(
  Object.fromEntries(EVENT_KINDS.map((kind, index) => [kind, index])),
) as { readonly [K in EventKind]: number };

/** A row as its readers see it, with the shapes that there are. */
export interface EventKindFacts extends EventKindRow {
  readonly kind: EventKind;
  readonly glyph: GlyphName;
  readonly flagged?: NonNullable<EventKindRow['flagged']> & { readonly glyph?: GlyphName };
}

/** What is known of each kind, by its stored number. */
export const EVENT_FACTS: readonly EventKindFacts[] = EVENT_CATALOGUE;

export function factsOf(kind: EventKind): EventKindFacts {
  return EVENT_FACTS[KIND[kind]]!;
}

/** How an event of this kind with these flags is told and drawn. */
export function appearanceOf(kind: EventKind, flags: number): Pick<EventKindFacts, 'lead' | 'aside' | 'glyph' | 'tone'> {
  const { flagged, ...facts } = factsOf(kind);
  if (!flagged || (flags & FLAG[flagged.flag]) === 0) return facts;
  return { ...facts, ...flagged };
}

/** The handler that runs at an event, as reports name it; none for what is an effect or the world's doing. */
export function handlerAt(kind: EventKind, name: string): string | undefined {
  const { handler } = factsOf(kind);
  return handler === undefined || handler === 'init' ? handler : `${handler}.${name}`;
}
