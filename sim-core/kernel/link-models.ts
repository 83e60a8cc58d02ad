import { burstModel, type Bursts } from '../base/bursts.ts';
import { requireKnownOptions } from '../base/known-keys.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Latency, Link, Network } from '../author/scenario.ts';
import { checksumOf } from '../faults/corrupt.ts';
import { indexOfNode } from '../faults/links.ts';
import { probabilityOf } from '../faults/ranges.ts';
import { slowed } from '../world/latency.ts';
import type { LinkModel } from '../world/link.ts';
import { latencyModel } from './latency-models.ts';
import { writtenText } from '../base/written-text.ts';

const DEFAULT_LATENCY: Latency = { min: '1ms', max: '10ms' };

/** What can be said of a link. */
const LINK = ['latency', 'slowFactor', 'loss', 'corrupt', 'checksum', 'duplicate', 'reorder'];

/** The links of a scenario, which take as long as `usual` where nothing is said, as `from * nodes + to`. @throws ScenarioError with the path of what is wrong. */
export function linkModels(network: Network<string>, names: readonly string[], usual: Latency = DEFAULT_LATENCY): readonly LinkModel[] {
  requireKnownOptions(network, [...LINK, 'links'], 'network');
  requireKnownOptions(network.links, network.links ? Object.keys(network.links) : [], 'network.links');
  const base = { ...network, latency: network.latency ?? usual };
  const common = linkModel({}, base, 'network');
  const special = new Map<string, LinkModel>();
  for (const [path, link] of Object.entries(network.links ?? {})) {
    const [from, to, more] = path.split('>');
    if (from === undefined || to === undefined || more !== undefined) {
      throw new ScenarioError(`network.links has '${path}', which is not a link.`, "Write 'from>to'.");
    }
    indexOfNode(from, names, 'network.links');
    indexOfNode(to, names, 'network.links');
    requireKnownOptions(link, LINK, `network.links['${path}']`);
    special.set(path, linkModel(base, link ?? {}, `network.links['${path}']`));
  }
  return names.flatMap((from) =>
    names.map((to) => {
      const model = special.get(`${from}>${to}`) ?? common;
      // A node's messages to itself never touch the network, so that nothing happens to them but time.
      return from === to ? { ...model, loss: 0, bursts: undefined, corrupt: 0, duplicate: 0 } : model;
    }),
  );
}

function linkModel(base: Link, link: Link, where: string): LinkModel {
  const latency = latencyModel((link.latency ?? base.latency)!, `${where}.latency`);
  return {
    latency: slowed(latency, slowFactorOf(link.slowFactor ?? base.slowFactor ?? 1, where)),
    ...lossOf(link.loss ?? base.loss ?? 0, where),
    corrupt: probabilityOf(link.corrupt ?? base.corrupt ?? 0, `The \`corrupt\` of ${where}`),
    checksum: checksumOf(link.checksum ?? base.checksum, `The \`checksum\` of ${where}`),
    duplicate: probabilityOf(link.duplicate ?? base.duplicate ?? 0, `The \`duplicate\` of ${where}`),
    reorder: probabilityOf(link.reorder ?? base.reorder ?? 1, `The \`reorder\` of ${where}`),
  };
}

function lossOf(loss: number | Bursts, where: string): Pick<LinkModel, 'loss' | 'bursts'> {
  if (typeof loss === 'object' && loss !== null) return { loss: 0, bursts: burstModel(loss, `${where}.loss`) };
  return { loss: probabilityOf(loss, `The \`loss\` of ${where}`), bursts: undefined };
}

function slowFactorOf(factor: unknown, where: string): number {
  if (typeof factor === 'number' && factor > 0 && Number.isFinite(factor)) return factor;
  throw new ScenarioError(`The \`slowFactor\` of ${where} is ${writtenText(factor)}.`, 'Write a number above 0, such as 10.');
}
