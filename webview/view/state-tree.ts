import { StateLines, type Rest, type StateLine, type StateLinesOptions } from '../model/state-lines.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

export interface StateTreeOptions extends StateLinesOptions {
  /** What it is the tree of, for those who hear it. */
  readonly label: string;
  /** Shows only what has this in its path, in lower case. */
  readonly filter?: string;
  /** Somebody has opened or closed a value. */
  toggled?(path: string, isOpen: boolean): void;
  /** Somebody asks when a value last changed; the answer goes into the element. */
  asked?(path: readonly string[], element: HTMLElement): void;
}

/**
 * Plain data as indented lines that open and close, with what a step changed marked; the rest of a large state comes when it is asked
 * for. It is one stop of the Tab key, and the arrow keys move in it.
 */
export function stateTree(state: unknown, changed: readonly string[], options: StateTreeOptions): HTMLElement {
  return new StateTree(state, changed, options).element;
}

class StateTree {
  readonly element: HTMLElement;
  readonly #lines: StateLines;
  readonly #options: StateTreeOptions;
  readonly #lineOf = new WeakMap<Element, StateLine>();
  /** What was opened and closed here, by path. */
  readonly #isOpen = new Map<string, boolean>();

  constructor(state: unknown, changed: readonly string[], options: StateTreeOptions) {
    const isOpen = (path: string): boolean | undefined => this.#isOpen.get(path) ?? options.isOpen?.(path);
    this.#lines = new StateLines(state, changed, { ...options, isOpen });
    this.#options = options;
    const { filter = '', label } = options;
    this.element = html('div', { class: 'tree', role: 'tree', 'aria-label': label });
    const elements = this.#elementsOf(filter === '' ? this.#lines.first() : this.#lines.filtered(filter));
    this.element.append(...elements);
    elements[0]?.setAttribute('tabindex', '0');
    if (elements.length === 0) this.element.removeAttribute('role');
    this.element.addEventListener('keydown', (event) => this.#keyPressed(event));
    this.element.addEventListener('click', (event) => this.#clicked(event));
  }

  #elementsOf(lines: readonly StateLine[]): HTMLElement[] {
    return lines.map((line) => {
      const element = line.rest ? this.#moreButton(line, line.rest) : this.#lineElement(line);
      element.style.setProperty('--depth', String(line.depth));
      this.#lineOf.set(element, line);
      return element;
    });
  }

  #lineElement({ key, joint, text, size, depth, path, steps, change, was, parts }: StateLine): HTMLElement {
    const isGone = change === 'removed';
    const asks = this.#options.asked !== undefined && steps.length > 0;
    const title = `${path}${asks ? '\nClick to see when it last changed (Enter)' : ''}`;
    return html(
      'div',
      {
        class: `tree-line${change === undefined ? '' : ` is-${change}`}${asks ? ' is-asking' : ''}`,
        role: 'treeitem',
        tabindex: -1,
        'aria-level': depth + 1,
        'aria-expanded': parts && String(parts.isOpen),
        'data-changed': change === undefined ? undefined : path,
        'data-path': path,
      },
      ...(parts ? [html('span', { class: 'tree-twist', 'aria-hidden': 'true' }, icon(parts.isOpen ? 'down' : 'forward'))] : []),
      ...(key === undefined ? [] : [html('span', { class: 'tree-key', title }, key)]),
      ...(joint === undefined ? [] : [html('span', { class: 'tree-joint' }, joint)]),
      ...(text === '' ? [] : [html('span', { class: isGone ? 'tree-gone' : 'tree-value', title: text }, text)]),
      ...(size === undefined || size === '' ? [] : [html('span', { class: 'tree-size' }, size)]),
      ...(was === undefined ? [] : [html('span', { class: 'tree-was', title: `It was ${was}` }, `was ${was}`)]),
    );
  }

