import type { PanelRun } from '../../extension/panel-messages.ts';
import { sentenceOf, type PropertyOutcome, type Verdict } from '../../sim-core/base/verdict.ts';
import { behaviourSentence } from '../model/behaviour-text.ts';
import { countText, lengthText, timeText } from '../model/time-text.ts';
import { html, nameOf } from './elements.ts';
import { icon } from './icons.ts';

const MEANING: Readonly<Record<Verdict, string>> = {
  held: 'Every property held.',
  violated: 'A property was violated.',
  unknown: 'Something was not decided before the run ended. This is no pass.',
  vacuous: 'Something held without ever being put to the test. This is no pass.',
};

export interface VerdictBarEvents {
  goTo(step: number): void;
  backToHonest(): void;
}

/** What the run amounts to: its verdict, its properties, its faults. */
export class VerdictBar {
  readonly element = html('header', { class: 'verdict-bar' });
  readonly #events: VerdictBarEvents;

  constructor(events: VerdictBarEvents) {
    this.#events = events;
  }

  show(content: PanelRun): void {
    const { outcome } = content.run;
    this.element.replaceChildren(
      html(
        'div',
        { class: 'verdict-line' },
        this.#verdict(outcome.verdict),
        html('h1', { title: outcome.scenario }, html('bdi', {}, outcome.scenario)),
        html('span', { class: 'verdict-facts' }, ...facts([`seed ${outcome.seed}`, `${countText(outcome.events)} events`, lengthText(outcome.simulatedMicroseconds), `hash ${outcome.hash}`])),
      ),
      ...(Object.keys(content.run.byzantine).length > 0 || content.honest ? [this.#whatIf(content)] : []),
      html('ul', { class: 'properties', 'aria-label': 'Properties' }, ...outcome.properties.map((property) => html('li', {}, this.#property(property)))),
      ...faultLine(outcome.faults),
    );
  }

  #verdict(verdict: Verdict): HTMLElement {
    return html('span', { class: `verdict verdict-${verdict}`, 'data-run-verdict': verdict, title: MEANING[verdict] }, icon(verdict), html('span', {}, verdict));
  }

  #property({ name, kind, verdict, step, time, because }: PropertyOutcome): HTMLElement {
    const sentence = sentenceOf(name);
    const where = step === undefined ? '' : `${verdict === 'violated' ? 'at' : 'first at'} step ${countText(step)}${time === undefined ? '' : `, ${timeText(time)}`}`;
    const chip = html(
      'button',
      {
        type: 'button',
        class: `property verdict-${verdict}`,
        'data-property': name,
        'data-verdict': verdict,
        'data-kind': kind,
        'aria-disabled': step === undefined ? 'true' : undefined,
        title: [`${kind}: ${sentence}`, `${verdict} ${where}`.trim(), because ?? '', step === undefined ? '' : 'Click to go there.'].filter((line) => line !== '').join('\n'),
      },
      icon(verdict),
      html('span', { class: 'property-sentence' }, sentence),
      html('span', { class: 'property-kind' }, verdict === 'held' ? kind : `${kind}, ${verdict}`),
    );
    if (step !== undefined) chip.addEventListener('click', () => this.#events.goTo(step));
    return chip;
  }

  #whatIf({ run, honest, divergence }: PanelRun): HTMLElement {
    const who = Object.entries(run.byzantine).flatMap(([node, behaviour], index) => [index > 0 ? '; ' : '', nameOf(node), ` is ${behaviourSentence(behaviour)}`]);
    const back = html('button', { type: 'button', class: 'primary', 'data-action': 'backToHonest' }, icon('back'), 'Back to honest run');
    back.addEventListener('click', () => this.#events.backToHonest());
    const parts: (Node | string)[] = [icon('mask'), html('strong', {}, 'What if '), html('span', { class: 'what-if-who' }, ...who)];
    if (honest) parts.push(html('span', { class: 'what-if-honest', 'data-honest-verdict': honest.verdict }, 'honest run: ', this.#compared(honest.verdict)));
    if (divergence === undefined) parts.push(html('span', { class: 'what-if-same' }, honest ? 'No step differs.' : ''));
    else {
      const step = html('button', { type: 'button', class: 'link', 'data-action': 'divergence' }, `differs from step ${countText(divergence)}`);
      step.addEventListener('click', () => this.#events.goTo(divergence));
      parts.push(step);
    }
    return html('div', { class: 'what-if', role: 'status', 'data-what-if': Object.keys(run.byzantine).join(' ') }, ...parts, back);
  }

  #compared(verdict: Verdict): HTMLElement {
    return html('span', { class: `verdict-small verdict-${verdict}` }, icon(verdict), verdict);
  }
}

function facts(texts: readonly string[]): HTMLElement[] {
  return texts.map((text) => html('span', {}, text));
}

/** Requested and applied, with a warning where a fault was asked for and never happened. */
function faultLine(faults: PanelRun['run']['outcome']['faults']): HTMLElement[] {
  const kinds = Object.entries(faults).filter(([, counts]) => counts !== undefined && counts.requested + counts.applied > 0);
  if (kinds.length === 0) return [];
  return [
    html(
      'div',
      { class: 'faults', 'aria-label': 'Faults, requested and applied' },
      html('span', { title: 'What the scenario and its nemesis planned, and what took effect.' }, 'faults requested → applied'),
      ...kinds.map(([kind, { requested, applied }]) => {
        const missed = requested > 0 && applied === 0;
        const text = `${kind} ${countText(requested)} → ${countText(applied)}`;
        return html(
          'span',
          { class: missed ? 'fault is-missed' : 'fault', 'data-fault': kind, 'data-missed': missed, title: `${kind}: ${countText(requested)} requested, ${countText(applied)} applied` },
          ...(missed ? [icon('warning'), `${kind}: requested ${countText(requested)}, never applied`] : [text]),
        );
      }),
    ),
  ];
}
