import { visible } from '../../sim-core/base/plain-text.ts';
import { asideText, eventText, spokenEvent } from '../model/event-text.ts';
import type { RunModel } from '../model/run-model.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { countText } from '../model/count-text.ts';
import { roughLengthText } from '../model/length-text.ts';
import type { EventBox, GapBox } from '../layout/window-layout.ts';
import { ROW_HEIGHT } from '../layout/lanes.ts';
import { html } from './elements.ts';

/** The text of one step: its number, its time, the time since the step before, and what happened. */
export function eventRow(run: RunModel, { step, kind, tone, lane, y }: EventBox, detail: string | undefined): HTMLElement {
  const { time } = run.columns;
  const since = step > 0 ? time[step]! - time[step - 1]! : 0;
  const row = html(
    'div',
    {
      class: `row tone-${tone}`,
      id: `step-${step}`,
      role: 'option',
      'data-step': step,
      'data-kind': kind,
      'data-node': run.nodes[lane],
      'aria-posinset': step + 1,
      'aria-setsize': run.steps,
      'aria-selected': 'false',
    },
    html('span', { class: 'row-step' }, countText(step)),
    html('span', { class: 'row-time' }, timeText(time[step]!)),
    html('span', { class: 'row-delta' }, since > 0 ? `+${roughLengthText(since)}` : ''),
    html('span', { class: 'row-label', dir: 'auto', 'data-open': step }),
  );
  row.style.transform = `translateY(${y - ROW_HEIGHT / 2}px)`;
  fillLabel(run, row, step, detail);
  return row;
}

/** Says how many events after this one have no room for a row. */
export function fillMore(row: Element | undefined, more: number): void {
  const target = row?.querySelector('.row-delta');
  if (target) target.textContent = more === 0 ? '' : `${countText(more)} more`;
}

/** What stands for steps that are not shown; a click shows them. */
export function gapRow({ from, to, y }: GapBox, text: string): HTMLElement {
  const title = `Steps ${countText(from)} to ${countText(to)} are hidden. Click to show them (e, beside the cursor).`;
  const row = html('div', { class: 'gap', 'data-gap': from, 'data-gap-end': to, title }, html('span', { class: 'gap-text' }, text));
  row.style.transform = `translateY(${y - ROW_HEIGHT / 2}px)`;
  return row;
}

/** So many letters of a name, of what happened and of the way of a message stay when there is no room: fewer could be anything. */
const WHO = 8;
const LEAD = 6;
const ASIDE = 10;

/** A text that gives way to others, but not below so many letters; one that has no more does not. */
function atLeast(most: number, letters: number, text: HTMLElement): HTMLElement {
  if (letters <= most) text.style.flexShrink = '0';
  else text.style.minWidth = `${most}ch`;
  return text;
}

/** Writes the text anew: what an event carries arrives later than its row. */
export function fillLabel(run: RunModel, row: Element, step: number, carried: string | undefined): void {
  const { lead, aside, reason, detail, marks } = eventText(run, step, carried, run.shortNodes);
  const whole = eventText(run, step, carried);
  row.classList.toggle('is-pending', carried === undefined);
  row.setAttribute('aria-label', spokenEvent(run, step, carried));
  const target = row.lastElementChild as HTMLElement;
  target.title = [lead, asideText(whole), detail, ...marks].filter((part) => part !== '').join(' ') + '\nOpen the handler (Enter)';
  const who = run.shortNodes[run.laneAt(step)];
  // Where not all lanes fit, the row says whose it is.
  target.replaceChildren(
    ...(who === undefined ? [] : [atLeast(WHO, who.length, html('span', { class: 'label-who' }, html('bdi', {}, visible(who)), ' '))]),
    atLeast(LEAD, lead.length, html('span', { class: 'label-lead' }, lead)),
  );
  for (const mark of marks) target.append(' ', html('span', { class: 'label-mark' }, mark));
  if (reason !== undefined) target.append(' ', html('span', { class: 'label-reason' }, reason));
  if (aside !== '') target.append(' ', atLeast(ASIDE, aside.length, html('span', { class: 'label-aside' }, aside)));
  if (detail !== '') target.append(' ', html('span', { class: 'label-detail' }, detail));
}
