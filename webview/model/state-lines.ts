import { pathStep } from '../../sim-core/base/changed-paths.ts';
import { keyLine, kindOf, lineOf, lineWithin, visible } from '../../sim-core/base/plain-text.ts';
import { countText } from './count-text.ts';

/** So many lines of one state are shown at once; the rest when somebody asks for it. */
export const MOST_LINES = 150;
/** What a step changed is shown beyond that, but not without end either. */
export const MOST_CHANGES = 150;
/** Of more parts than `MANY` a value shows `FEW` at first, so that it does not push everything else out of sight. */
const MANY = 50;
export const FEW = 20;
/** The same of a list in which nothing changed, whose beginning only reminds of what it is. */
export const MANY_UNCHANGED = 10;
export const FEW_UNCHANGED = 5;
/** So many values are looked at for a text in their paths. */
const MOST_LOOKED_AT = 20_000;
const LONGEST_LINE = 60;
const LEAST_ROOM = 12;
const LONGEST_KEY = 60;
const LONGEST_TEXT = 200;

/** What a line stands for that is not shown yet. */
export interface Rest {
  readonly value: object;
  readonly path: string;
  readonly steps: readonly string[];
  readonly depth: number;
  /** The first child that is left out, and those after it that are not. */
  readonly from: number;
  readonly shown: ReadonlySet<number>;
}

/** One line of a state. */
export interface StateLine {
  /** A field, an index or the key of an entry; absent for the items of a Set. */
  readonly key?: string;
  /** What stands between a key and its value where that is no field: the arrow of a Map's entry, the dot of an item. */
  readonly joint?: string;
  readonly text: string;
  /** How large the value is, where not all of it is shown on the line. */
  readonly size?: string;
  readonly depth: number;
  readonly path: string;
  /** The names that lead to it, of which `path` is the text. */
  readonly steps: readonly string[];
  readonly change?: 'changed' | 'removed';
  /** What was there before, where something was. */
  readonly was?: string;
  /** Of a value whose parts stand on lines of their own, or could. */
  readonly parts?: { readonly value: object; readonly isOpen: boolean };
  readonly rest?: Rest;
}

interface Child {
  readonly value: unknown;
  readonly key?: string;
  readonly joint?: string;
  readonly path: string;
  readonly steps: readonly string[];
}

export interface StateLinesOptions {
  /** What was at the paths that changed. */
  readonly was?: ReadonlyMap<string, unknown>;
  /** What a reader has opened or closed by its path; undefined where he did neither. */
  readonly isOpen?: (path: string) => boolean | undefined;
}

/** What is looked for, and how much is looked at yet. */
interface Look {
  readonly text: string;
  readonly room: Room;
  values: number;
}

interface Room {
  lines: number;
  changes: number;
}

/**
 * Plain data as indented lines. What fits on a line stays on it; everything around a change is kept
 * open and the change marked. Below the first level what did not change is closed until somebody opens it, and of what is too large
 * only the beginning is shown.
 */
export class StateLines {
  readonly #state: unknown;
  readonly #changed: ReadonlySet<string>;
  readonly #was: ReadonlyMap<string, unknown>;
  readonly #isOpen: (path: string) => boolean | undefined;
  /** The paths in which something changed. */
  readonly #around = new Set<string>();
  readonly #met = new Set<string>();
  /** Where changes are not shown one by one, so that one that was not met is no removal. */
  readonly #unseen: string[] = [];

  /** `changed` are paths as `changedPaths` gives them. */
  constructor(state: unknown, changed: readonly string[], { was = new Map(), isOpen = () => undefined }: StateLinesOptions = {}) {
    this.#state = state;
    this.#was = was;
    this.#isOpen = isOpen;
    this.#changed = new Set(changed);
    for (const path of changed) {
      for (let dot = path.lastIndexOf('.'); dot >= 0; dot = dot === 0 ? -1 : path.lastIndexOf('.', dot - 1))
        this.#around.add(path.slice(0, dot));
      if (path !== '') this.#around.add('');
    }
  }

