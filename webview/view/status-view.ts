import { visible } from '../../sim-core/base/plain-text.ts';
import { countText } from '../model/count-text.ts';
import { lengthText } from '../model/length-text.ts';
import type { RecordedRun, RecordedSoFar, RunUnderWay } from '../../runner/protocol.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

/** What is said in place of a run, or above one that is about to be replaced. */
export class StatusView {
  readonly element = html('div', { class: 'status-view', role: 'status', 'aria-live': 'polite' });

  readonly #runAgain: () => void;
  /** How far a run has come changes several times a second, which nobody wants to be told each time. */
  readonly #progress = html('span', { class: 'status-progress', 'aria-hidden': 'true' });
  #underWay: RunUnderWay | undefined;

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

  /** What there is to be said of a run that has come. */
  shown({ length, underWay }: Pick<RecordedRun, 'length' | 'underWay'>): void {
    this.#underWay = underWay;
    this.#progress.textContent = '';
    if (length === 0) return this.#say('empty', true, html('span', {}, 'Nothing happened in this run: it has no event.'));
    if (!underWay) return this.clear();
    const said = `This run is still being executed. You see its first ${countText(length)} events; the rest and its verdict follow.`;
    this.#say('underWay', true, html('span', { class: 'spinner', 'aria-hidden': 'true' }), html('span', {}, said), this.#progress);
  }

  /** A run that is not over has come so much farther. */
  goesOn({ steps, time }: RecordedSoFar): void {
    if (!this.#underWay) return;
    this.#progress.textContent = `So far: ${countText(steps)} events, ${lengthText(time)} of ${lengthText(this.#underWay.duration)}.`;
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
