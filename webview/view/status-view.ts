import { visible } from '../../sim-core/base/plain-text.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

/** What is said in place of a run, or above one that is about to be replaced. */
export class StatusView {
  readonly element = html('div', { class: 'status-view', role: 'status', 'aria-live': 'polite' });

  readonly #runAgain: () => void;

  constructor(runAgain: () => void) {
    this.#runAgain = runAgain;
    this.loading('Waiting for a run', false);
  }

  loading(title: string, overRun: boolean): void {
    this.#say('loading', overRun, html('span', { class: 'spinner', 'aria-hidden': 'true' }), html('span', {}, title));
  }

  problem(message: string, overRun: boolean): void {
    this.#say('problem', overRun, icon('warning'), html('span', {}, message), this.#again());
  }

  /** Why something beside the lanes is missing, while all of the run can be seen. */
  lacking(reasons: readonly string[] = []): void {
    if (reasons.length === 0 || !this.element.hidden) return;
    this.#say('lacking', true, icon('warning'), html('span', {}, reasons.map(visible).join(' ')));
  }

  edited(): void {
    // Why a run can no longer be worked with matters more than that it is of yesterday.
    if (!this.element.hidden) return;
    this.#say('edited', true, icon('warning'), html('span', {}, 'The source was edited after this run.'), this.#again());
  }

  unedited(): void {
    if (this.element.getAttribute('data-status-view') === 'edited') this.clear();
  }

  empty(): void {
    this.#say('empty', true, html('span', {}, 'Nothing happened in this run: it has no event.'));
  }

  clear(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
    this.element.removeAttribute('data-status-view');
  }

  #again(): HTMLElement {
    const button = html('button', { type: 'button', 'data-action': 'runAgain' }, 'Run again');
    button.addEventListener('click', this.#runAgain);
    return button;
  }

  #say(what: string, overRun: boolean, ...content: readonly Node[]): void {
    this.element.hidden = false;
    this.element.className = `status-view status-${what}${overRun ? ' is-over-run' : ''}`;
    this.element.setAttribute('data-status-view', what);
    this.element.replaceChildren(...content);
  }
}