  first(): readonly StateLine[] {
    const lines: StateLine[] = [];
    const room: Room = { lines: MOST_LINES, changes: MOST_CHANGES };
    const state = this.#state;
    // The fields of a state need no heading.
    if (isGroup(state) && kindOf(state) === undefined && !Array.isArray(state) && sizeOf(state) > 0)
      this.#children({ value: state, path: '', steps: [], depth: 0, from: 0, shown: new Set() }, room, lines);
    else this.#value({ value: state, path: '', steps: [] }, 0, room, lines);
    return [...lines, ...this.#removed()];
  }

  /** The next lines of what was left out. */
  more(rest: Rest): readonly StateLine[] {
    const lines: StateLine[] = [];
    this.#children(rest, { lines: MOST_LINES, changes: MOST_CHANGES }, lines);
    return lines;
  }

  /**
   * The lines of what has a text in its path, in lower case, and of what leads there. Of a very large state the beginning is looked
   * through, as the last line says.
   */
  filtered(text: string): readonly StateLine[] {
    const look: Look = { text, values: MOST_LOOKED_AT, room: { lines: MOST_LINES, changes: 0 } };
    const lines = isGroup(this.#state) ? this.#matching(this.#state, '', [], 0, look) : [];
    const isCut = look.values <= 0 || look.room.lines <= 0;
    return isCut ? [...lines, { text: '… and maybe more', depth: 0, path: '', steps: [] }] : lines;
  }

  #matching(value: object, path: string, steps: readonly string[], depth: number, look: Look): StateLine[] {
    const lines: StateLine[] = [];
    for (const child of childrenOf(value, path, steps)) {
      if (look.values-- <= 0 || look.room.lines <= 0) break;
      if (child.path.toLowerCase().includes(look.text)) this.#value(child, depth, look.room, lines);
      else if (isGroup(child.value)) {
        const inner = this.#matching(child.value, child.path, child.steps, depth + 1, look);
        if (inner.length === 0) continue;
        const { key, joint, path: own, steps: names } = child;
        const heading = { ...(key === undefined ? {} : { key }), ...(joint === undefined ? {} : { joint }) };
        lines.push({ ...heading, text: '', size: kindOf(child.value) ?? '', depth, path: own, steps: names }, ...inner);
      }
    }
    return lines;
  }

  /** The lines of a value that was closed, its own among them. */
  opened({ key, joint, steps, path, depth, parts }: StateLine): readonly StateLine[] {
    if (!parts) return [];
    const lines: StateLine[] = [];
    const child = { value: parts.value, path, steps, ...(key === undefined ? {} : { key }), ...(joint === undefined ? {} : { joint }) };
    this.#value(child, depth, { lines: MOST_LINES, changes: MOST_CHANGES }, lines);
    return lines;
  }

  #value({ key, joint, value, path, steps }: Child, depth: number, room: Room, lines: StateLine[]): void {
    // Bytes are told as a whole, so that what changed in them changed them.
    const isBytes = value instanceof Uint8Array && this.#around.has(path);
    if (isBytes) this.#unseen.push(path);
    const isChanged = path !== '' && (isBytes || this.#changed.has(path));
    const line = {
      ...(key === undefined ? {} : { key }),
      ...(joint === undefined ? {} : { joint }),
      depth,
      path,
      steps,
      ...(isChanged ? { change: 'changed' as const, ...this.#wasAt(path) } : {}),
    };
    room.lines -= 1;
    if (!isGroup(value)) {
      lines.push({ ...line, ...scalarText(value) });
      return;
    }
    const fitting = this.#around.has(path)
      ? undefined
      : lineWithin(value, Math.max(LEAST_ROOM, LONGEST_LINE - (key?.length ?? 0) - 2 * depth));
    if (fitting !== undefined) {
      lines.push({ ...line, text: fitting });
      return;
    }
    const isOpen = this.#isOpen(path) ?? (depth === 0 || this.#around.has(path));
    // A closed Map says by itself how much is in it.
    const size = Array.isArray(value) ? `${countText(value.length)} items` : ((isOpen ? kindOf(value) : undefined) ?? '');
    // What changed in a closed value is not removed.
    if (!isOpen && this.#around.has(path)) this.#unseen.push(path);
    lines.push({ ...line, text: isOpen ? '' : lineOf(value, LONGEST_LINE), size, parts: { value, isOpen } });
    if (isOpen) this.#children({ value, path, steps, depth: depth + 1, from: 0, shown: new Set() }, room, lines);
  }

  /** What was there, if anybody knows. */
  #wasAt(path: string): { was?: string } {
    return this.#was.has(path) ? { was: lineOf(this.#was.get(path), LONGEST_LINE) } : {};
  }

  #children({ value, path, steps, depth, from, shown }: Rest, room: Room, lines: StateLine[]): void {
    const mayChange = this.#around.has(path);
    const size = sizeOf(value);
    const beyond = new Set(shown);
    let firstLeft: number | undefined;
    let left = 0;
    let index = -1;
    let few = path === '' || from > 0 ? size : atFirst(value, size, mayChange);
    for (const child of childrenOf(value, path, steps)) {
      index += 1;
      if (index < from || shown.has(index)) continue;
      const hasRoom = room.lines > 0 && few > 0;
      if (!hasRoom && !mayChange) {
        firstLeft ??= index;
        left += size - index - [...shown].filter((at) => at > index).length;
        break;
      }
      const isTouched = mayChange && (this.#changed.has(child.path) || this.#around.has(child.path));
      if (isTouched) this.#met.add(child.path);
      if (hasRoom || (isTouched && (room.lines > 0 || room.changes > 0))) {
        few -= 1;
        if (room.lines <= 0) room.changes -= 1;
        if (firstLeft !== undefined) beyond.add(index);
        this.#value(child, depth, room, lines);
      } else {
        if (isTouched) this.#unseen.push(child.path);
        firstLeft ??= index;
        left += 1;
      }
    }
    if (firstLeft === undefined) return;
    lines.push({
      text: `… ${countText(left)} more`,
      depth,
      path,
      steps,
      rest: { value, path, steps, depth, from: firstLeft, shown: beyond },
    });
  }

  /** A changed path that was not met is one that the step removed. */
  #removed(): StateLine[] {
    const hidden = (path: string): boolean => this.#unseen.some((unseen) => path === unseen || path.startsWith(`${unseen}.`));
    const gone = [...this.#changed].filter((path) => path !== '' && !this.#met.has(path) && !hidden(path));
    const lines: StateLine[] = gone
      .slice(0, MOST_CHANGES)
      .map((path) => ({ key: visible(path), text: 'removed', depth: 0, path, steps: [], change: 'removed', ...this.#wasAt(path) }));
    if (gone.length > MOST_CHANGES)
      lines.push({ text: `… ${countText(gone.length - MOST_CHANGES)} more removed`, depth: 0, path: '', steps: [] });
    return lines;
  }
}

/** How many parts of a value are shown before somebody asks for more. */
function atFirst(value: object, size: number, mayChange: boolean): number {
  if (size > MANY) return mayChange ? FEW : FEW_UNCHANGED;
  const isList = Array.isArray(value) || value instanceof Map || value instanceof Set;
  return isList && !mayChange && size > MANY_UNCHANGED ? FEW_UNCHANGED : size;
}

/** Whether a value has parts that may stand on lines of their own. */
function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

function sizeOf(value: object): number {
  if (value instanceof Map || value instanceof Set) return value.size;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function* childrenOf(value: object, path: string, steps: readonly string[]): Generator<Child> {
  const inner = (step: string): Pick<Child, 'path' | 'steps'> => ({
    path: path === '' ? step : `${path}.${step}`,
    steps: [...steps, step],
  });
  if (value instanceof Map) {
    for (const [key, item] of value) yield { key: keyLine(key, LONGEST_KEY), joint: '→', value: item, ...inner(pathStep(key)) };
  } else if (value instanceof Set) {
    for (const item of value) yield { joint: '·', value: item, ...inner(pathStep(item)) };
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) yield { key: String(index), value: value[index], ...inner(String(index)) };
  } else {
    for (const key of Object.keys(value))
      yield { key: visible(key), value: (value as Readonly<Record<string, unknown>>)[key], ...inner(key) };
  }
}

/** A long text is cut off and its length told beside it, where it is not cut off with the line. */
function scalarText(value: unknown): Pick<StateLine, 'text' | 'size'> {
  if (typeof value !== 'string' || value.length <= LONGEST_TEXT) return { text: lineOf(value, Infinity) };
  return { text: `${lineOf(value.slice(0, LONGEST_TEXT), Infinity).slice(0, -1)}…"`, size: `${countText(value.length)} characters` };
}
