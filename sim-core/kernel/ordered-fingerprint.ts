import { RollingHash } from '../base/hash.ts';
import { shapeText, type Renaming } from '../base/shape-text.ts';
import { faultLine, type WrittenFault } from '../faults/planned-fault.ts';
import type { HistoryLog } from '../judges/histories/entry.ts';
import { FLAG } from '../trace/event.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { ITEM, type Item } from './item.ts';
import type { Stage } from './stage.ts';

/** Who takes whose place: the number of the node that stands at each place, and the names as they are then. */
export interface Arrangement {
  readonly nodes: readonly number[];
  readonly renamed: Renaming;
}

/**
 * One text over a world in which time is only order: what its future depends on and what properties can see. Two worlds with
 * one text have the same future. Times are not in it, nor how many messages were ever sent.
 * @param past what the verdicts of properties with a past depend on
 */
export function orderedText(stage: Stage, past: unknown, { nodes, renamed }: Arrangement): string {
  const text = (value: unknown): string => shapeText(value, renamed);
  const { processes, history, choices, liars, network } = stage;
  const { active } = network.save();
  const { active: lying, memories, everLied } = liars.save();
  return [
    ...nodes.map((node) => processText(stage, processes[node]!, text)),
    ...pendingTexts(stage, text).sort(),
    ...active.map(([name]) => faultText(stage, name, text)).sort(),
    ...entryTexts(stage, history, text),
    text(choices.save().map(([site, state]) => [site, state])),
    text([lying.map(([node, faults]) => [node, faults.map(([name]) => name)]), memories, everLied]),
    text(past),
  ].join('\n');
}

/** Sixteen hexadecimal digits over a text. */
export function digestOf(text: string): string {
  const hash = new RollingHash();
  for (let index = 0; index < text.length; index++) hash.mix(text.charCodeAt(index));
  return hash.digest();
}

function processText(stage: Stage, process: SimulatedProcess, text: (value: unknown) => string): string {
  const { state, visible, up, started, holds, timers, incarnation, operations, disk } = process;
  const { durable, cached } = disk.save().now;
  return [
    text(state),
    visible === state ? '' : text(visible),
    text([up, started, incarnation, operations]),
    ...[...holds].map(([name, kind]) => `${kind} ${faultText(stage, name, text)}`).sort(),
    text([...timers.keys()].sort()),
    ...[...durable].map(([key, value]) => text([key, value])).sort(),
    text(cached),
  ].join(' ');
}

/** A planned fault by what it does; by its name, the hold of a handler that threw. */
function faultText({ plan }: Stage, name: string, text: (value: unknown) => string): string {
  const fault = plan.get(name);
  if (!fault) return name;
  const does: WrittenFault = { ...fault.written, at: 0 };
  return text([fault.kind, faultLine(does)]);
}

/** What is to happen, in no order but that of links which keep theirs. */
function pendingTexts(stage: Stage, text: (value: unknown) => string): string[] {
  const { agenda, processes } = stage;
  const { queued, held, waiting } = agenda.pending();
  const places = new Map<number, number>();
  const isToCome = (item: Item): boolean => {
    if (item.what === ITEM.timer) return processes[item.node]!.timers.get(item.name)?.generation === item.tag;
    return !(item.isEffect || item.what === ITEM.wake) || item.incarnation === processes[item.node]?.incarnation;
  };
  return [
    ...queued.filter(isToCome).map((item) => itemText(stage, item, places, text)),
    ...held.map((item) => `held ${itemText(stage, item, places, text)}`),
    ...waiting.map((item, index) => `waits ${index} ${itemText(stage, item, places, text)}`),
  ];
}

function itemText(stage: Stage, item: Item, places: Map<number, number>, text: (value: unknown) => string): string {
  const { what, node, peer, name, payload, flags } = item;
  const { names, order } = stage.model;
  if (what === ITEM.faultBegins || what === ITEM.faultEnds) return `${what} ${item.time} ${faultText(stage, name, text)}`;
  let place = 0;
  if (what === ITEM.deliver) {
    const link = peer * names.length + node;
    if (order?.[link]?.keepsOrder) places.set(link, (place = (places.get(link) ?? 0) + 1));
  }
  const ends = [names[peer], names[node]].map((end) => text(end)).join('>');
  return `${what} ${ends} ${text(name)} ${text(payload)} ${flags & ~FLAG.duplicate} ${place}`;
}

/** What clients have seen, in the order in which they saw it: which operation came before which is what histories are judged by. */
function entryTexts({ model }: Stage, history: HistoryLog & { readonly length: number }, text: (value: unknown) => string): string[] {
  const size = model.names.length;
  return Array.from({ length: history.length }, (_, place) => {
    const entry = history.entry(place);
    const operation = `${text(model.names[entry.id % size])} ${Math.floor(entry.id / size)}`;
    return `${operation} ${entry.type === 'invoke' ? text([entry.operation, entry.input]) : text([entry.type, entry.output])}`;
  });
}
