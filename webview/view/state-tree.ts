import { StateLines, type Rest, type StateLine } from '../model/state-lines.ts';
import { html } from './elements.ts';

/** Plain data as indented lines, with what a step changed marked; the rest of a large state comes when it is asked for. */
export function stateTree(state: unknown, changed: readonly string[]): HTMLElement {
  const lines = new StateLines(state, changed);
  return html('div', { class: 'tree' }, ...elementsOf(lines, lines.first()));
}

function elementsOf(lines: StateLines, shown: readonly StateLine[]): HTMLElement[] {
  return shown.map((line) => (line.rest ? moreButton(lines, line, line.rest) : lineElement(line)));
}

function lineElement({ key, joint, text, size, depth, path, change }: StateLine): HTMLElement {
  const isGone = change === 'removed';
  const line = html(
    'div',
    {
      class: `tree-line${change === undefined ? '' : ` is-${change}`}`,
      'data-changed': change === undefined ? undefined : path,
      'data-path': path,
    },
    ...(key === undefined ? [] : [html('span', { class: 'tree-key', title: key }, key)]),
    ...(joint === undefined ? [] : [html('span', { class: 'tree-joint' }, joint)]),
    ...(text === '' ? [] : [html('span', { class: isGone ? 'tree-gone' : 'tree-value', title: text }, text)]),
    ...(size === undefined || size === '' ? [] : [html('span', { class: 'tree-size' }, size)]),
  );
  line.style.setProperty('--depth', String(depth));
  return line;
}

/** Gives way to what it stands for. */
function moreButton(lines: StateLines, { text, depth }: StateLine, rest: Rest): HTMLElement {
  const button = html('button', { type: 'button', class: 'tree-line tree-more link', 'data-action': 'more' }, text);
  button.style.setProperty('--depth', String(depth));
  button.addEventListener('click', () => {
    const next = elementsOf(lines, lines.more(rest));
    button.replaceWith(...next);
    // Whoever works by keyboard goes on from where he was.
    next.find((element) => element instanceof HTMLButtonElement)?.focus();
  });
  return button;
}
