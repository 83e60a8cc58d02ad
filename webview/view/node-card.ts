import type { NodeView } from '../../runner/protocol.ts';
import { changesBetween } from '../../sim-core/base/changed-paths.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import type { NodeStatus } from '../../sim-core/trace/inspection.ts';
import type { BandAt } from '../model/band-cache.ts';
import { bandEntry } from '../model/band-text.ts';
import { behaviourSentence } from '../model/behaviour-text.ts';
import { html, nameOf } from './elements.ts';
import { dueText } from './in-flight-view.ts';
import { stateTree } from './state-tree.ts';

/** Why a node has nothing to show. */
const NO_STATE: Readonly<Record<NodeStatus, string>> = {
  unstarted: 'no state yet',
  starting: 'no state yet: its init is under way',
  up: 'no state',
  busy: 'no state yet: its init is under way',
  paused: 'no state yet: its init is under way',
  down: 'memory lost',
};

/** How a node is shown, and what becomes of what is done with it. */
export interface NodeCardOptions {
  readonly isActing: boolean;
  readonly isFolded: boolean;
  /** Simulated time, in microseconds. */
  readonly now: number;
  /** What stands beside its lane. */
  readonly beside: readonly BandAt[];
  /** What has this in its path is shown, in lower case; everything, if empty. */
  readonly filter: string;
  /** What the state is compared with, instead of what it was before the step. */
  readonly base?: { readonly step: number; readonly view: NodeView | undefined };
  readonly opened: Map<string, boolean>;
  folded(folded: boolean): void;
  asked(path: readonly string[], element: HTMLElement): void;
}

/** One node as it was right after a step: its state with what changed, its timers, its disk. */
export function nodeCard(view: NodeView, options: NodeCardOptions): HTMLElement {
  const { name, status, clock, state, timers, disk, unsynced, byzantine } = view;
  const { isActing, filter, base, opened } = options;
  const { changed, was } = base ? differences(base.view?.state, state) : view;
  const counted = (one: string): string => `${changed.length} ${one}${changed.length === 1 ? '' : 's'}`;
  const card = html(
    'details',
    {
      class: `node node-${status}${isActing ? ' is-acting' : ''}`,
      open: isActing || changed.length > 0 || !options.isFolded,
      'data-node-state': name,
      'data-status': status,
    },
    html(
      'summary',
      {},
      nameOf(name),
      html('span', { class: `status status-${status}` }, status),
      ...(changed.length > 0 && state !== undefined
        ? [html('span', { class: 'node-changes' }, counted(base ? 'difference' : 'change')), ...where(changed)]
        : []),
      html('span', { class: 'node-clock', title: 'Its own time of day' }, timeText(clock)),
    ),
    ...(byzantine ? [html('div', { class: 'node-byzantine' }, behaviourSentence(byzantine))] : []),
    state === undefined
      ? html('div', { class: 'node-none' }, NO_STATE[status])
      : stateTree(state, changed, {
          label: `State of ${visible(name)}`,
          filter,
          ...(was ? { was } : {}),
          isOpen: (path) => opened.get(path),
          toggled: (path, isOpen) => opened.set(path, isOpen),
          asked: (path, element) => options.asked(path, element),
        }),
    ...(options.beside.length > 0 ? [section('beside the lane', options.beside.map(bandEntry))] : []),
    ...(timers.length > 0
      ? [
          section(
            'timers',
            timers.map((timer) => [timer.name, dueText(timer.due - options.now)] as const),
          ),
        ]
      : []),
    ...(Object.keys(disk).length > 0 ? [diskSection(disk, unsynced)] : []),
  );
  // The click comes before what it does. A card that opens by itself is no wish of the reader.
  card.firstElementChild?.addEventListener('click', () => options.folded(card.open));
  return card;
}

/** Where what changed stands, if it is further inside: of a long list the name is out of sight where the change is in it. */
function where(changed: readonly string[]): readonly HTMLElement[] {
  if (!changed.some((path) => path.includes('.'))) return [];
  const paths = changed.map(visible).join(', ');
  return [html('span', { class: 'node-paths', title: paths }, paths)];
}

function differences(before: unknown, after: unknown): Pick<NodeView, 'changed' | 'was'> {
  const changes = changesBetween(before ?? {}, after ?? {});
  return {
    changed: changes.map(({ path }) => path),
    was: new Map(changes.flatMap((change) => ('was' in change ? [[change.path, change.was] as const] : []))),
  };
}

function section(title: string, entries: readonly (readonly [name: string, text: string])[]): HTMLElement {
  return html(
    'div',
    { class: 'node-section', 'data-section': title },
    html('h3', {}, title),
    ...entries.map(([name, text]) =>
      html('div', { class: 'tree-line' }, html('span', { class: 'tree-key' }, visible(name)), html('span', { class: 'tree-value' }, text)),
    ),
  );
}

function diskSection(disk: NodeView['disk'], unsynced: readonly string[]): HTMLElement {
  const element = html(
    'div',
    { class: 'node-section', 'data-section': 'disk' },
    html('h3', {}, 'disk'),
    stateTree(disk, [], { label: 'Disk' }),
  );
  if (unsynced.length > 0)
    element.append(
      html(
        'div',
        { class: 'node-unsynced', title: 'Lost if the node crashes now' },
        `not yet durable: ${unsynced.map(visible).join(', ')}`,
      ),
    );
  return element;
}
