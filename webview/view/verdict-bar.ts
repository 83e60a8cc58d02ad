import type { PanelRun, RunUnderWay } from '../../runner/protocol.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import type { Verdict } from '../../sim-core/base/verdict.ts';
import { behaviourSentence } from '../model/behaviour-text.ts';
import { placeText } from '../model/property-text.ts';
import { countText } from '../model/count-text.ts';
import { knownVerdict } from '../model/known-verdict.ts';
import { lengthText } from '../model/length-text.ts';
import { faultList } from './fault-list.ts';
import { html, nameOf } from './elements.ts';
import { icon } from './icons.ts';
import { PropertyList } from './property-list.ts';

const MEANING: Readonly<Record<Verdict, string>> = {
  held: 'Every property held.',
  violated: 'A property was violated.',
  unknown: 'Something was not decided before the run ended. This is no pass.',
  unavailable: 'Progress could be demanded of nobody: lasting faults left no core of the nodes. This is no pass.',
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
  readonly #properties: PropertyList;

  constructor(events: VerdictBarEvents) {
    this.#events = events;
    this.#properties = new PropertyList((step) => events.goTo(step));
  }

  show(content: PanelRun): void {
    const { outcome, underWay } = content.run;
    const known = knownVerdict(content.run);
    this.element.replaceChildren(
      html(
        'div',
        { class: 'verdict-line' },
        this.#verdict(outcome.verdict, known !== undefined),
        html('h1', { title: outcome.scenario }, html('bdi', {}, visible(outcome.scenario))),
        html(
          'span',
          { class: 'verdict-facts' },
          ...facts([
            `seed ${outcome.seed}${outcome.strategy === undefined ? '' : ` by ${outcome.strategy}`}`,
            `${outcome.events === 1 ? '1 event' : `${countText(outcome.events)} events`}${underWay ? ' so far' : ''}`,
            lengthText(outcome.simulatedMicroseconds),
            ...(outcome.tolerance ? [`tolerates ${outcome.tolerance.text}`] : []),
            ...(outcome.core && outcome.core.length > 0 ? [`core ${visible(outcome.core.join(', '))}`] : []),
            ...(underWay ? undecided(underWay) : [`hash ${outcome.hash}`]),
          ]),
          ...(content.fresh ? [freshFact(content.fresh)] : []),
        ),
      ),
      ...(Object.keys(content.run.byzantine).length > 0 || content.honest ? [this.#whatIf(content)] : []),
      this.#properties.element,
      ...faultList(content.run),
    );
    this.#properties.show(outcome.properties);
  }

  cursorMoved(step: number): void {
    this.#properties.cursorMoved(step);
  }

  #verdict(verdict: Verdict, isKnown: boolean): HTMLElement {
    return html(
      'span',
      {
        class: `verdict verdict-${verdict}`,
        'data-run-verdict': verdict,
        title: isKnown ? MEANING[verdict] : 'The run is still being executed.',
      },
      icon(verdict),
      html('span', {}, isKnown ? verdict : 'not known yet'),
    );
  }

  #whatIf({ run, honest, divergence, saved, forks }: PanelRun): HTMLElement {
    const path = forks ? forkNames(forks) : [];
    const liars = Object.entries(run.byzantine).flatMap(([node, behaviour], index) => [
      index > 0 ? '; ' : '',
      nameOf(node),
      ` is ${behaviourSentence(behaviour)}`,
    ]);
    const who = path.length > 0 ? path.flatMap((name, index) => [index > 0 ? '; ' : '', nameOf(name)]) : liars;
    const back = html(
      'button',
      { type: 'button', class: 'primary', 'data-action': 'backToHonest' },
      icon('back'),
      'Back to the run as it is written',
    );
    back.addEventListener('click', () => this.#events.backToHonest());
    const parts: (Node | string)[] = [icon('mask'), html('strong', {}, 'What if '), html('span', { class: 'what-if-who' }, ...who)];
    if (honest)
      parts.push(
        html(
          'span',
          { class: 'what-if-honest', 'data-honest-verdict': honest.verdict },
          'as it is written: ',
          this.#compared(honest.verdict),
        ),
      );
    if (divergence === undefined) parts.push(html('span', { class: 'what-if-same' }, honest ? 'No step differs.' : ''));
    else {
      const step = html(
        'button',
        { type: 'button', class: 'link', 'data-action': 'divergence' },
        `differs from step ${countText(divergence)}`,
      );
      step.addEventListener('click', () => this.#events.goTo(divergence));
      parts.push(step);
    }
    return html(
      'div',
      { class: 'what-if', role: 'status', 'data-what-if': Object.keys(run.byzantine).join(' ') },
      ...parts,
      ...(saved ? [] : [back]),
    );
  }

  #compared(verdict: Verdict): HTMLElement {
    return html('span', { class: `verdict-small verdict-${verdict}` }, icon(verdict), verdict);
  }
}

/** What is changed in the fork that is shown, the first change first. */
function forkNames({ list, shown }: NonNullable<PanelRun['forks']>): readonly string[] {
  const names: string[] = [];
  for (let fork = list.find(({ id }) => id === shown); fork; fork = list.find(({ id }) => id === fork!.parent)) names.unshift(fork.name);
  return names;
}

/** It costs a little and is no fault, so that it is said quietly; why is for those who ask. */
function freshFact({ because, location }: NonNullable<PanelRun['fresh']>): HTMLElement {
  const where = location ? ` (${placeText(location)})` : '';
  const title = `This file starts anew for each run, because ${visible(because)}${where}. Each run so takes a fraction of a millisecond more, and its handlers start cold.`;
  return html('span', { class: 'verdict-fresh', 'data-fresh': true, title }, html('span', {}, 'starts anew for each run'));
}

/** How many properties the rest of the run decides. */
function undecided({ undecided: count }: RunUnderWay): readonly string[] {
  return count === 0 ? [] : [`${countText(count)} ${count === 1 ? 'property' : 'properties'} not decided yet`];
}

function facts(texts: readonly string[]): HTMLElement[] {
  return texts.map((text) => html('span', {}, text));
}
