import { html } from './elements.ts';

/** More lines of one state than this are not shown at once. */
const MOST_LINES = 150;
const LONGEST_LINE = 60;
const LONGEST_TEXT = 200;

type Changes = ReadonlySet<string>;

/**
 * Plain data as indented lines. What fits on a line stays on it; what a step changed is marked, and
 * so is everything around it kept open, while the rest of a large state is told by its size.
 */
export function stateTree(state: unknown, changed: readonly string[]): HTMLElement {
  const changes = new Set(changed);
  const root = html('div', { class: 'tree' });
  const gone = new Set(changed);
  const printer = new TreePrinter(root, changes, gone);
  printer.value('', state, '', 0);
  if (printer.cut > 0) root.append(html('div', { class: 'tree-more' }, `… ${printer.cut} more lines`));
  // A changed path that was not met is one that the step removed.
  for (const path of gone) {
    if (path === '' || [...printer.met].some((met) => met.startsWith(`${path}.`))) continue;
    root.append(html('div', { class: 'tree-line is-removed', 'data-changed': path }, html('span', { class: 'tree-key' }, path), html('span', { class: 'tree-gone' }, 'removed')));
  }
  return root;
}

class TreePrinter {
  cut = 0;
  readonly met = new Set<string>();
  readonly #root: HTMLElement;
  readonly #changes: Changes;
  readonly #gone: Set<string>;
  #lines = 0;

  constructor(root: HTMLElement, changes: Changes, gone: Set<string>) {
    this.#root = root;
    this.#changes = changes;
    this.#gone = gone;
  }

  value(key: string, value: unknown, path: string, depth: number): void {
    this.#gone.delete(path);
    this.met.add(path);
    const isChanged = path !== '' && this.#changes.has(path);
    const short = brief(value, LONGEST_LINE - key.length - 2 * depth);
    const changedInside = !isChanged && [...this.#changes].some((change) => change.startsWith(path === '' ? '' : `${path}.`) && change !== path);
    if (typeof value !== 'object' || value === null || (short !== undefined && !changedInside)) {
      if (key !== '' || depth > 0 || typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
        this.#line(key, short ?? scalar(value), depth, isChanged, path);
        return;
      }
    }
    const entries = Object.entries(value as object);
    const isArray = Array.isArray(value);
    if (key !== '') this.#line(key, isArray ? `${entries.length} items` : '', depth, isChanged, path, true);
    for (const [inner, item] of entries) {
      this.value(inner, item, path === '' ? inner : `${path}.${inner}`, key === '' ? depth : depth + 1);
    }
  }

  #line(key: string, text: string, depth: number, isChanged: boolean, path: string, isGroup = false): void {
    // Changes are always shown, however long the state is.
    if (this.#lines >= MOST_LINES && !isChanged) {
      this.cut += 1;
      return;
    }
    this.#lines += 1;
    const line = html(
      'div',
      { class: `tree-line${isChanged ? ' is-changed' : ''}`, 'data-changed': isChanged ? path : undefined, 'data-path': path },
      ...(key === '' ? [] : [html('span', { class: 'tree-key' }, key)]),
      html('span', { class: isGroup ? 'tree-size' : 'tree-value', title: text }, text),
    );
    line.style.setProperty('--depth', String(depth));
    this.#root.append(line);
  }
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value);
  if (typeof value === 'bigint') return `${value}n`;
  return String(value);
}

/** The value on one line of at most `room` characters, or undefined when it does not fit. */
function brief(value: unknown, room: number): string | undefined {
  if (typeof value !== 'object' || value === null) {
    const text = scalar(value);
    return text.length <= Math.max(room, 8) ? text : undefined;
  }
  const isArray = Array.isArray(value);
  let text = '';
  for (const [key, item] of Object.entries(value)) {
    const inner = brief(item, room - text.length);
    if (inner === undefined) return undefined;
    text += `${text === '' ? '' : ', '}${isArray ? '' : `${key}: `}${inner}`;
    if (text.length + 2 > room) return undefined;
  }
  return isArray ? `[${text}]` : text === '' ? '{}' : `{ ${text} }`;
}
