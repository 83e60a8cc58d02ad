import { countWhile } from '../../sim-core/base/count-while.ts';
import { plainFromJson, plainToJson } from '../../sim-core/base/plain-json.ts';
import type { Inspection, NodeView } from '../protocol.ts';

/** What of a node mostly stays from one step to the next; its clock goes on always. */
type Lasting = Omit<NodeView, 'clock' | 'changed' | 'was'>;

/** All that a view is written from: the compiler names what is missing here. */
const HELD = Object.keys({
  name: true,
  status: true,
  state: true,
  timers: true,
  disk: true,
  unsynced: true,
  byzantine: true,
} satisfies Readonly<Record<keyof Lasting, true>>) as readonly (keyof Lasting)[];

/** The worlds after a stretch of steps, each told by what is new in it. */
export interface SavedStates {
  /** The first step. */
  readonly from: number;
  readonly steps: readonly SavedStep[];
}

interface SavedStep {
  readonly time: number;
  /** What each node reads on its own clock. */
  readonly clocks: readonly number[];
  /** The nodes that are not as they were after the step before, as JSON of plain data. */
  readonly views: readonly (readonly [node: number, json: string])[];
  /** What the step changed of nodes, and what was there before. */
  readonly changed: readonly (readonly [node: number, paths: readonly string[], was?: ReadonlyMap<string, unknown>])[];
  /** What the event carries, as JSON of plain data. */
  readonly value?: string;
}

interface Row extends Omit<SavedStep, 'views'> {
  readonly step: number;
  readonly views: readonly string[];
  /** How many signs it takes beyond the row before. */
  readonly size: number;
}

/** So many steps are looked at, each of which has to be sought. */
const MOST_STEPS = 4_000;
/** So many signs of JSON are kept, which packed are a small part of that. */
const MOST_SIGNS = 24_000_000;

/**
 * Looks at the worlds after as many steps as there is room for, around one: those before it, which tell how it came about, go
 * before those after it.
 */
export function statesAround(
  step: number,
  length: number,
  inspectFrom: (step: number) => Iterable<Inspection>,
  most = { steps: MOST_STEPS, signs: MOST_SIGNS },
): SavedStates {
  const first = Math.max(0, Math.min(step - Math.floor(most.steps * 0.75), length - most.steps));
  const rows: Row[] = [];
  const texts = new LastTexts();
  let signs = 0;
  for (const inspection of length > 0 ? inspectFrom(first) : []) {
    const at = inspection.step;
    if (at >= first + most.steps) break;
    const row = rowOf(inspection, texts, rows.at(-1));
    rows.push(row);
    signs += row.size;
    while (signs > most.signs && rows.length > 1 && at <= step) signs -= dropFirst(rows);
    if (signs > most.signs && at > step) {
      rows.pop();
      break;
    }
  }
  return { from: rows[0]?.step ?? 0, steps: rows.map((row, index) => stepOf(row, rows[index - 1])) };
}

/** Each node as JSON, as it was looked at last: what is the very same object has the same text. */
class LastTexts {
  readonly #last: { readonly view: NodeView; readonly json: string }[] = [];

  of(view: NodeView, node: number): string {
    const last = this.#last[node];
    if (last && HELD.every((key) => last.view[key] === view[key])) return last.json;
    const { clock: _clock, changed: _changed, was: _was, ...lasting } = view;
    const json = JSON.stringify(plainToJson(lasting));
    this.#last[node] = { view, json };
    return json;
  }
}

function rowOf({ step, time, nodes, value }: Inspection, texts: LastTexts, before: Row | undefined): Row {
  const views = nodes.map((view, node) => texts.of(view, node));
  const carried = value === undefined ? undefined : JSON.stringify(plainToJson(value));
  const news = views.filter((json, node) => json !== before?.views[node]);
  return {
    step,
    time,
    clocks: nodes.map(({ clock }) => clock),
    // One text for what stays as it was, however many steps that is.
    views: views.map((json, node) => (json === before?.views[node] ? before.views[node] : json)),
    changed: nodes.flatMap(({ changed, was }, node) => {
      if (changed.length === 0) return [];
      return [was ? ([node, changed, was] as const) : ([node, changed] as const)];
    }),
    ...(carried === undefined ? {} : { value: carried }),
    size: news.reduce((sum, json) => sum + json.length, 16 * nodes.length + (carried?.length ?? 0)),
  };
}

/** Drops the first row, and says how much smaller the rest is: what goes on beyond it moves into the second. */
function dropFirst(rows: Row[]): number {
  const [first, second] = [rows.shift()!, rows[0]!];
  const lasts = second.views.filter((json, node) => json === first.views[node]).reduce((sum, json) => sum + json.length, 0);
  rows[0] = { ...second, size: second.size + lasts };
  return first.size - lasts;
}

function stepOf({ step: _step, size: _size, views, ...row }: Row, before: Row | undefined): SavedStep {
  return { ...row, views: views.flatMap((json, node) => (json === before?.views[node] ? [] : [[node, json] as const])) };
}

/** Reads the worlds after steps. */
export class StatesReader {
  readonly #saved: SavedStates;
  /** By node, the steps from which it was otherwise, ascending, with how. */
  readonly #views: { readonly at: number[]; readonly json: string[] }[] = [];

  constructor(saved: SavedStates) {
    this.#saved = saved;
    for (const [index, { views }] of saved.steps.entries())
      for (const [node, json] of views) {
        const track = (this.#views[node] ??= { at: [], json: [] });
        track.at.push(index);
        track.json.push(json);
      }
  }

  /** The last step, up to and with one, that changed something at a path of a node's state; or from where on it is known that none did. */
  lastChange(step: number, node: number, path: string): { readonly step: number } | { readonly searchedTo: number } {
    const { from, steps } = this.#saved;
    for (let index = Math.min(step - from, steps.length - 1); index >= 0; index--) {
      const [, paths = []] = steps[index]!.changed.find(([changed]) => changed === node) ?? [];
      if (paths.some((changed) => overlap(changed, path))) return { step: from + index };
    }
    return { searchedTo: from };
  }

  /** The world after a step; without nodes where it was not saved. */
  at(step: number): Inspection {
    const index = step - this.#saved.from;
    const saved = this.#saved.steps[index];
    if (!saved) return { step, time: 0, nodes: [] };
    const changed = new Map(saved.changed.map(([node, paths, was]) => [node, { changed: paths, ...(was ? { was } : {}) }]));
    return {
      step,
      time: saved.time,
      nodes: this.#views.map((track, node) => ({
        ...(plainFromJson(JSON.parse(track.json[lastAt(track.at, index)]!)) as Lasting),
        clock: saved.clocks[node]!,
        changed: [],
        ...changed.get(node),
      })),
      ...(saved.value === undefined ? {} : { value: plainFromJson(JSON.parse(saved.value)) }),
    };
  }
}

/** Whether one path leads to or through the other. */
function overlap(one: string, other: string): boolean {
  return one === other || one === '' || other.startsWith(`${one}.`) || one.startsWith(`${other}.`);
}

/** The place of the last of ascending numbers that is no greater than one; the first is. */
function lastAt(ascending: readonly number[], index: number): number {
  return Math.max(0, countWhile(ascending.length, (at) => ascending[at]! <= index) - 1);
}