  #moreButton({ text, depth }: StateLine, rest: Rest): HTMLElement {
    const button = html(
      'button',
      { type: 'button', class: 'tree-line tree-more link', role: 'treeitem', tabindex: -1, 'aria-level': depth + 1, 'data-action': 'more' },
      text,
    );
    button.addEventListener('click', () => {
      const next = this.#elementsOf(this.#lines.more(rest));
      button.replaceWith(...next);
      // Whoever works by keyboard goes on from where he was.
      this.#focus(next.find((element) => element instanceof HTMLButtonElement) ?? next[0]);
    });
    return button;
  }

  #clicked({ target }: MouseEvent): void {
    const element = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
    const line = element && this.#lineOf.get(element);
    if (!line || line.rest || !(target instanceof Element) || target.closest('.tree-answer')) return;
    this.#focus(element);
    if (target.closest('.tree-key') && line.steps.length > 0 && this.#options.asked) this.#options.asked(line.steps, element);
    else if (line.parts) this.#toggle(element, line);
  }

  #toggle(element: HTMLElement, line: StateLine): void {
    const isOpen = line.parts?.isOpen === false;
    this.#isOpen.set(line.path, isOpen);
    this.#options.toggled?.(line.path, isOpen);
    if (!isOpen)
      for (let next = element.nextElementSibling; next && this.#isBelow(next, line); next = element.nextElementSibling) next.remove();
    const lines = this.#elementsOf(this.#lines.opened({ ...line, parts: line.parts! }));
    element.replaceWith(...lines);
    this.#focus(lines[0]);
  }

  #isBelow(element: Element, { depth }: StateLine): boolean {
    return (this.#lineOf.get(element)?.depth ?? -1) > depth;
  }

  #focus(element: HTMLElement | null | undefined): void {
    if (!element) return;
    for (const other of this.element.querySelectorAll('[tabindex="0"]')) other.setAttribute('tabindex', '-1');
    element.setAttribute('tabindex', '0');
    element.focus({ preventScroll: true });
    reveal(element);
  }

  #keyPressed(event: KeyboardEvent): void {
    const element = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[role=treeitem]') : null;
    const line = element && this.#lineOf.get(element);
    // A link in an answer has keys of its own.
    if (!line || event.target !== element || event.altKey || event.ctrlKey || event.metaKey) return;
    const items = [...this.element.children].filter((item) => item instanceof HTMLElement);
    const at = items.indexOf(element);
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        this.#focus(items[at + (event.key === 'ArrowDown' ? 1 : -1)]);
        break;
      case 'Home':
      case 'End':
        this.#focus(items.at(event.key === 'Home' ? 0 : -1));
        break;
      case 'ArrowRight':
        if (line.parts?.isOpen === false) this.#toggle(element, line);
        else if (line.parts) this.#focus(items[at + 1]);
        break;
      case 'ArrowLeft':
        if (line.parts?.isOpen) this.#toggle(element, line);
        else
          this.#focus(
            items
              .slice(0, at)
              .filter((item) => (this.#lineOf.get(item)?.depth ?? Infinity) < line.depth)
              .at(-1),
          );
        break;
      case 'Enter':
        if (line.rest) return;
        if (line.steps.length > 0) this.#options.asked?.(line.steps, element);
        break;
      default:
        return;
    }
    event.preventDefault();
  }
}

/** Scrolls the pane alone: whatever else could be scrolled must not be. */
function reveal(element: HTMLElement): void {
  const pane = element.closest('.inspector');
  if (!pane) return;
  const [own, around] = [element.getBoundingClientRect(), pane.getBoundingClientRect()];
  const covered = Number.parseFloat(getComputedStyle(pane).getPropertyValue('--covered')) || 0;
  // Names of nodes stay at the top, over what is below them.
  const top = around.top + covered + own.height * 1.5;
  if (own.top < top) pane.scrollTop -= top - own.top;
  else if (own.bottom > around.bottom) pane.scrollTop += own.bottom - around.bottom;
}
