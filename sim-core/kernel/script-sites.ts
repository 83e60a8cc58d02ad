import { didYouMean } from '../base/nearest.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { ChoiceScript } from '../choices/scripted.ts';
import { indexOfNode } from '../faults/links.ts';
import { CONCERNS } from '../world/link.ts';
import type { Model } from './model.ts';
import { writtenText } from '../base/written-text.ts';

const OF_NODES = ['node', 'disk', 'clock', 'byzantine', 'survive', 'rot'];
const NEMESIS = 'nemesis';

/**
 * What no run ever draws would be ignored in silence.
 * @throws ScenarioError for a site that does not exist, a place that is none, or a number that is no draw.
 */
export function checkScript(script: ChoiceScript, { names, faultKinds }: Pick<Model, 'names' | 'faultKinds'>): void {
  for (const [site, lines] of Object.entries(script)) {
    checkSite(
      site,
      names,
      [...faultKinds].filter(([, { nemesis }]) => nemesis).map(([kind]) => kind),
    );
    for (const [position, value] of Object.entries(lines)) {
      if (/^\d+$/.test(position) && typeof value === 'number' && value >= 0 && value < 1) continue;
      throw new ScenarioError(
        `choices['${site}'] has ${position}: ${writtenText(value)}.`,
        'Write the place of a draw, counted from 0, and a number at least 0 and less than 1.',
      );
    }
  }
}

function checkSite(site: string, names: readonly string[], drawable: readonly string[]): void {
  const [concern = '', entity = ''] = site.split('/');
  const where = `choices['${site}']`;
  if (OF_NODES.includes(concern)) indexOfNode(entity, names, where);
  else if (CONCERNS.some((own) => own === concern)) {
    const [from, to] = entity.split('>');
    indexOfNode(from, names, where);
    indexOfNode(to, names, where);
  } else if (concern !== NEMESIS)
    throw new ScenarioError(`${where} is no site at which a run draws.`, didYouMean(concern, [...CONCERNS, ...OF_NODES, NEMESIS]));
  else if (!drawable.includes(entity))
    throw new ScenarioError(`${where} is of a fault that no nemesis draws.`, didYouMean(entity, drawable));
}
