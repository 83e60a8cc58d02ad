import { microseconds } from '../base/duration.ts';
import { requireKnownOptions } from '../base/known-keys.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Latency, Link, Network } from '../author/scenario.ts';
import { indexOfNode } from '../faults/links.ts';
import { probabilityOf } from '../faults/ranges.ts';
import type { LatencyModel } from '../world/latency.ts';
import type { LinkModel } from '../world/link.ts';

const DEFAULT_LATENCY: Latency = { min: '1ms', max: '10ms' };

/** What can be said of a link. */
const LINK = ['latency', 'loss', 'duplicate', 'reorder'];

/** The links of a scenario, as `from * nodes + to`. @throws ScenarioError with the path of what is wrong. */
export function linkModels(network: Network<string>, names: readonly string[]): readonly LinkModel[] {
  requireKnownOptions(network, [...LINK, 'links'], 'network');
  requireKnownOptions(network.links, network.links ? Object.keys(network.links) : [], 'network.links');
  const common = linkModel({}, network, 'network');
  const special = new Map<string, LinkModel>();
  for (const [path, link] of Object.entries(network.links ?? {})) {
    const [from, to, more] = path.split('>');
    if (from === undefined || to === undefined || more !== undefined) {
      throw new ScenarioError(`network.links has '${path}', which is not a link.`, "Write 'from>to'.");
    }
    indexOfNode(from, names, 'network.links');
    indexOfNode(to, names, 'network.links');
    requireKnownOptions(link, LINK, `network.links['${path}']`);
    special.set(path, linkModel(network, link ?? {}, `network.links['${path}']`));
  }
  return names.flatMap((from) =>
    names.map((to) => {
      const model = special.get(`${from}>${to}`) ?? common;
      // A node's messages to itself never touch the network, so that nothing happens to them but time.
      return from === to ? { ...model, loss: 0, duplicate: 0 } : model;
    }),
  );
}

function linkModel(base: Link, link: Link, where: string): LinkModel {
  return {
    latency: latencyModel(link.latency ?? base.latency ?? DEFAULT_LATENCY, `${where}.latency`),
    loss: probabilityOf(link.loss ?? base.loss ?? 0, `The \`loss\` of ${where}`),
    duplicate: probabilityOf(link.duplicate ?? base.duplicate ?? 0, `The \`duplicate\` of ${where}`),
    reorder: probabilityOf(link.reorder ?? base.reorder ?? 1, `The \`reorder\` of ${where}`),
  };
}

/** @throws ScenarioError with the path of what is wrong. */
export function latencyModel(latency: Latency, where: string): LatencyModel {
  if (typeof latency !== 'object') {
    const fixed = microseconds(latency, where);
    return { min: fixed, max: fixed, mean: undefined, bounded: true };
  }
  requireKnownOptions(latency, ['min', 'mean', 'max'], where);
  const min = latency.min === undefined ? 0 : microseconds(latency.min, `${where}.min`);
  if ('mean' in latency) {
    const mean = microseconds(latency.mean, `${where}.mean`);
    const max = latency.max === undefined ? min + 10 * mean : microseconds(latency.max, `${where}.max`);
    if (mean < min || max < mean) throw new ScenarioError(`${where} has its min, mean and max out of order.`, 'Use min <= mean <= max.');
    return { min, max, mean, bounded: latency.max !== undefined };
  }
  const max = microseconds(latency.max, `${where}.max`);
  if (max < min) throw new ScenarioError(`${where} goes from ${latency.min} down to ${latency.max}.`, 'Write the smaller one as `min`.');
  return { min, max, mean: undefined, bounded: true };
}
