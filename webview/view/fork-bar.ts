import { ORIGINAL, type Fork, type PanelRun } from '../../runner/protocol.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import type { Verdict } from '../../sim-core/base/verdict.ts';
import { countText } from '../model/count-text.ts';
import { knownVerdict } from '../model/known-verdict.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

export interface ForkBarEvents {
  whatIf(): void;
  open(id: number): void;
  remove(id: number): void;
  compare(id: number): void;
  compareWithGood(): void;
  shrink(): void;
  explain(): void;
}

/** What can be made otherwise, and the runs that came of it, as a tree: each parts from the one that it stands under. */
export class ForkBar {
  /** What can be done, for where buttons stand. */
  readonly actions = html('div', { class: 'toolbar-group' });
  readonly element = html('section', { class: 'fork-bar', 'aria-label': 'What if' });
  readonly #events: ForkBarEvents;

  constructor(events: ForkBarEvents) {
    this.#events = events;
  }

  show({ run, honest, forks, saved }: PanelRun): void {
    // In a page that was saved nothing can be run otherwise.
    this.actions.hidden = forks === undefined || saved !== undefined;
    this.element.hidden = this.actions.hidden || forks?.list.length === 0;
    if (!forks) return;
    const verdict = honest?.verdict ?? knownVerdict(run);
    const { whatIf, compareWithGood, shrink, explain } = this.#events;
    this.actions.replaceChildren(
      button('whatIf', 'What if…', 'Make something otherwise at this step, and see what comes of it (f)', whatIf),
      ...(verdict === 'violated'
        ? [
            button(
              'compareWithGood',
              'Compare with a good run',
              'Show this run beside the nearest fork or seed that holds',
              compareWithGood,
            ),
            button('shrink', 'Shrink', 'Find fewer faults with the same violation, as a fork', shrink),
            button('explain', 'Explain', 'Find which faults and messages mattered', explain),
          ]
        : []),
    );
    // Where nothing happened there is no step to part from.
    for (const action of this.actions.querySelectorAll('button')) action.disabled = run.length === 0;
    this.element.replaceChildren(this.#tree(forks, verdict));
  }

  #tree(forks: NonNullable<PanelRun['forks']>, verdict: Verdict | undefined): HTMLElement {
    const tree = html('ul', { class: 'fork-tree', role: 'tree', 'aria-label': 'Forks of this run' });
    const below = (parent: number, level: number): HTMLElement[] =>
      forks.list
        .filter((fork) => fork.parent === parent)
        .flatMap((fork) => [this.#row(fork, level, forks.shown), ...below(fork.id, level + 1)]);
    tree.append(
      this.#row({ id: ORIGINAL, name: 'as it is written', ...(verdict ? { verdict } : {}) }, 1, forks.shown),
      ...below(ORIGINAL, 2),
    );
    tree.addEventListener('keydown', (event) => moveFocus(tree, event));
    return tree;
  }

  #row(
    { id, name, at, verdict }: Pick<Fork, 'id' | 'name' | 'verdict'> & { readonly at?: number },
    level: number,
    shown: number,
  ): HTMLElement {
    const isShown = id === shown;
    const text = visible(name);
    const open = html(
      'button',
      {
        type: 'button',
        class: 'link fork-name',
        'data-action': 'openFork',
        tabindex: isShown ? 0 : -1,
        title: isShown ? 'This run is shown' : 'Show this run',
      },
      ...(verdict ? [icon(verdict)] : []),
      html('bdi', {}, text),
      html('span', { class: 'fork-verdict' }, verdict ?? (isShown ? 'not known yet' : 'not run yet')),
      ...(at === undefined ? [] : [html('span', { class: 'fork-at' }, `from step ${countText(at)}`)]),
    );
    open.addEventListener('click', () => this.#events.open(id));
    const actions = isShown ? [] : [button('compareFork', 'Compare', `Show this run beside: ${text}`, () => this.#events.compare(id))];
    if (id !== ORIGINAL) actions.push(button('removeFork', 'Remove', `Take away: ${text}`, () => this.#events.remove(id)));
    const row = html(
      'li',
      { role: 'treeitem', 'aria-level': level, 'aria-selected': String(isShown), 'data-fork': id, 'data-verdict': verdict },
      open,
      ...actions,
    );
    row.style.setProperty('--level', String(level - 1));
    row.classList.toggle('is-shown', isShown);
    return row;
  }
}

function button(action: string, text: string, title: string, pressed: () => void): HTMLElement {
  const made = html('button', { type: 'button', 'data-action': action, title }, text);
  made.addEventListener('click', pressed);
  return made;
}

/** Up and down go through the tree, as in any tree. */
function moveFocus(tree: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const names = [...tree.querySelectorAll<HTMLElement>('.fork-name')];
  const at = names.findIndex((name) => name === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  names[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}
